import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { explainFailure } from '#cli/failure.ts'
import { readCapture } from '#wire/capture.ts'
import { hopproof, type Ran, tiny } from './tool-lab.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-sim-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, text: string | Uint8Array): string => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const readJson = (...path: string[]) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'))
file('tiny.topo', readFileSync(tiny, 'utf8'))

const body = `warmup: 12s
duration: 4s
timeline:
  - ping: {from: alice, to: bob, count: 3, interval: 200ms}
  - {at: 1s, attack: {kind: forgedMac, from: alice, to: bob}}
`
const good = file(
  'good.yaml',
  `# kept\nname: good\nnote: three pings\nseed: 5\ntopology: tiny.topo\n${body}expect:\n  - replies: {of: ping 1, atLeast: 3}\n  - drops: {reason: macMismatch, atMost: 1}\n`,
)
const broken = file(
  'broken.yaml',
  `name: broken\ntopology: tiny.topo\n${body}expect:\n  - replies: {of: ping 1, atLeast: 4}\n  - attack: {of: attack 1, delivered: 1}\n`,
)

const run = (...args: string[]): Promise<Ran> => hopproof('sim', 'run', ...args)

/** What stderr shows and the exit code, as the program ends. */
async function failure(...args: string[]): Promise<string> {
  try {
    const { exit } = await run(...args)
    return `no failure, exit ${exit}`
  } catch (error) {
    const { text, exitCode } = explainFailure(error, false)
    return `${exitCode} ${text.replaceAll(folder, '')}`
  }
}

describe('a run', () => {
  let ran: Ran
  beforeAll(async () => {
    ran = await run(good, '--out', join(folder, 'out'), '--trace', '--pcap', '--pcap-internal')
  })

  test('exit 0, and says what came of it and where it lies', () => {
    expect(ran.exit).toBeUndefined()
    expect(ran.out).toMatch(/^good: 3 ASes, 2 links, seed 5\nthree pings\n/)
    expect(ran.out).toContain('  ok   replies of ping 1: at least 3\n')
    expect(ran.out).toContain(`every expectation holds; 16s of virtual time`)
    expect(ran.out).toContain(`written to ${join(folder, 'out')}\n`)
  })

  test('its folder has what the manifest says, and the manifest what repeats it', () => {
    const manifest = readJson('out', 'manifest.json')
    expect(manifest).toMatchObject({ name: 'good', seed: 5, passed: true, versions: { node: process.versions.node } })
    expect(ran.out).toContain(`digest ${manifest.digest}`)
    const names = [
      'drops.csv',
      'flows.csv',
      'links.csv',
      'manifest.json',
      'network.topo',
      'packets.pcapng',
      'scenario.yaml',
      'summary.json',
      'trace.ndjson',
    ]
    expect(manifest.files).toEqual(names)
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(names)
    expect(readJson('out', 'summary.json')).toMatchObject({ digest: manifest.digest, flows: [{ name: 'ping 1', received: 3 }] })
    expect(readFileSync(join(folder, 'out', 'flows.csv'), 'utf8')).toMatch(/^name,kind,.*\nping 1,ping,alice,bob,0,/)
    expect(readFileSync(join(folder, 'out', 'drops.csv'), 'utf8')).toContain(',macMismatch,1,')
    expect(readFileSync(join(folder, 'out', 'links.csv'), 'utf8').split('\n').length).toBe(6)
  })

  test('trace and capture are whole', () => {
    const lines = readFileSync(join(folder, 'out', 'trace.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
    expect(lines.map(line => JSON.parse(line).reason).filter(reason => reason === 'macMismatch').length).toBe(1)
    expect([...readCapture(new Uint8Array(readFileSync(join(folder, 'out', 'packets.pcapng'))))].length).toBeGreaterThan(20)
  })

  test('run from its own folder it is the same run', async () => {
    const again = await run(join(folder, 'out', 'scenario.yaml'), '--no-files', '--format', 'json')
    expect(JSON.parse(again.out).digest).toBe(readJson('out', 'manifest.json').digest)
    expect(readFileSync(join(folder, 'out', 'scenario.yaml'), 'utf8')).toMatch(/^# kept\nname: good\n/)
  })

  test('another seed is another run, and its folder says so', async () => {
    await run(good, '--out', join(folder, 'seed7'), '--seed', '7')
    expect(readJson('seed7', 'manifest.json')).toMatchObject({ seed: 7 })
    expect(readJson('seed7', 'manifest.json').digest).not.toBe(readJson('out', 'manifest.json').digest)
    const again = await run(join(folder, 'seed7', 'scenario.yaml'), '--no-files', '--format', 'json')
    expect(JSON.parse(again.out)).toMatchObject({ seed: 7, digest: readJson('seed7', 'manifest.json').digest })
  })

  test('one capture a link, and what an earlier run has left is gone', async () => {
    file('out/mine.txt', 'mine')
    await run(good, '--out', join(folder, 'out'), '--pcap', 'link')
    const names = readdirSync(join(folder, 'out'))
    expect(names.filter(n => n.endsWith('.pcapng')).length).toBe(2)
    expect(names).not.toContain('packets.pcapng')
    expect(names).not.toContain('trace.ndjson')
    expect(names).toContain('mine.txt')
  })
})

test('exit 1 when an expectation fails, in every format, with what was found', async () => {
  const human = await run(broken, '--no-files')
  expect(human.exit).toBe(1)
  expect(human.out).toContain('FAIL replies of ping 1: at least 4; found: 3\n')
  expect(human.out).toContain('FAIL attack 1: 1 delivered; found: 1 refused by macMismatch at ')
  expect(human.out).toContain('2 of 2 expectations failed;')
  const json = await run(broken, '--no-files', '--format', 'json')
  expect([json.exit, JSON.parse(json.out).passed]).toEqual([1, false])
})

test('without --out into runs/NAME-SEED', async () => {
  const cwd = process.cwd()
  process.chdir(folder)
  try {
    expect((await run('good.yaml', '--seed', '9')).out).toContain(`written to ${join('runs', 'good-9')}\n`)
  } finally {
    process.chdir(cwd)
  }
  expect(readJson('runs', 'good-9', 'manifest.json').seed).toBe(9)
})

describe('bad input ends with exit 2, its place and a hint', () => {
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
    [
      'time after the end',
      pinged.replace('{ping', '{at: 2s, ping'),
      ':4:17: timeline.0.at: is after the end\n  hint: make duration longer',
    ],
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
      'topology called as stdin is',
      head.replace('tiny.topo', '"-"'),
      ':2:11: topology: no such file\n  hint: check the spelling and the folder you are in',
    ],
    [
      'topology that is this scenario',
      head.replace('tiny.topo', 'bad.yaml'),
      expect.stringMatching(/^2 error: bad.yaml:1:1: "ASes" is missing/),
    ],
  ])('%s', async (_, text, said) => {
    const got = await failure(file('bad.yaml', text), '--no-files')
    expect(got).toEqual(typeof said === 'string' ? `2 error: /bad.yaml${said}` : said)
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
})
