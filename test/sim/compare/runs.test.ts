import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Bounds, boundsOf, compareRuns } from '#sim/compare/runs.ts'
import type { RunSummary } from '#sim/compare/summary.ts'
import { readScenario } from '#sim/scenario.ts'
import { scenarioFolder } from '#test/sim/examples.ts'

const bounds: Bounds = { noticeNs: 0.9e9, failoverNs: 1.2e9, lossy: false }
const flow = { name: 'p', startNs: 0, endNs: 5e9, sent: 100, received: 100, paths: [{ way: 'x' }] }
const failure = { name: 'x - y', linkIndex: 0, noticed: [{ by: 'x', afterNs: 5e8 }] }
const attack = {
  name: 'f',
  packets: 2,
  fates: [{ packets: 2, end: 'refused', as: '1-1', rule: 'macIsValid', reason: 'macMismatch', scmp: '4/51/64' }],
}
const drop = { isdAs: '1-1', router: 'br1', reason: 'macMismatch', count: 2 }
const run: RunSummary = {
  ...{
    name: 'n',
    seed: 1,
    flows: [flow],
    failures: [],
    ways: [{ from: 'a', to: 'b', ways: ['x', 'y'] }],
    attacks: [attack],
    drops: [drop],
  },
  expectations: [{ text: 'replies', ok: true, found: '100' }],
}
const differences = (other: Partial<RunSummary>, first: RunSummary = run, within: Partial<Bounds> = {}): string[] =>
  compareRuns(first, { ...first, ...other }, { ...bounds, ...within }).map(d => `${d.of}: ${d.first}, ${d.second}`)

test('a run agrees with itself, and in whatever order its ways are known', () => {
  expect(differences({ ways: [{ from: 'a', to: 'b', ways: ['y', 'x'] }] })).toEqual([])
})

test('everything that differs is told', () => {
  expect(differences({ seed: 2 })).toEqual(['scenario: n, seed 1, n, seed 2'])
  expect(differences({ ways: [{ from: 'a', to: 'b', ways: ['x'] }] })).toEqual(['ways a > b: x | y, x'])
  expect(differences({ flows: [] })).toEqual(['flow p: 100/100 packets, none'])
  expect(differences({ flows: [{ ...flow, received: 99 }] })).toEqual(['flow p: received: 100/100 packets, 99/100 packets'])
  expect(differences({ flows: [{ ...flow, sent: 101 }] })).toEqual(['flow p: sent: 100, 101'])
  expect(differences({ flows: [{ ...flow, paths: [{ way: 'y' }] }] })).toEqual(['flow p: ways: x, y'])
  expect(differences({ attacks: [{ ...attack, fates: [{ ...attack.fates[0]!, scmp: '4/51/76' }] }] })).toEqual([
    'attack f: 2 packets: 2 refused 1-1 macIsValid macMismatch 4/51/64, 2 packets: 2 refused 1-1 macIsValid macMismatch 4/51/76',
  ])
  expect(differences({ drops: [{ ...drop, count: 3 }] })).toEqual(['macMismatch drops of 1-1 br1: 2, 3'])
  expect(differences({ drops: [drop, { ...drop, reason: 'externalDown' }] })).toEqual(['externalDown drops of 1-1 br1: none, 2'])
  expect(differences({ expectations: [{ text: 'replies', ok: false, found: '9' }] })).toEqual(['expected replies: holds, fails: 9'])
})

test('loss by chance', () => {
  const lost = (received: number) => ({ flows: [{ ...flow, received }] })
  const lossy = { ...run, ...lost(85) }
  expect(differences(lost(78), lossy, { lossy: true })).toEqual([])
  expect(differences(lost(30), lossy, { lossy: true })).toEqual(['flow p: received: 85/100 packets, 30/100 packets'])
})

test('a failure: noticed in time, waited for as long as may be, refusals of links that are down as it comes', () => {
  const moved = (gapNs: number, received: number) => [{ ...flow, received, paths: [{ way: 'x' }, { way: 'y', gapNs }] }]
  const first = { ...run, failures: [failure], flows: moved(7e8, 86) }
  const drops = [drop, { ...drop, reason: 'externalDown' }]
  expect(differences({ flows: moved(9e8, 80), drops }, first)).toEqual([])
  expect(differences({ flows: moved(1.3e9, 80) }, first)).toEqual(['flow p: fail-over, within 1200.000ms: 700.000ms, 1300.000ms'])
  expect(differences({ flows: moved(9e8, 60) }, first)).toEqual(['flow p: received: 86/100 packets, 60/100 packets'])
  expect(differences({ failures: [{ ...failure, noticed: [{ by: 'x', afterNs: 1e9 }] }] }, first)).toEqual([
    'failure of x - y noticed by x, within 900.000ms: 500.000ms, 1000.000ms',
  ])
  expect(differences({ failures: [{ ...failure, noticed: [{ by: 'x' }] }] }, first)).toEqual([
    'failure of x - y noticed by x, within 900.000ms: 500.000ms, not at all',
  ])
  const { linkIndex: _, ...inside } = failure
  expect(differences({ failures: [failure, { ...inside, name: 'inside an AS: one world only' }] }, first)).toEqual([])
})

test('a scenario whose links lose, or are made to', () => {
  const lossy = (name: string): boolean => {
    const read = (file: string): string => readFileSync(join(scenarioFolder, file), 'utf8')
    return boundsOf(readScenario(read(name), name, read)).lossy
  }
  expect(['lossy-link.yaml', 'two-worlds/lossy.yaml', 'forged-mac.yaml'].map(lossy)).toEqual([true, true, false])
})
