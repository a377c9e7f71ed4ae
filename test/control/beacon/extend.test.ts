import { expect, test } from 'vitest'
import { createExtender, extend, makeHop, originate } from '#control/beacon/extend.ts'
import { decodeSegment } from '#control/segment/codec.ts'
import { epicDigest } from '#control/segment/epic.ts'
import { betaAfter, checkBeacon, checkSegment, noIsdAs } from '#control/segment/segment.ts'
import { noStaticInfo } from '#control/segment/static-info.ts'
import { modelledSigner, type Signer } from '#control/trust/signer.ts'
import { createHopMac, hopMac } from '#crypto/mac.ts'
import { toHex } from '#wire/bytes.ts'
import { keyOf } from '../network.ts'
import { ases, beaconAlong, changed, extended, extenderOf, originated, segmentAlong } from '../segments.ts'

const info = { timestamp: 1_700_000_000, segId: 0xabcd }

test('an origin: no ingress, MAC over the first beta', () => {
  const x = extenderOf('1-1')
  const beacon = originated(x, info, 3)
  expect(beacon).toMatchObject({ ...info, entries: [{ isdAs: '1-1', next: '1-11', mtu: 1400, ingressMtu: 0, peers: [] }] })
  const mac = hopMac(createHopMac(keyOf('1-1')), info.segId, info.timestamp, 63, 0, 3).subarray(0, 6)
  expect(beacon.entries[0]!.hop).toEqual({ ingress: 0, egress: 3, expTime: 63, mac: Uint8Array.from(mac) })
  expect(decodeSegment(beacon.bytes)).toEqual(beacon)
})

test('each further AS chains its MAC behind those before; peer entries behind its own', () => {
  const before = beaconAlong(['1-1', '1-11'], info)
  const x = extenderOf('1-11')
  const after = extended(x, before, 101, 2)
  const mac = createHopMac(keyOf('1-11'))
  const of = (beta: number, ingress: number): string => toHex(hopMac(mac, beta, info.timestamp, 63, ingress, 2).subarray(0, 6))
  const entry = after.entries[1]!
  expect(toHex(entry.hop.mac)).toBe(of(betaAfter(before, 1), 101))
  expect(entry.peers.map(p => [p.peer, p.peerIfId, p.hop.ingress, p.hop.egress])).toEqual([['1-12', 102, 4, 2]])
  expect(toHex(entry.peers[0]!.hop.mac)).toBe(of(betaAfter(after, 2), 4))
  expect([entry.mtu, entry.ingressMtu, entry.peers[0]!.peerMtu]).toEqual([1400, 1303, 1308])
  expect(entry.next).toBe('1-111')
  expect(checkBeacon(after)).toBeUndefined()
})

test('egress 0 ends the segment', () => {
  const segment = extended(extenderOf('1-11'), beaconAlong(['1-1', '1-11'], info), 101, 0)
  expect(segment.entries[1]).toMatchObject({ next: noIsdAs, hop: { egress: 0 } })
  expect(checkSegment(segment)).toBeUndefined()
  expect(segment).toEqual(segmentAlong(['1-1', '1-11'], info))
})

/** 1-11 has a peering link at interface 4. */
const extenderWith = (options: object, signer: Signer = modelledSigner) =>
  createExtender(ases.get('1-11')!, keyOf('1-11'), signer, { expTime: 63, ...options })

test('no hop field outlives the certificate', () => {
  const before = beaconAlong(['1-1', '1-11'], info)
  const endingAt = (notAfterS: number): Signer => ({ ...modelledSigner, keyFor: () => ({ ...modelledSigner.keyFor(0, 0)!, notAfterS }) })
  const until = (afterS: number) => extend(extenderWith({}, endingAt(info.timestamp + afterS)), before, 101, 2, 0)
  const hours = 64 * 337.5
  expect([hours, hours - 0.5, 2 * 337.5, 337.5].map(s => until(s)!.entries[1]!.hop.expTime)).toEqual([63, 62, 1, 0])
  expect(until(2 * 337.5)!.entries[1]!.peers[0]!.hop.expTime).toBe(1)
  expect(until(337)).toBeUndefined()
})

test('without a key there is no entry', () => {
  const signer: Signer = { ...modelledSigner, keyFor: () => undefined }
  expect(extend(extenderWith({}, signer), beaconAlong(['1-1', '1-11'], info), 101, 2, 0)).toBeUndefined()
  expect(originate({ ...extenderOf('1-1'), signer }, info, 3)).toBeUndefined()
})

test('EPIC: the rest of every MAC beside the entry, their digest inside', () => {
  const before = beaconAlong(['1-1', '1-11'], info)
  const after = extended(extenderWith({ epic: true, describe: () => ({ hidden: true }) }), before, 101, 2)
  const { epic, extensions, hop } = after.entries[1]!
  const mac = createHopMac(keyOf('1-11'))
  const full = hopMac(mac, before.beta, info.timestamp, 63, 101, 2)
  const peer = hopMac(mac, after.beta, info.timestamp, 63, 4, 2)
  expect([toHex(hop.mac) + toHex(epic!.hop), epic!.peers.map(toHex)]).toEqual([toHex(full), [toHex(peer.subarray(6))]])
  expect(extensions).toEqual({ hidden: true, epicDigest: epicDigest(epic!) })
  expect(checkBeacon(after)).toBeUndefined()
  const entry = { ...after.last, epic: { hop: epic!.hop, peers: [] } }
  expect(checkBeacon(changed(after, [before.last, entry]))).toBe('epicDigest')
  expect(checkBeacon(changed(after, [before.last, { ...after.last, extensions: {} }]))).toBe('epicDigest')
  const { epic: _, ...without } = after.last
  expect(checkBeacon(changed(after, [before.last, without]))).toBeUndefined()
})

test('what the AS says of itself depends on the interfaces', () => {
  const describe = (ingress: number, egress: number) => ({ staticInfo: { ...noStaticInfo, note: `${ingress} ${egress}` } })
  const after = extended(extenderWith({ describe }), beaconAlong(['1-1', '1-11'], info), 101, 3)
  expect(after.last.extensions?.staticInfo?.note).toBe('101 3')
  expect(decodeSegment(after.bytes)).toBe(after)
})

test('an unknown interface is a bug of the caller', () => {
  expect(() => originate(extenderOf('1-1'), info, 77)).toThrow('interface 77 is one of 1-1')
  expect(makeHop(extenderOf('1-1'), 0, 0, 0, 77).egress).toBe(77)
})
