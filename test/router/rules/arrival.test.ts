import { expect, test } from 'vitest'
import {
  arrivedOnNamedInterface,
  hopNotExpired,
  isdAsPlausible,
  lengthMatches,
  sourceHostPlausible,
  transitFromSibling,
} from '#router/rules/arrival.ts'
import { reasonBy } from './stand-before.ts'

test('a hop field is valid up to and including the instant it expires, each ExpTime unit 337.5 s long', () => {
  const s = 1_000_000_000
  const expired = (now: number, exp = 0) => reasonBy(hopNotExpired, { now, path: [`along 0x111 (0,311) *(131,141):${exp} (411,0)`] })
  expect([0, 337.5 * s].map(now => expired(now))).toEqual([undefined, undefined])
  expect(expired(337.5 * s + 1)).toBe('hopExpired')
  expect(expired(256 * 337.5 * s, 255)).toBeUndefined()
  expect(expired(256 * 337.5 * s + 1, 255)).toBe('hopExpired')
})

test('from outside, the hop names the interface: ConsIngress along, ConsEgress against', () => {
  const named = (hop: string, direction: string) =>
    reasonBy(arrivedOnNamedInterface, { path: [`${direction} 0x111 (0,311) *${hop} (411,0)`] })
  expect([named('(131,141)', 'along'), named('(141,131)', 'against')]).toEqual([undefined, undefined])
  expect([named('(141,131)', 'along'), named('(131,141)', 'against'), named('(0,131)', 'along')]).toEqual(Array(3).fill('ingressMismatch'))
  expect(reasonBy(arrivedOnNamedInterface, { in: '192.168.0.51:1', path: ['along 0x1 *(404,141) (1,0)'] })).toBeUndefined()
})

test('PayloadLen is the number of bytes behind the header, no more and no less', () => {
  expect([25, 26, 27].map(n => reasonBy(lengthMatches, { poke: { 7: n } }))).toEqual(['lengthMismatch', undefined, 'lengthMismatch'])
})

test('in transit over the internal network: from the sibling that owns the ingress interface', () => {
  const from = (address: string | number, path = ['along 0x111 (0,911) *(191,141) (411,0)']) =>
    reasonBy(transitFromSibling, { in: address, path })
  expect(from('192.168.0.14:30004')).toBeUndefined()
  expect(['192.168.0.13:30003', '192.168.0.51:30041', '192.168.0.14:30005'].map(a => from(a))).toEqual(Array(3).fill('transitSource'))
  expect(from('192.168.0.51:30041', ['along 0x111 *(191,141) (411,0)'])).toBeUndefined()
  expect(from('192.168.0.13:30003', ['against 0x1 (811,0) (0,181)', 'along 0x2 *(191,141) (411,0)'])).toBeUndefined()
  // From outside it is another rule's, also where a path says that its last segment ended here.
  expect(from(131, ['against 0x1 (811,0) (0,181)', 'along 0x2 *(131,141) (411,0)'])).toBeUndefined()
  // Divergence of the reference, kept: an ingress interface of 0 passes from any internal host, but not from a sibling.
  expect(from('192.168.0.51:30041', ['along 0x111 (0,911) *(0,141) (411,0)'])).toBeUndefined()
  expect(from('192.168.0.14:30004', ['along 0x111 (0,911) *(0,141) (411,0)'])).toBe('transitSource')
})

test('ISD-ASes, from outside: never the source, destination exactly at the last hop', () => {
  const us = '1-ff00:0:1,192.168.0.51'
  const middle = { path: ['along 0x111 (0,311) *(131,141) (411,0)'] }
  const last = { path: ['along 0x111 (0,311) *(131,0)'] }
  expect(reasonBy(isdAsPlausible, middle)).toBeUndefined()
  expect(reasonBy(isdAsPlausible, { ...middle, from: us })).toBe('sourceIsdAs')
  expect(reasonBy(isdAsPlausible, { ...middle, to: us })).toBe('destinationIsdAs')
  expect(reasonBy(isdAsPlausible, last)).toBe('destinationIsdAs')
  expect(reasonBy(isdAsPlausible, { ...last, to: us })).toBeUndefined()
  expect(reasonBy(isdAsPlausible, { ...last, to: us, from: us })).toBe('sourceIsdAs')
})

test('from inside: the source at the first hop, never the destination; each half of the number counts', () => {
  const us = '1-ff00:0:1,192.168.0.51'
  const first = { in: '192.168.0.51:30041', path: ['along 0x111 *(0,141) (411,0)'], from: us }
  const transit = { in: '192.168.0.14:30004', path: ['along 0x111 (0,911) *(191,141) (411,0)'] }
  expect(reasonBy(isdAsPlausible, first)).toBeUndefined()
  expect(
    ['1-ff00:0:2,10.0.0.1', '2-ff00:0:1,10.0.0.1', '1-ff01:0:1,10.0.0.1'].map(from => reasonBy(isdAsPlausible, { ...first, from })),
  ).toEqual(Array(3).fill('sourceIsdAs'))
  expect(reasonBy(isdAsPlausible, { ...first, to: us })).toBe('destinationIsdAs')
  expect(reasonBy(isdAsPlausible, transit)).toBeUndefined()
  expect(reasonBy(isdAsPlausible, { ...transit, to: us })).toBe('destinationIsdAs')
})

test('a source of ours is a unicast IP address; that of others is their business', () => {
  const host = (text: string, isdAs = '1-ff00:0:1') =>
    reasonBy(sourceHostPlausible, { in: '192.168.0.51:30041', path: ['along 0x111 *(0,141) (411,0)'], from: `${isdAs},${text}` })
  expect(['10.0.0.1', 'fd00::1', '0.0.0.0'].map(h => host(h))).toEqual([undefined, undefined, undefined])
  const odd = ['CS', 'type 3 00000000000000000000ffff0a000001', 'type 5 0102030405060708', 'type 8 01020304']
  expect(odd.map(h => host(h))).toEqual(Array(4).fill('sourceHost'))
  expect(reasonBy(sourceHostPlausible, { from: '1-ff00:0:3,CS' })).toBeUndefined()
})
