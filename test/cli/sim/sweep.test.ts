import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { createProgram } from '#cli/program.ts'
import { readSweep, runsOf } from '#sim/sweep/sweep.ts'
import { root } from '#test/availability.ts'
import { topologyFolder } from '../../sim/examples.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-sweep-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => void vi.restoreAllMocks())
// Each process takes a second to start, on a busy machine several.
vi.setConfig({ testTimeout: 120_000 })

const tables = ['runs.csv', 'summary.csv', 'differences.csv'] as const
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const text = (algorithms: string, seeds: number): string =>
  `{name: s, topologies: ["${topologyFolder}/tiny.topo"], algorithms: [${algorithms}], seeds: ${seeds}, duration: 10s}`
const file = write('s.yaml', text('reference, own.mjs', 2))
write('own.mjs', `export const algorithm = { name: 'own', propagate: (cs, { egresses }) => [] }`)

/** What `hopproof sim sweep ... --out NAME` prints, its exit code, and the tables it has written. */
async function sweep(name: string, ...args: string[]) {
  const out: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation(piece => out.push(String(piece)) > 0)
  process.exitCode = undefined
  await (await createProgram()).parseAsync(['node', 'hopproof', 'sim', 'sweep', '--out', join(folder, name), ...args])
  const exit = process.exitCode
  process.exitCode = undefined
  vi.restoreAllMocks()
  return { out: out.join(''), exit, csv: tables.map(t => readFileSync(join(folder, name, t), 'utf8')) }
}

test('the same bytes from one process, from two, and from shards that are merged', async () => {
  const { out, exit, csv } = await sweep('one', file, '--jobs', '1')
  expect(exit).toBeUndefined()
  expect(out).toMatch('4 runs. Written to')
  expect(csv[0]!.trimEnd().split('\n').length).toBe(5)
  expect(readdirSync(join(folder, 'one')).sort()).toEqual(['differences.csv', 'manifest.json', 'results', 'runs.csv', 'summary.csv', 'sweep.yaml']) // biome-ignore format: one line
  const manifest = JSON.parse(readFileSync(join(folder, 'one', 'manifest.json'), 'utf8'))
  expect(manifest).toMatchObject({ name: 's', seeds: [1, 2], runs: { planned: 4, done: 4, failed: 0 } })
  expect(manifest.versions.hopproof).toMatch(/^\d/)
  expect((await sweep('two', file, '--jobs', '2')).csv).toEqual(csv)

  const part = (i: number) => sweep(`part${i}`, file, '--shard', `${i}/2`, '--jobs', '1')
  const parts = [await part(1), await part(2)]
  expect(parts.map(p => p.csv[0]!.trimEnd().split('\n').length)).toEqual([3, 3])
  for (const name of ['part1', 'part2']) cpSync(join(folder, name, 'results'), join(folder, 'all', 'results'), { recursive: true })
  expect((await sweep('all', file)).csv).toEqual(csv)
})

test('what is there is not run again, unless it is asked for', async () => {
  const { csv } = await sweep('again', file, '--jobs', '1')
  const results = join(folder, 'again', 'results')
  for (const name of readdirSync(results)) {
    const record = JSON.parse(readFileSync(join(results, name), 'utf8'))
    writeFileSync(join(results, name), JSON.stringify({ ...record, outcome: { measures: { beacons_sent: 12345 } } }))
  }
  expect((await sweep('again', file)).csv[0]).toMatch(/,done,,12345,/)
  expect((await sweep('again', file, '--fresh', '--jobs', '1')).csv).toEqual(csv)
})

test('algorithms that crash are failed runs with their reason, exit 1; the others go on', async () => {
  write('exits.mjs', `export const algorithm = { name: 'exits', propagate: () => process.exit(3) }`)
  write('throws.mjs', `export const algorithm = { name: 'throws', propagate() { throw new Error('out of "ideas"') } }`)
  write('unloadable.mjs', `throw new Error('not today')`)
  const bad = write('bad.yaml', text('exits.mjs, throws.mjs, unloadable.mjs, reference', 1))
  const { out, exit, csv } = await sweep('bad', bad, '--format', 'json')
  expect(exit).toBe(1)
  const rows = csv[0]!.trimEnd().split('\n').slice(1).map(row => row.replace(/^tiny,(\w+),.*,1,(failed|done),/, '$1 $2 ')) // biome-ignore format: one line
  expect(rows[0]).toMatch(/^exits failed its process ended with exit code 3,+$/)
  expect(rows[1]).toMatch(/^throws failed "throws: out of ""ideas"" \(in .*\)",+$/)
  expect(rows[2]).toMatch(/^unloadable failed cannot be loaded: not today,+$/)
  expect(rows[3]).toMatch(/^reference done ,\d+,/)
  expect(JSON.parse(out)).toMatchObject({ name: 's', seeds: [1], runs: { planned: 4, done: 1, failed: 3 } })
})

test('a bad sweep or flag is told before anything runs', async () => {
  await expect(sweep('none', write('unknown.yaml', text('fastest', 1)))).rejects.toThrow('there is no beaconing algorithm "fastest"')
  await expect(sweep('none', join(folder, 'nowhere.yaml'))).rejects.toThrow('no such file')
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  for (const flags of [['--shard', '3/2'], ['--shard', '0/2'], ['--jobs', '0'], ['--timeout', '0s'], ['--timeout', 'soon']]) // biome-ignore format: one line
    await expect(sweep('none', file, ...flags), flags.join(' ')).rejects.toThrow(/Expected/)
  expect(readdirSync(folder)).not.toContain('none')
})

const sweeps = join(root, 'examples', 'sweeps')
test.each(readdirSync(sweeps))('%s of the examples can be run', name => {
  const read = readSweep(readFileSync(join(sweeps, name), 'utf8'), name, other => readFileSync(join(sweeps, other), 'utf8'))
  expect(runsOf(read).length).toBeGreaterThan(1)
  for (const topology of read.topologies) for (const seed of read.seeds) expect(topology.forSeed(seed).ases.length).toBeGreaterThan(1)
})
