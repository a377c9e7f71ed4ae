/** `hopproof sim run` on input made to break it: always exit 2, with the place and a hint, before anything runs. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { explainFailure } from '#cli/failure.ts'
import { hopproof, tiny } from '../tools/lab.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-sim-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, text: string | Uint8Array): string => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
file('tiny.topo', readFileSync(tiny, 'utf8'))
const good = file('good.yaml', 'name: good\ntopology: tiny.topo\nduration: 1s\n')

/** What stderr shows and the exit code, as the program ends. */
async function failure(...args: string[]): Promise<string> {
  try {
    const { exit } = await hopproof('sim', 'run', ...args)
    return `no failure, exit ${exit}`
  } catch (error) {
    const { text, exitCode } = explainFailure(error, false)
    return `${exitCode} ${text.replaceAll(folder, '')}`
  }
}

const head = 'name: n\ntopology: tiny.topo\nduration: 1s\n'
const pinged = `${head}timeline: [{ping: {from: alice, to: bob}}]\n`
// `{"a": {"a": ...` by aliases ten times ten times ten
const bomb = Array.from(
  { length: 12 },
  (_, i) =>
    `k${i}: &k${i} [${
      i === 0
        ? 'x'
        : Array(10)
            .fill(`*k${i - 1}`)
            .join(', ')
    }]`,
).join('\n')

test.each([
  ['unknown key', `${head}tmeline: []`, ':4:10: tmeline: "tmeline" is not known here\n  hint: remove it, or correct its spelling'],
  ['wrong type', `${head}timeline: yes`, ':4:11: timeline: Invalid input: expected array, received string'],
  ['repeated key', `${head}name: m`, ':4:1: name: is there twice\n  hint: remove one of them'],
  ['alias bomb', `${head}${bomb}`, ':5:10: k1.0: an alias is not read\n  hint: write the value out'],
  ['a circle of references', `${head}note: &n [*n]`, ':4:11: note.0: an alias is not read\n  hint: write the value out'],
  ['no YAML', `${head}timeline: [`, ':4:12: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ['depth', `${head}timeline: ${'['.repeat(50_000)}`, expect.stringMatching(/^2 error: \/bad.yaml:\d+:\d+: /)],
  ['not even a mapping', '- a', expect.stringMatching(/^2 error: \/bad.yaml:1:1: .*expected object/)],
  ['nothing', '', expect.stringMatching(/^2 error: \/bad.yaml: .*expected object/)],
  ['not text', Uint8Array.of(0x6e, 0xff, 0xfe), ': is not UTF-8 text\n  hint: is it the right file? If so, convert it with iconv'],
  ['time after the end', pinged.replace('{ping', '{at: 2s, ping'), ':4:17: timeline.0.at: is after the end\n  hint: make duration longer'],
  [
    'unknown host',
    pinged.replace('bob', 'eve'),
    ':4:37: timeline.0.ping.to: the network has no host "eve"\n  hint: it has server, alice, bob',
  ],
  [
    'unknown link',
    `${head}timeline: [{cut: "1-ff00:0:110#9"}]`,
    ':4:18: timeline.0.cut: no link ends at 1-ff00:0:110#9\n  hint: known: 1-ff00:0:110#1, 1-ff00:0:110#2',
  ],
  [
    'unknown attack',
    `${head}timeline: [{attack: {kind: nuke}}]`,
    expect.stringMatching(/^2 error: \/bad.yaml:4:28: timeline.0.attack.kind: .*'forgedMac'/),
  ],
  [
    'topology that is not there',
    head.replace('tiny.topo', 'gone.topo'),
    ':2:11: topology: no such file\n  hint: check the spelling and the folder you are in',
  ],
  ['topology that is a folder', head.replace('tiny.topo', '.'), ':2:11: topology: is a directory\n  hint: name a file in it'],
  [
    'topology that is this scenario',
    head.replace('tiny.topo', 'bad.yaml'),
    expect.stringMatching(/^2 error: bad.yaml:1:1: "ASes" is missing/),
  ],
])('%s', async (_, text, said) => {
  const got = await failure(file('bad.yaml', text), '--no-files')
  expect(got).toEqual(typeof said === 'string' ? `2 error: /bad.yaml${said}` : said)
})

test('a topology called - is a file, not stdin', async () => {
  file('dash.yaml', head.replace('tiny.topo', '"-"'))
  const cwd = process.cwd()
  process.chdir(folder)
  try {
    expect(await failure('dash.yaml', '--no-files')).toMatch(/^2 error: dash.yaml:2:11: topology: no such file/)
  } finally {
    process.chdir(cwd)
  }
})

test('a huge file is refused before it is parsed', async () => {
  expect(await failure(file('bad.yaml', `${head}# ${'x'.repeat(26e6)}`), '--no-files')).toMatch(
    /^2 error: \/bad.yaml: is too large\n {2}hint: at most /,
  )
})

test('a folder that cannot be written is told before the run', async () => {
  const endless = file('endless.yaml', 'name: endless\ntopology: tiny.topo\nduration: 2400h\n')
  expect(await failure(endless, '--out', good)).toMatch(/^2 error: \/good.yaml.*: cannot be written: /)
  expect(await failure(endless, '--out', join(good, 'x'))).toMatch(/^2 error: \/good.yaml.*: cannot be written: /)
  mkdirSync(join(folder, 'taken', 'scenario.yaml'), { recursive: true })
  expect(await failure(endless, '--out', join(folder, 'taken'))).toBe('2 error: /taken/scenario.yaml: cannot be written: is a directory')
})

test.each([
  [['--seed', '1.5']],
  [['--seed', '9'.repeat(16)]],
  [['--pcap', 'all']],
  [['--no-files', '--trace']],
  [['--no-files', '--pcap']],
  [['--no-files', '--out', 'x']],
  [['--format', 'csv']],
])('%j', async flags => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  expect(await failure(good, ...flags)).toBe('2 ')
  stderr.mockRestore()
})

test('no such scenario', async () => {
  expect(await failure(join(folder, 'gone.yaml'))).toBe(
    '2 error: /gone.yaml: no such file\n  hint: check the spelling and the folder you are in',
  )
})
