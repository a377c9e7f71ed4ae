import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { createProgram } from '#cli/program.ts'
import { root } from '#test/availability.ts'
import { isMalformed } from '#wire/bytes.ts'
import { readCapture } from '#wire/capture.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-sim-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => void vi.restoreAllMocks())

const example = (name: string): string => join(root, 'examples', 'scenarios', `${name}.yaml`)
const small = `name: small
duration: 3s
warmup: 12s
topology:
  ASes: {"1-1": {core: true, hosts: [a]}, "1-2": {hosts: [b]}}
  links: [{a: "1-1#1", b: "1-2#2", linkAtoB: CHILD, delay: 1ms}]
timeline:
  # a ping
  - {name: p, ping: {from: a, to: b}}
`
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** What `hopproof sim run ...` prints, and its exit code. */
async function run(...args: string[]): Promise<{ out: string; exit: number | string | undefined }> {
  const out: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => out.push(String(text)) > 0)
  process.exitCode = undefined
  await (await createProgram()).parseAsync(['node', 'hopproof', 'sim', 'run', ...args])
  const exit = process.exitCode
  process.exitCode = undefined
  vi.restoreAllMocks()
  return { out: out.join(''), exit }
}

test('DRKeys with modelled signatures: a warning, and none where services really sign', async () => {
  const err: string[] = []
  for (const more of ['', 'signatures: real\n']) {
    const path = file('drkey.yaml', `${small.replace('{from: a, to: b}', '{from: a, to: b, spao: true}')}drkey: 24h\n${more}`)
    vi.spyOn(process.stderr, 'write').mockImplementation(text => err.push(String(text)) > 0)
    expect((await run(path, '--no-files')).exit).toBeUndefined()
  }
  expect(err).toEqual(['signatures are modelled: level-1 DRKeys travel in the clear between control services\n'])
})

test('an example, its folder, and the same run again from what the folder holds', async () => {
  const [first, second] = [join(folder, 'first'), join(folder, 'second')]
  const { out, exit } = await run(example('link-cut'), '--out', first, '--trace', '--pcap', 'link', '--pcap-internal')
  expect(exit).toBeUndefined()
  expect(out).toContain('every expectation holds')
  const files = readdirSync(first)
  for (const name of [
    'scenario.yaml',
    'network.topo',
    'summary.json',
    'flows.csv',
    'drops.csv',
    'links.csv',
    'failures.csv',
    'manifest.json',
    'trace.ndjson',
  ])
    expect(files).toContain(name)
  expect(files.filter(name => name.endsWith('.pcapng')).length).toBeGreaterThan(4)
  await run(join(first, 'scenario.yaml'), '--out', second)
  const digest = (of: string): string => (JSON.parse(readFileSync(join(of, 'manifest.json'), 'utf8')) as { digest: string }).digest
  expect(digest(second)).toBe(digest(first))
  expect(out).toContain(digest(first))
})

test('one capture that is read back, the refused packets with their reason', async () => {
  const out = join(folder, 'forged')
  await run(example('forged-mac'), '--out', out, '--pcap', '--pcap-internal')
  const packets = [...readCapture(new Uint8Array(readFileSync(join(out, 'packets.pcapng'))))]
  expect(packets.filter(p => !isMalformed(p) && p.comment.includes('macMismatch')).length).toBe(25)
})

test('--seed, --format json, --no-files', async () => {
  const digestOf = async (...args: string[]): Promise<string> => {
    const { out } = await run(file('small.yaml', small), '--no-files', '--format', 'json', ...args)
    return (JSON.parse(out) as { digest: string }).digest
  }
  expect(await digestOf('--seed', '2')).not.toBe(await digestOf())
  expect(readdirSync(folder)).not.toContain('runs')
})

test('the resolved scenario keeps comments and names seed and network', async () => {
  const out = join(folder, 'small')
  await run(file('small.yaml', small), '--out', out, '--seed', '5')
  const text = readFileSync(join(out, 'scenario.yaml'), 'utf8')
  expect(text).toMatch(/^topology: network.topo$/m)
  expect(text).toMatch(/^seed: 5$/m)
  expect(text).toContain('# a ping')
})

test('an expectation that fails: exit 1', async () => {
  const path = file('broken.yaml', `${small}expect:\n  - replies: {of: p, atLeast: 2}\n`)
  const { out, exit } = await run(path, '--no-files')
  expect(exit).toBe(1)
  expect(out).toContain('FAIL replies of p: at least 2; found: 1')
})

test.each([
  ['name: x', /"topology" is missing|names no network/],
  [small.replace('to: b', 'to: c'), /no host "c"/],
  ['a: &a [*a]', /alias/],
  ['topology: gone.topo\nname: n\nduration: 1s', /no such file/],
])('bad input is an error of the user, nothing is written: %j', async (text, message) => {
  const out = join(folder, 'never')
  await expect(run(file('bad.yaml', text), '--out', out)).rejects.toThrow(message)
  expect(readdirSync(folder)).not.toContain('never')
})

test('bad flags', async () => {
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  await expect(run(example('replay'), '--seed', 'x')).rejects.toThrow(/whole number/)
})

test('another algorithm than the scenario says: by name, or from a file; a folder run again gives the same', async () => {
  const digestOf = (name: string): string => JSON.parse(readFileSync(join(folder, name, 'manifest.json'), 'utf8')).digest
  const [plain, named, again, own] = ['plain', 'named', 'again', 'own'].map(name => join(folder, name)) as [string, string, string, string]
  const scenario = file('algorithm.yaml', small)
  await run(scenario, '--out', plain)
  await run(scenario, '--out', named, '--algorithm', 'diversity')
  await run(join(named, 'scenario.yaml'), '--out', again)
  expect(digestOf('named')).toBe(digestOf('again'))
  expect(readFileSync(join(named, 'scenario.yaml'), 'utf8')).toMatch('algorithm: diversity')
  const silent = file('silent.mjs', `export const algorithm = { name: 'silent', propagate: () => [], register: () => [] }`)
  await run(scenario, '--out', own, '--algorithm', silent)
  expect(digestOf('own')).not.toBe(digestOf('plain'))
  expect(JSON.parse(readFileSync(join(own, 'manifest.json'), 'utf8')).algorithm).toBe(silent)
  await expect(run(scenario, '--no-files', '--algorithm', 'fastest')).rejects.toThrow('there is no beaconing algorithm "fastest"')
})
