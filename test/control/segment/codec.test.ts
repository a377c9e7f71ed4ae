import { BinaryWriter } from '@bufbuild/protobuf/wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendEntry, decodeSegment, makeRoot, makeSegment, maxEntries } from '#control/segment/codec.ts'
import { encodeBody, encodeEntry } from '#control/segment/entry.ts'
import { encodeFields } from '#control/segment/protobuf.ts'
import type { AsEntry, HopEntry, PeerEntry, SegmentInfo } from '#control/segment/segment.ts'
import { modelledSigner } from '#control/trust/signer.ts'
import { type Bytes, concatBytes, isMalformed, toHex } from '#wire/bytes.ts'
import { type IsdAs, makeIsdAs } from '#wire/isdas.ts'
import { beaconAlong, segmentAlong } from '../segments.ts'

const signedOf = (e: AsEntry): Bytes => modelledSigner.keyFor(0, 0)!.sign(encodeBody(e), () => [])
/** An as_entries element of PathSegment. */
const elementOf = (e: AsEntry): Bytes => encodeFields([[2, encodeEntry(signedOf(e))]])
const infoOf = (info: SegmentInfo): Bytes => encodeFields([[1, makeRoot(info).bytes]])

const ifIds = fc.integer({ min: 0, max: 0xffff })
const mtus = fc.integer({ min: 0, max: 0x7fff_ffff })
const ases = fc.tuple(fc.integer({ min: 1, max: 0xffff }), fc.integer({ min: 1, max: 2 ** 48 - 1 })).map(([i, a]): IsdAs => makeIsdAs(i, a))
const hops: fc.Arbitrary<HopEntry> = fc.record({
  ingress: ifIds,
  egress: ifIds,
  expTime: fc.integer({ min: 0, max: 255 }),
  mac: fc.uint8Array({ minLength: 6, maxLength: 6 }),
})
const peers: fc.Arbitrary<PeerEntry> = fc.record({ peer: ases, peerIfId: ifIds, peerMtu: mtus, hop: hops })
const entries: fc.Arbitrary<AsEntry> = fc.record({
  isdAs: ases,
  next: fc.oneof(ases, fc.constant<IsdAs>('0-0')),
  mtu: mtus,
  hop: hops,
  ingressMtu: mtus,
  peers: fc.array(peers, { maxLength: 3 }),
})
const segments = fc
  .tuple(fc.integer({ min: 0, max: 0xffff_ffff }), ifIds, fc.array(entries, { minLength: 1, maxLength: 4 }))
  .map(([timestamp, segId, list]) => makeSegment({ timestamp, segId }, list))

const reasonOf = (b: Bytes): string | undefined => {
  const s = decodeSegment(b)
  return isMalformed(s) ? s.malformed : undefined
}

test('what is encoded decodes to the same value and the same bytes', () => {
  fc.assert(
    fc.property(segments, s => {
      const unknown = Uint8Array.of(0x48, 1)
      expect(decodeSegment(s.bytes)).toEqual(s)
      // Begun otherwise, so that the entries are really read and not remembered.
      const other = decodeSegment(
        concatBytes(infoOf({ timestamp: (s.timestamp ^ 1) >>> 0, segId: s.segId }), s.bytes.subarray(infoOf(s).length), unknown),
      )
      expect(isMalformed(other) ? other : other.entries).toEqual(s.entries)
    }),
  )
})

test('any bytes, and any damaged segment, decode or are malformed', () => {
  const isHandled = (b: Bytes): void => {
    const s = decodeSegment(b)
    expect(isMalformed(s) || s.entries.length > 0).toBe(true)
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), isHandled), { numRuns: 500 })
  const whole = segmentAlong(['1-1', '1-11', '1-111']).bytes
  for (let i = 0; i < whole.length; i++) {
    isHandled(whole.subarray(0, i))
    for (const flip of [1, 0x80, 0xff]) isHandled(whole.map((x, j) => (j === i ? x ^ flip : x)))
  }
})

test('the value does not change when the packet buffer does', () => {
  const whole = segmentAlong(['1-1', '1-11', '1-111'])
  const info = infoOf({ timestamp: 77, segId: 78 })
  const buffer = concatBytes(info, whole.bytes.subarray(infoOf(whole).length))
  const decoded = decodeSegment(buffer)
  buffer.fill(0)
  expect(isMalformed(decoded) ? decoded : decoded).toMatchObject({ timestamp: 77, segId: 78, entries: whole.entries })
})

test('an appended entry leaves the bytes before it alone', () => {
  const before = beaconAlong(['1-1', '1-11'])
  const after = segmentAlong(['1-1', '1-11'])
  expect(toHex(after.bytes).startsWith(toHex(before.bytes))).toBe(true)
  const entry = after.entries[1]!
  expect(appendEntry(before.root, before, entry, signedOf(entry))).toBe(after)
})

test('unknown fields of an entry are kept, those beside segment_info are not, and their order is restored', () => {
  const info = infoOf({ timestamp: 1, segId: 2 })
  const plain = segmentAlong(['1-1', '1-11']).entries[0]!
  const signed = new BinaryWriter().raw(signedOf(plain)).tag(15, 0).uint32(1).finish()
  const entry = encodeFields([[2, encodeEntry(signed)]])
  const unknown = new BinaryWriter().tag(9, 0).uint32(1).finish()
  const decoded = decodeSegment(concatBytes(entry, unknown, info))
  expect(isMalformed(decoded) ? decoded : toHex(decoded.bytes)).toBe(toHex(concatBytes(info, entry)))
})

test('what does not fit is named', () => {
  const info = infoOf({ timestamp: 1, segId: 2 })
  const good = segmentAlong(['1-1', '1-11', '1-111']).entries[2]!
  const reason = (e: Partial<AsEntry>): string | undefined => reasonOf(concatBytes(info, elementOf({ ...good, ...e })))
  const hop = (h: Partial<HopEntry>): Partial<AsEntry> => ({ hop: { ...good.hop, ...h } })
  expect(reason({})).toBeUndefined()
  expect(reason({ isdAs: '1-0' })).toMatch(/wildcard/)
  expect(reason({ mtu: 2 ** 31 })).toMatch(/MTU .* too big/)
  expect(reason({ ingressMtu: 2 ** 31 })).toMatch(/ingress MTU/)
  expect(reason({ peers: [{ ...good.peers[0]!, peerMtu: 2 ** 31 }] })).toMatch(/peer MTU/)
  expect(reason(hop({ ingress: 0x1_0000 }))).toMatch(/16 bits/)
  expect(reason(hop({ expTime: 256 }))).toMatch(/8 bits/)
  expect(reason(hop({ mac: new Uint8Array(5) }))).toMatch(/MAC of 5 bytes/)
  expect(reason({ peers: [{ ...good.peers[0]!, peer: '0-0' }] })).toMatch(/wildcard/)
  expect(reason({ peers: [{ ...good.peers[0]!, peerIfId: 0x1_0000 }] })).toMatch(/16 bits/)
  expect(reasonOf(concatBytes(infoOf({ timestamp: 2 ** 32, segId: 0 }), elementOf(good)))).toMatch(/32 bits/)
  expect(reasonOf(concatBytes(infoOf({ timestamp: 0, segId: 0x1_0000 }), elementOf(good)))).toMatch(/16 bits/)
  expect(reasonOf(info)).toMatch(/0 AS entries/)
  expect(reasonOf(concatBytes(info, ...Array.from({ length: maxEntries + 1 }, () => elementOf(good))))).toMatch(/64 AS entries/)
})
