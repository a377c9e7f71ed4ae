import { describe, expect, test } from 'vitest'
import { runsOf, settingColumns } from '#sim/sweep/sweep.ts'
import { writeTopo } from '#topology/write.ts'
import { UserError } from '#wire/error.ts'
import { parseSweep, small } from './lab.ts'

test('every topology with every algorithm, setting and seed; seeds fastest', () => {
  const sweep = parseSweep(small)
  const runs = runsOf(sweep)
  expect(runs.length).toBe(2 * 2 * 2 * 2)
  const names = runs.map(r => `${r.topology.name} ${r.settings.bestSetSize} ${r.algorithm.name} ${r.seed}`)
  expect(names.slice(0, 5)).toEqual(['diamond 1 reference 3', 'diamond 1 reference 5', 'diamond 1 diversity 3', 'diamond 1 diversity 5', 'diamond 5 reference 3']) // biome-ignore format: one line
  expect(new Set(names).size).toBe(16)
})

test('settings: those of the file, else the defaults, timers spread', () => {
  const { settings } = parseSweep(small.replace('{bestSet: [1, 5]}', '{propagation: [1s, 2.5s], resend: 1m, spreadTimers: [true, false]}'))
  expect(settings.length).toBe(4)
  expect(settingColumns(settings[3]!)).toEqual({
    ...{ origination_s: 5, propagation_s: 2.5, registration_s: 5, spread_timers: true, resend_s: 60, exp_time: 63, best_set: 20 },
    ...{ spread_timers: false },
  })
  expect(settings[0]!.spreadTimers).toBe(true)
})

test('a generated network is another for each seed, unless it has its own', () => {
  const text = (more: string): string => small.replace('degree: 4', `degree: 4${more}`)
  const at = (more: string, seed: number): string => writeTopo(parseSweep(text(more)).topologies[1]!.forSeed(seed))
  expect(at('', 1)).toBe(at('', 1))
  expect(at('', 1)).not.toBe(at('', 2))
  expect(at(', seed: 9', 1)).toBe(at(', seed: 9', 2))
})

test('algorithms by name, and by file with its text', () => {
  const text = small.replace('[reference, diversity]', '[shortest, ../mine.ts, {name: other, file: x.js}]')
  expect(parseSweep(text, { '../mine.ts': 'a', 'x.js': 'b' }).algorithms).toEqual([
    { name: 'shortest' },
    { name: 'mine', file: '../mine.ts', source: 'a' },
    { name: 'other', file: 'x.js', source: 'b' },
  ])
})

/** Its text, or what was thrown instead. */
function complaint(text: string): string {
  try {
    parseSweep(text)
    return 'none'
  } catch (error) {
    if (error instanceof UserError) return error.text
    throw error
  }
}

describe('what is wrong is told with its place', () => {
  test.each([
    ['algorithms: [reference, diversity]', 'algorithms: [fastest]', 's.yaml:3:14: algorithms.0: there is no beaconing algorithm "fastest"'],
    ['algorithms: [reference, diversity]', 'algorithms: [./mine.ts]', 's.yaml:3:14: algorithms.0: no such file'],
    ['[reference, diversity]', '[reference, reference]', 's.yaml:3:25: algorithms.1: "reference" is there twice'],
    ['diamond.topo,', 'nowhere.topo,', 's.yaml:2:14: topologies.0: no such file'],
    ['ases: 8', 'ases: 0', 's.yaml:2:65: topologies.1.ases: Too small'],
    ['generate: random, ases: 8', 'generate: ring, ases: 2', 's.yaml:2:28: topologies.1: a ring has from 3 to'],
    ['generate: random, ases: 8', 'generate: line, ases: 1', 's.yaml:2:28: topologies.1: has one AS only'],
    ['generate: random', 'generate: random, file: x.topo', 's.yaml:2:28: topologies.1: names file and generate: one network each'],
    ['seeds: [3, 5]', 'seeds: [3, 3]', 's.yaml:4:12: seeds.1: "3" is there twice'],
    ['seeds: [3, 5]', 'seeds: 0', 's.yaml:4:8: seeds: '],
    ['duration: 20s', 'duration: 0s', 's.yaml:5:11: duration: is too short'],
    ['duration: 20s', 'duration: 70000h', 's.yaml:5:11: duration: is too long'],
    ['bestSet: [1, 5]', 'bestset: 1', 's.yaml:6:21: settings.bestset: "bestset" is not known here'],
    ['bestSet: [1, 5]', 'propagation: 0s', 's.yaml:6:25: settings.propagation: is too short'],
    ['draws: 20', 'draws: many', 's.yaml:7:31: measure.draws: '],
    ['name: small', 'name: ../small', 's.yaml:1:7: name: a name is letters'],
  ])('%s: %s', (good, bad, message) => {
    const text = small.replace(good, bad)
    expect(text).not.toBe(small)
    expect(complaint(text).slice(0, message.length)).toBe(message)
  })

  test('more runs than anybody waits for', () => {
    expect(complaint(small.replace('seeds: [3, 5]', 'seeds: 10000').replace('[1, 5]', '[1, 2, 3]'))).toMatch(
      's.yaml:1:1: makes 120000 runs',
    )
  })
})
