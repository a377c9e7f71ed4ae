import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Policies, Usage } from '#control/beacon/policy.ts'
import { type BeaconStore, candidatesFor, checkRoom, createBeaconStore, insertBeacon } from '#control/beacon/store.ts'
import type { Segment } from '#control/segment/segment.ts'
import { clock } from '../network.ts'
import { beaconAlong, changed } from '../segments.ts'
import { policyWith } from './candidates.ts'

const policy = policyWith({ candidateSetSize: 3 })
const settings: Policies = { propagation: policy, core: policy }
const nowS = clock.epochS
const direct = beaconAlong(['1-1', '1-11'])
const around = beaconAlong(['1-1', '2-1', '1-2', '1-12'])

/** As `s`, by another first interface: another way of the same length. */
const by = (s: Segment, egress: number): Segment => {
  const [first, ...rest] = s.entries
  return changed(s, [{ ...first!, hop: { ...first!.hop, egress } }, ...rest])
}
const chosen = (store: ReturnType<typeof createBeaconStore>, at = nowS, usage: Usage = 'propagation'): Segment[][] =>
  [...candidatesFor(store, usage, at)].map(candidates => candidates.map(s => s.beacon))

test('a way is replaced only by what is newer, and keeps what was sent', () => {
  const store = createBeaconStore(false, settings)
  expect(insertBeacon(store, direct, 4)).toBe('inserted')
  const stored = [...candidatesFor(store, 'propagation', nowS)][0]![0]!
  stored.sent.set(1, { atNs: 5, expiryS: 6 })
  expect(insertBeacon(store, direct, 4)).toBe('older')
  const newer = changed(direct, direct.entries, { timestamp: direct.timestamp + 1 })
  expect(insertBeacon(store, newer, 4)).toBe('updated')
  expect(insertBeacon(store, direct, 4)).toBe('older')
  expect(chosen(store)).toEqual([[newer]])
  expect([stored.ingress, stored.sent.get(1)]).toEqual([4, { atNs: 5, expiryS: 6 }])
})

test('all, shortest first, or of each origin', () => {
  const other = beaconAlong(['1-2', '1-12'])
  for (const [perOrigin, expected] of [
    [false, [[direct, other, around]]],
    [true, [[direct, around], [other]]],
  ] as const) {
    const store = createBeaconStore(perOrigin, settings)
    for (const b of [around, direct, other]) insertBeacon(store, b, 1)
    expect(chosen(store)).toEqual(expected)
  }
})

test('a new way is considered at once', () => {
  const store = createBeaconStore(false, settings)
  insertBeacon(store, around, 1)
  expect(chosen(store)).toEqual([[around]])
  insertBeacon(store, direct, 1)
  expect(chosen(store)).toEqual([[direct, around]])
})

test('the expired leave, the last takes its group along', () => {
  const store = createBeaconStore(true, settings)
  const late = by(changed(around, around.entries, { timestamp: around.timestamp + 10 }), 9)
  insertBeacon(store, direct, 1)
  insertBeacon(store, late, 1)
  const life = 64 * 337.5
  expect(chosen(store, nowS + life)).toEqual([[direct, late]])
  expect(chosen(store, nowS + life + 1)).toEqual([[late]])
  expect(chosen(store, nowS + life + 11)).toEqual([])
  expect(store.groups.size).toBe(0)
})

test('a full group keeps the shorter', () => {
  const store = createBeaconStore(false, settings)
  for (let i = 0; i < 6; i++) expect(insertBeacon(store, by(around, 20 + i), 1)).toBe('inserted')
  expect(insertBeacon(store, by(around, 99), 1)).toBe('full')
  expect(insertBeacon(store, direct, 1)).toBe('inserted')
  expect(store.groups.get('all')!.stored.size).toBe(6)
  expect(store.groups.get('all')!.stored.has(by(around, 25).key)).toBe(false)
  expect(chosen(store)).toEqual([[direct, by(around, 20), by(around, 21)]])
})

test('a policy sees what it lets pass, and as many of the shortest as it looks at', () => {
  const store = createBeaconStore(false, {
    propagation: policy,
    up: policyWith({}, { maxHopsLength: 2 }),
    down: policyWith({ candidateSetSize: 1 }),
  })
  for (const b of [around, by(around, 9), by(around, 8), direct]) insertBeacon(store, b, 1)
  expect(chosen(store)).toEqual([[direct, around, by(around, 9)]])
  expect([chosen(store, nowS, 'up'), chosen(store, nowS, 'down'), chosen(store, nowS, 'core')]).toEqual([[[direct]], [[direct]], []])
})

test('what no policy wants is refused', () => {
  const store = createBeaconStore(false, { propagation: policyWith({}, { maxHopsLength: 2 }) })
  expect(insertBeacon(store, around, 1)).toBe('tooLong')
  expect(store.groups.size).toBe(0)
})

