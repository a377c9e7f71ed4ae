import { expect, test } from 'vitest'
import type { Rejection } from '#control/events.ts'
import { createControlCounts } from '#sim/control-counters.ts'
import { type RoguePlan, rogueKinds, startRogue } from '#sim/rogue.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { parseTopoNetwork } from './examples.ts'

/** 112 is the rogue, 113 hears of it, 111 is the way round it. */
const text = `
ASes:
  "1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true}
  "1-ff00:0:111": {cert_issuer: "1-ff00:0:110"}
  "1-ff00:0:112": {cert_issuer: "1-ff00:0:110"}
  "1-ff00:0:113": {cert_issuer: "1-ff00:0:110"}
links:
  - {a: "1-ff00:0:110#1", b: "1-ff00:0:111#1", linkAtoB: CHILD}
  - {a: "1-ff00:0:111#2", b: "1-ff00:0:112#1", linkAtoB: CHILD}
  - {a: "1-ff00:0:112#2", b: "1-ff00:0:113#1", linkAtoB: CHILD}
  - {a: "1-ff00:0:111#3", b: "1-ff00:0:113#2", linkAtoB: CHILD}
`
const rogueAs: IsdAs = '1-ff00:0:112'

function run(kind: RoguePlan['kind'], more: Partial<RoguePlan> = {}) {
  const counts = createControlCounts()
  const network = parseTopoNetwork(text, { observeControl: counts.observe })
  network.run(20e9)
  counts.clear()
  const report = startRogue(network, { kind, as: rogueAs, count: 4, intervalNs: 1e8, ...more })
  network.run(22e9)
  return { network, counts, report }
}

test.each<[RoguePlan['kind'], Rejection, IsdAs]>([
  ['foreignEntries', 'nextMismatch', '1-ff00:0:113'],
  ['replayedBeacons', 'notFromNeighbor', '1-ff00:0:113'],
  ['foreignRegistration', 'notFromOwner', '1-ff00:0:110'],
])('%s: %s', (kind, rejection, at) => {
  const { counts, report } = run(kind)
  expect(report).toEqual({ sent: 4, taken: 0, refused: 4, lost: 0 })
  expect(counts.rows().filter(c => c.counter === rejection)).toEqual([{ isdAs: at, counter: rejection, count: 4 }])
})

test('malformed: in turn no message, and a message without a beacon', () => {
  const { counts, report } = run('malformed')
  expect(report).toEqual({ sent: 4, taken: 0, refused: 2, lost: 0 })
  expect([counts.count('messageMalformed', '1-ff00:0:113'), counts.count('bodyMalformed', '1-ff00:0:113')]).toEqual([2, 2])
})

test('a forged entry passes where signatures are only modelled, and makes no way: the MAC is wrong', () => {
  const { network, report } = run('forgedEntry', { victim: '1-ff00:0:110', count: 1 })
  expect(report).toEqual({ sent: 1, taken: 1, refused: 0, lost: 0 })
  const { beacons } = network.services.find(s => s.as.isdAs === '1-ff00:0:113')!.service.state
  const known = [...beacons.groups.values()].flatMap(g => [...g.stored.values()].map(s => s.beacon.entries.map(e => e.isdAs)))
  expect(known).toContainEqual(['1-ff00:0:110', rogueAs])
})

test('a flood fills its share of the store, and is refused from there on', () => {
  const { network, counts, report } = run('flood', { count: 400, intervalNs: 1e6 })
  expect(report).toMatchObject({ sent: 400, lost: 0 })
  expect(report.taken).toBeLessThanOrEqual(200)
  expect(counts.count('full', '1-ff00:0:113')).toBe(report.refused)
  const { beacons } = network.services.find(s => s.as.isdAs === '1-ff00:0:113')!.service.state
  expect([...beacons.groups.values()].map(g => g.stored.size)).toEqual([200])
})

test('the same seed, the same messages; one that has heard nothing has nothing to tell', () => {
  const digest = () => run('malformed').network.loop.digest.value()
  expect(digest()).toBe(digest())
  const network = parseTopoNetwork(text)
  for (const kind of ['foreignEntries', 'flood', 'replayedBeacons', 'foreignRegistration'] as const)
    expect(startRogue(network, { kind, as: rogueAs, count: 1, intervalNs: 1e9 }).sent, kind).toBe(0)
  expect(Object.keys(rogueKinds)).toHaveLength(6)
})

test('it needs a control service', () => {
  const network = parseTopoNetwork(text)
  expect(() => startRogue(network, { kind: 'flood', as: '1-ff00:0:999', count: 1, intervalNs: 1 })).toThrow(UserError)
})
