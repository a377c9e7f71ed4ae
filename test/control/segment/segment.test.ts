import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeFields } from '#control/segment/protobuf.ts'
import {
  betaAfter,
  checkBeacon,
  checkLife,
  checkSegment,
  contains,
  firstIsdAs,
  lastEntry,
  lastIsdAs,
  noIsdAs,
  prefixes,
  type Segment,
  segmentExpiryS,
  segmentId,
} from '#control/segment/segment.ts'
import { toHex } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { beaconAlong, changed, segmentAlong } from '../segments.ts'

const segment = segmentAlong(['1-1', '1-11', '1-111'])
const beacon = beaconAlong(['1-1', '1-11', '1-111'])

type Entry = Segment['entries'][number]
const withEntry = (s: Segment, at: number, change: (e: Entry) => Partial<Entry>): Segment =>
  changed(
    s,
    s.entries.map((e, i) => (i === at ? { ...e, ...change(e) } : e)),
  )

test('ends and members', () => {
  expect([firstIsdAs(segment), lastIsdAs(segment), lastEntry(segment).next]).toEqual(['1-1', '1-111', noIsdAs])
  expect(contains(segment, '1-11')).toBe(true)
  expect(contains(segment, '1-2')).toBe(false)
})

test('key and id name the way: not timestamp, not MACs', () => {
  const later = segmentAlong(['1-1', '1-11', '1-111'], { timestamp: 5, segId: 6 })
  const other = segmentAlong(['1-1', '1-11', '1-112'])
  expect([later.key, segmentId(later)]).toEqual([segment.key, segmentId(segment)])
  expect(other.key).not.toBe(segment.key)
  expect(segmentId(other)).not.toBe(segmentId(segment))
  expect(segment.key).toBe('1-1 0 3,1-11 101 2,1-111 101 0')
  expect(changed(segment, segment.entries)).toEqual(segment)
})

test('what begins alike is shared, and reads as if it were not', () => {
  const way: readonly IsdAs[] = ['1-2', '1-1', '2-1', '2-11']
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 4 }), fc.nat(0xffff), (n, segId) => {
      const grown = segmentAlong(way.slice(0, n), { segId })
      const beacon = beaconAlong(way.slice(0, n), { segId })
      expect(grown.before).toBe(beacon)
      expect(prefixes(grown).at(-2)).toBe(beacon)
      const fields = [[1, grown.root.bytes] as const, ...prefixes(grown).map(s => [2, s.element] as const)]
      expect(toHex(grown.bytes)).toBe(toHex(encodeFields(fields)))
      const plain = changed(grown, grown.entries)
      for (const member of ['entries', 'key', 'id', 'length', 'byteLength', 'beta', 'expTime', 'hash', 'wrong'] as const)
        expect(grown[member], member).toEqual(plain[member])
      expect(grown.key).toBe(grown.entries.map(e => `${e.isdAs} ${e.hop.ingress} ${e.hop.egress}`).join())
      expect(grown.byteLength).toBe(grown.bytes.length)
    }),
    { numRuns: 30 },
  )
})

test('beta folds the first two bytes of each MAC', () => {
  const [a, b] = segment.entries.map(e => (e.hop.mac[0]! << 8) | e.hop.mac[1]!)
  expect([0, 1, 2].map(n => betaAfter(segment, n))).toEqual([0x1234, 0x1234 ^ a!, 0x1234 ^ a! ^ b!])
})

test('it expires when its first hop field does', () => {
  expect(segmentExpiryS(segment)).toBe(segment.timestamp + 64 * 337.5)
  const short = withEntry(segment, 1, e => ({ hop: { ...e.hop, expTime: 0 } }))
  expect(segmentExpiryS(short)).toBe(segment.timestamp + 337.5)
})

test('life: not from the future, not expired', () => {
  const t = segment.timestamp
  expect(checkLife(segment, t - 10)).toBeUndefined()
  expect(checkLife(segment, t - 11)).toBe('fromFuture')
  expect(checkLife(segment, t + 21_600)).toBeUndefined()
  expect(checkLife(segment, t + 21_601)).toBe('expired')
})

test('a beacon goes on, a segment has ended', () => {
  expect(checkBeacon(beacon)).toBeUndefined()
  expect(checkSegment(segment)).toBeUndefined()
  expect(checkBeacon(segment)).toBe('alreadyEnded')
  expect(checkSegment(beacon)).toBe('notEnded')
  expect(checkBeacon(withEntry(beacon, 1, () => ({ next: noIsdAs })))).toBe('alreadyEnded')
  expect(checkBeacon(withEntry(beacon, 1, e => ({ hop: { ...e.hop, egress: 0 } })))).toBe('alreadyEnded')
  expect(checkSegment(withEntry(segment, 2, e => ({ hop: { ...e.hop, egress: 7 } })))).toBe('notEnded')
})

test('the entries must be a chain', () => {
  expect(checkSegment(withEntry(segment, 0, e => ({ hop: { ...e.hop, ingress: 3 } })))).toBe('firstIngress')
  expect(checkSegment(withEntry(segment, 0, () => ({ next: '1-12' })))).toBe('nextMismatch')
  expect(checkSegment(withEntry(segment, 1, e => ({ hop: { ...e.hop, ingress: 0 } })))).toBe('interfaceMissing')
  expect(checkSegment(withEntry(segment, 2, e => ({ hop: { ...e.hop, ingress: 0 } })))).toBe('interfaceMissing')
  const toThird = withEntry(segment, 2, e => ({ peers: e.peers.map(p => ({ ...p, hop: { ...p.hop, egress: 5 } })) }))
  expect(toThird.entries[2]!.peers.length).toBe(1)
  expect(checkSegment(toThird)).toBe('peerEgress')
  const [a, b, c] = segment.entries
  const egress = (e: Entry, next: Entry, ifId: number): Entry => ({ ...e, next: next.isdAs, hop: { ...e.hop, egress: ifId }, peers: [] })
  expect(checkSegment(changed(segment, [egress(a!, b!, 1), egress(b!, b!, 2), egress(b!, c!, 3), c!]))).toBe('loop')
})
