import { expect, test } from 'vitest'
import { runScenario } from '#sim/run.ts'
import { readScenario } from '#sim/scenario.ts'

/** a and c below core b; the link to a is cut at 4 s and mended at 12 s. */
const resultOf = (expectations: string) =>
  runScenario(
    readScenario(
      `name: n
duration: 20s
warmup: 12s
topology:
  ASes: {"1-1": {core: true, hosts: [b]}, "1-2": {hosts: [a]}, "1-3": {hosts: [c]}}
  links: [{a: "1-1#1", b: "1-2#1", linkAtoB: CHILD}, {a: "1-1#2", b: "1-3#1", linkAtoB: CHILD}]
timeline:
  - {at: 4s, cut: "1-2#1"}
  - {at: 12s, mend: "1-2#1"}
expect: [${expectations}]`,
      'f.yaml',
      () => expect.unreachable(),
    ),
  )
const run = (expectations: string): string[] => resultOf(expectations).expectations.map(e => e.found)

test('who reaches whom is seen at its time, or at the end; nobody need reach himself', () => {
  const reach = (when: string): string => `{reach: {from: [a, b, c], to: [a, b, c]${when}}}`
  expect(run(['', ', when: 0s', ', when: 5s', ', when: 14s'].map(reach).join())).toEqual([
    'so it is',
    'so it is',
    'otherwise a > b, a > c, b > a, c > a',
    'so it is',
  ])
})

test('ways and counts too', () => {
  expect(run('{paths: {from: c, to: a, when: 1s}}, {paths: {from: a, to: c}}')).toEqual(['1', '1'])
  const counted = (when: string): string => `{control: {counter: originated, at: 1-1${when}}}`
  // Two links, every 5 s: within the 20 s of the timeline four times.
  expect(run(['', ', when: 10s'].map(counted).join())).toEqual(['8', '4'])
  expect(run('{control: {counter: originated, at: 1-2}}')).toEqual(['0'])
})

test('what is asked at the end is not part of the run', () => {
  const { expectations, passed, ...asked } = resultOf('{reach: {from: a, to: c}}, {paths: {from: a, to: c}}')
  const { expectations: none, passed: _, ...quiet } = resultOf('')
  expect([expectations.length, passed, none]).toEqual([2, true, []])
  expect(asked).toEqual(quiet)
})
