import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openSweepFolder } from '#cli/sim/sweep-results.ts'
import { runsOf } from '#sim/sweep/sweep.ts'
import { measured, parseSweep, small } from '../../sim/sweep/lab.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-results-'))
afterAll(() => rmSync(folder, { recursive: true }))

const text = small.replace('[reference, diversity]', '[reference, mine.ts]')
const open = (name: string, more: { readonly text?: string; readonly source?: string; readonly version?: string } = {}) => {
  const sweep = parseSweep(more.text ?? text, { 'mine.ts': more.source ?? 'a' })
  return { ...openSweepFolder(join(folder, name), sweep, more.version ?? '1'), runs: runsOf(sweep) }
}

test('what was kept is found, by its own run only', () => {
  const { runs, keep, find } = open('kept')
  runs.forEach((run, i) => {
    expect(find(run)).toBeUndefined()
    keep(run, measured(i))
  })
  expect(readdirSync(join(folder, 'kept', 'results')).length).toBe(runs.length)
  expect(runs.map(find)).toEqual(runs.map((_, i) => measured(i)))
})

test('a run that failed is not found: it is run again', () => {
  const { runs, keep, find } = open('failed')
  keep(runs[0]!, { failed: 'why' })
  expect(find(runs[0]!)).toBeUndefined()
})

test('nor is one whose file was cut short, or holds something else', () => {
  const { runs, keep, find } = open('cut')
  keep(runs[0]!, measured(1))
  const [name] = readdirSync(join(folder, 'cut', 'results'))
  const file = join(folder, 'cut', 'results', name!)
  const whole = readFileSync(file, 'utf8')
  for (const text of [whole.slice(0, -20), '', '{}', '{"outcome": {"measures": {"beacons_sent": null}}}']) {
    writeFileSync(file, text)
    expect(find(runs[0]!), text).toBeUndefined()
  }
  writeFileSync(file, whole)
  expect(find(runs[0]!)).toEqual(measured(1))
})

test('what the outcome depends on makes another run: the algorithm, its text, the duration, what is measured, the version', () => {
  const { runs, keep } = open('other')
  const [reference, mine] = [runs[0]!, runs[2]!]
  expect(mine.algorithm.name).toBe('mine')
  for (const run of [reference, mine]) keep(run, measured(1))
  const found = (more: Parameters<typeof open>[1]): boolean[] => {
    const again = open('other', more)
    return [again.runs[0]!, again.runs[2]!].map(run => again.find(run) !== undefined)
  }
  expect(found({})).toEqual([true, true])
  expect(found({ source: 'b' })).toEqual([true, false])
  expect(found({ version: '2' })).toEqual([false, false])
  for (const [part, other] of [['20s', '21s'], ['draws: 20', 'draws: 21'], ['[1, 5]', '[2, 5]'], ['[3, 5]', '[4, 5]']] as const) // biome-ignore format: one line
    expect(found({ text: text.replace(part, other) }), other).toEqual([false, false])
  // More seeds and topologies leave what there is.
  expect(found({ text: text.replace('[3, 5]', '[3, 5, 7]').replace('[diamond.topo', '[diamond.topo, two.topo') })[0]).toBe(true)
})

test('folders are merged by copying', () => {
  const [left, right, all] = [open('left'), open('right'), open('all')]
  left.keep(left.runs[0]!, measured(1))
  right.keep(right.runs[1]!, measured(2))
  for (const part of ['left', 'right']) cpSync(join(folder, part), join(folder, 'all'), { recursive: true })
  expect(all.runs.slice(0, 3).map(all.find)).toEqual([measured(1), measured(2), undefined])
})
