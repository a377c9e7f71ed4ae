import { expect, test } from 'vitest'
import { makeHop, originate } from '#control/beacon/extend.ts'
import { decodeSegment } from '#control/segment/codec.ts'
import { betaAfter, checkBeacon, checkSegment, noIsdAs } from '#control/segment/segment.ts'
import { createHopMac, hopMac } from '#crypto/mac.ts'
import { toHex } from '#wire/bytes.ts'
import { keyOf } from '../network.ts'
import { beaconAlong, extended, extenderOf, originated, segmentAlong } from '../segments.ts'

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

test('an unknown interface is a bug of the caller', () => {
  expect(() => originate(extenderOf('1-1'), info, 77)).toThrow('interface 77 is one of 1-1')
  expect(makeHop(extenderOf('1-1'), 0, 0, 0, 77).egress).toBe(77)
})