test('the same array as long as the same ways are there', () => {
  const store = createBeaconStore(false, settings)
  const candidates = () => [...candidatesFor(store, 'core', nowS)][0]
  insertBeacon(store, around, 1)
  const before = candidates()
  insertBeacon(store, changed(around, around.entries, { timestamp: around.timestamp + 1 }), 1)
  expect(candidates()).toBe(before)
  expect(before).toBe([...candidatesFor(store, 'propagation', nowS)][0])
  insertBeacon(store, direct, 1)
  expect(candidates()).not.toBe(before)
})

test('an update with a shorter life expires in its time', () => {
  const store = createBeaconStore(true, settings)
  insertBeacon(store, direct, 1)
  expect(chosen(store)).toEqual([[direct]])
  const [entry] = direct.entries
  insertBeacon(store, changed(direct, [{ ...entry!, hop: { ...entry!.hop, expTime: 0 } }], { timestamp: nowS + 1 }), 1)
  expect(chosen(store, nowS + 1 + 338)).toEqual([])
})

test('among more than are looked at, each interface has its share, shortest first', () => {
  const store = createBeaconStore(false, { propagation: policyWith({ candidateSetSize: 4 }) })
  const flood = [1, 2, 3, 4, 5, 6].map(i => by(direct, 100 + i))
  const [early, late] = [by(around, 1), by(around, 2)]
  for (const b of [early, ...flood, late]) insertBeacon(store, b, b === early || b === late ? 8 : 9)
  // Two places each.
  expect(chosen(store)).toEqual([[flood[0], flood[1], early, late]])
  const alone = createBeaconStore(false, { propagation: policyWith({ candidateSetSize: 4 }) })
  for (const b of [early, ...flood]) insertBeacon(alone, b, b === early ? 8 : 9)
  // What one interface does not use of its share the others get.
  expect(chosen(alone)).toEqual([[flood[0], flood[1], flood[2], early]])
})

describe('a flood by one interface', () => {
  const share = 12
  const limited = (): BeaconStore => createBeaconStore(false, { propagation: policyWith({ candidateSetSize: 18 }) })
  const flood = (store: BeaconStore, s: Segment, ingress: number, count: number): void => {
    for (let i = 0; i < count; i++) insertBeacon(store, by(s, 1000 + i), ingress)
  }
  const counts = (store: BeaconStore): Record<number, number> => {
    const found: Record<number, number> = {}
    for (const s of store.groups.get('all')!.stored.values()) found[s.ingress] = (found[s.ingress] ?? 0) + 1
    return found
  }

  test('of shorter beacons, before or after the others came, leaves each its share', () => {
    for (const floodFirst of [true, false]) {
      const store = limited()
      if (floodFirst) flood(store, direct, 1, 500)
      for (let i = 0; i < share; i++) for (const ingress of [2, 3]) insertBeacon(store, by(around, 100 * ingress + i), ingress)
      if (!floodFirst) flood(store, direct, 1, 500)
      expect(counts(store), floodFirst ? 'flood first' : 'flood last').toEqual({ 1: share, 2: share, 3: share })
    }
  })

  test('takes what others leave, and no more than the store holds', () => {
    const store = limited()
    flood(store, direct, 1, 500)
    insertBeacon(store, around, 2)
    expect(counts(store)).toEqual({ 1: 35, 2: 1 })
  })

  test('however beacons come, nobody loses a place to who has as many', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.nat(9)), { maxLength: 80 }), arrivals => {
        const store = createBeaconStore(false, settings)
        for (const [ingress, short, n] of arrivals) {
          const before = store.groups.has('all') ? counts(store) : {}
          insertBeacon(store, by(short ? direct : around, 1 + 10 * ingress + n), ingress)
          for (const [other, had] of Object.entries(before))
            if (Number(other) !== ingress && counts(store)[Number(other)]! < had) expect(had).toBeGreaterThan(before[ingress] ?? 0)
        }
        expect(store.groups.get('all')?.stored.size ?? 0).toBeLessThanOrEqual(6)
      }),
    )
  })
})

test('what would be refused is known before', () => {
  const store = createBeaconStore(true, settings)
  expect(checkRoom(store, direct, 1)).toBeUndefined()
  insertBeacon(store, direct, 1)
  expect(checkRoom(store, direct, 1)).toBe('older')
  for (let i = 0; i < 5; i++) insertBeacon(store, by(direct, 20 + i), 1)
  expect([checkRoom(store, by(direct, 99), 1), checkRoom(store, by(direct, 99), 2)]).toEqual(['full', undefined])
  expect(store.groups.get('1-1')!.stored.size).toBe(6)
})
