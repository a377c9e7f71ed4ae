import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { explainFailure } from '#cli/failure.ts'
import { root } from '#test/availability.ts'
import { isMalformed } from '#wire/bytes.ts'
import { type Captured, readCapture } from '#wire/capture.ts'
import { hopproof } from './tools/lab.ts'

const home = process.cwd()
const folders: string[] = []
/** A folder of its own as the current one. */
function enterNew(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-demo-'))
  folders.push(folder)
  process.chdir(folder)
  return folder
}
afterAll(() => {
  process.chdir(home)
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/** The lines of a section of the tour, by its number. */
const section = (out: string, n: number): string[] => out.split(/\n\n?(?=\d\. )/)[n]!.split('\n')

describe('the tour', () => {
  let out = ''
  let frames: readonly Captured[] = []
  let manifest: { readonly digest?: string; readonly events?: number; readonly files?: readonly string[] } = {}
  beforeAll(async () => {
    const folder = enterNew()
    const ran = await hopproof('demo')
    expect({ err: ran.err, exit: ran.exit }).toEqual({ err: '', exit: undefined })
    out = ran.out
    const read = [...readCapture(readFileSync(join(folder, 'runs', 'demo-1', 'packets.pcapng')))]
    frames = read.filter((f): f is Captured => !isMalformed(f))
    expect(frames).toHaveLength(read.length)
    manifest = JSON.parse(readFileSync(join(folder, 'runs', 'demo-1', 'manifest.json'), 'utf8'))
  })

  test('beacons: some are begun, more are sent on and accepted, segments are registered', () => {
    expect(out).toMatch(/^hopproof: 16 ASes, 27 links, 34 border routers\n/)
    const counts =
      /time: (\d+) beacons begun, (\d+) sent on, (\d+) accepted\n {2}every entry signed, .*: 0 signatures refused\n {2}(\d+) down segments/
        .exec(out)!
        .slice(1)
        .map(Number)
    for (const count of counts) expect(count).toBeGreaterThan(16)
    expect(counts[2]).toBe(counts[0]! + counts[1]!)
  })

  test('three paths from alice to bob that share no AS; each carries a ping, each hop with a MAC that is ok', () => {
    const ways = section(out, 2).filter(line => /^ {2}1-ff00:0:113 \d/.test(line))
    const between = ways.map(way => (way.match(/\d-ff00:0:\d+/g) ?? []).slice(1, -1))
    for (const way of ways) expect(way).toMatch(/ 2-ff00:0:212$/)
    expect(between).toHaveLength(3)
    expect(between.flat()).toHaveLength(new Set(between.flat()).size)
    for (const ases of between) expect(ases.length).toBeGreaterThan(0)

    expect(section(out, 2).filter(line => /^ {2}\d+ bytes from 2-ff00:0:212,/.test(line))).toHaveLength(3)
    const rows = section(out, 2).filter(line => / br\d+ /.test(line))
    expect(rows.length).toBeGreaterThanOrEqual(2 * 3 + between.flat().length)
    for (const row of rows) expect(row).toMatch(/[\da-f]{4} {10}[\da-f]{4} {3}ok {3}(22 ok {2}(forward|handOver)|12 ok {2}deliver)$/)
    expect(rows.filter(row => row.endsWith('deliver'))).toHaveLength(3)
  })

  test('the cut: an SCMP error names the interface, one request is lost, the next takes another way', () => {
    const [title, ...lines] = section(out, 3)
    const [, isdAs, ifId] = /the link (\S+)#(\d+) is cut$/.exec(title!)!
    expect(lines.map(line => /scmp_seq=\d|external interface.*|the way now/.exec(line)?.[0])).toEqual([
      'scmp_seq=0',
      'scmp_seq=1',
      `external interface is down {interface=${ifId}; isd_as=${isdAs}}`,
      'scmp_seq=4',
      'scmp_seq=5',
      'the way now',
    ])
    const times = lines.slice(0, -1).map(line => Number.parseFloat(line))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(lines.at(-1)).not.toContain(`${isdAs} ${ifId}>`)
  })

  test('three forgeries, each refused by a router with its rule, reason and clause, as sent back by SCMP', () => {
    const [, heading, ...rows] = section(out, 4).filter(line => line !== '')
    expect(heading!.trim().split(/ {2,}/)).toEqual(['packet', 'refused by', 'rule', 'why', 'clause', 'SCMP'])
    expect(rows.slice(0, 3).map(row => row.trim().split(/ {2,}/))).toEqual([
      ['a hop field with a forged MAC', '2-ff00:0:211 br3', 'macIsValid', 'the hop field MAC is not ours', '#hf-mac-calc', '4/51/80'],
      [
        'a hop field that has expired',
        '1-ff00:0:113 br1',
        'hopNotExpired',
        'the hop field has expired',
        '#process-router-ingress',
        '4/52/56',
      ],
      [
        'two segments spliced that do not belong together',
        '2-ff00:0:210 br1',
        'macIsValid',
        'the hop field MAC is not ours',
        '#hf-mac-calc',
        '4/51/112',
      ],
    ])
  })

  test('the capture: every frame is readable, each interface has its name, refusals come with their reason', () => {
    expect(frames.length).toBeGreaterThan(1000)
    for (const frame of frames) {
      expect(isMalformed(frame.datagram)).toBe(false)
      expect(frame.interfaceName).toMatch(/^\d-ff00:0:\d+ br\d+-ff00_0_\d+-\d+#\d+$/)
    }
    // Beacons take all links but the three of peering.
    expect(new Set(frames.map(f => f.interfaceName)).size).toBeGreaterThanOrEqual(2 * 24)
    const comments = frames.map(f => f.comment).filter(c => c !== '')
    expect(comments.filter(c => c.includes('macMismatch'))).toHaveLength(2)
    expect(comments.filter(c => c.includes('linkDown'))).not.toEqual([])
  })

  test('closes with seed, events, digest, where the capture lies and what to try', () => {
    const { digest, events } = manifest
    const closing = out.slice(out.indexOf('\nseed 1, '))
    expect(closing).toContain(`\nseed 1, ${events} events, digest ${digest}\n`)
    expect(manifest.files).toEqual(['manifest.json', 'network.topo', 'packets.pcapng'])
    expect(closing).toContain('every packet between ASes: runs/demo-1/packets.pcapng')
    const example = (file: string): string => relative(process.cwd(), join(root, 'examples', file))
    const frame = frames.findIndex(f => f.comment.includes('macMismatch')) + 1
    expect(closing.split('\n').slice(-4)).toEqual([
      `  hopproof paths ${example('topologies/demo16.topo')} alice bob`,
      `  hopproof explain runs/demo-1/packets.pcapng --topology ${example('topologies/demo16.topo')} --frame ${frame}`,
      `  hopproof sim run ${example('scenarios/link-cut.yaml')}`,
      '',
    ])
  })

  test('what to try does what it says', async () => {
    const tries = [...out.matchAll(/^ {2}hopproof (.*)$/gm)].map(m => m[1]!.split(' '))
    const [paths, explain, run] = tries as [string[], string[], string[]]
    expect((await hopproof(...paths)).out).toContain('Available paths to 2-ff00:0:212')
    expect((await hopproof(...explain)).out).toContain('macIsValid')
    expect(existsSync(run[2]!)).toBe(true)
  })

  test('docs/tour.md shows what it prints', () => {
    const table = /```\n(.*?)\n```/s.exec(readFileSync(join(root, 'docs', 'tour.md'), 'utf8'))![1]!
    const masked = (text: string): string => text.replace(/(?<= {2})[\da-f]{4}(?= )/g, '----')
    expect(masked(table)).toContain('deliver')
    expect(masked(out)).toContain(masked(table))
  })

  test('the README shows lines it prints, digest included', () => {
    const picture = /What `npm start` prints.*?```\n(.*?)\n```/s.exec(readFileSync(join(root, 'README.md'), 'utf8'))![1]!.split('\n')
    expect(picture.length).toBeGreaterThan(10)
    for (const line of picture) expect(out.split('\n')).toContain(line)
  })

  test('a second run, from another folder, prints the same, digest included', async () => {
    const here = out
    enterNew()
    expect((await hopproof('demo')).out).toBe(here)
  })
})

describe('where nothing can be written', () => {
  beforeEach(() => void enterNew())
  afterEach(() => process.chdir(home))

  async function failed(): Promise<{ readonly text: string; readonly exitCode: number }> {
    try {
      await hopproof('demo')
    } catch (error) {
      return explainFailure(error, false)
    }
    return { text: 'it did not fail', exitCode: 0 }
  }

  test('a file in the way', async () => {
    writeFileSync('runs', '')
    const text = 'error: runs/demo-1/network.topo: cannot be written: a part of its path is a file, not a folder'
    expect(await failed()).toEqual({ text, exitCode: 2 })
  })

  test('a folder in the way', async () => {
    mkdirSync('runs/demo-1/packets.pcapng', { recursive: true })
    expect(await failed()).toEqual({ text: 'error: runs/demo-1/packets.pcapng: cannot be written: is a directory', exitCode: 2 })
  })

  // Not even root may write there.
  test.runIf(existsSync('/sys/kernel'))('a folder that takes no files', async () => {
    process.chdir('/sys')
    const { text, exitCode } = await failed()
    expect(text).toMatch(/^error: runs\/demo-1\/network\.topo: cannot be written: (not permitted here|permission denied|the file system)/)
    expect(exitCode).toBe(2)
  })
})
