import { expect, test } from 'vitest'
import { deliver, deliveredIfLocal } from '#router/rules/delivery.ts'
import type { AsTopology } from '#topology/model.ts'
import { setU32 } from '#wire/bytes.ts'
import { dstHostAt } from '#wire/header.ts'
import { storyAs } from '../network.ts'
import { type Circumstances, standBefore } from './stand-before.ts'

const last: Circumstances = { path: ['along 0x111 (0,311) *(131,0)'] }

/** Where a packet to this host of ours goes, or the reason it does not. */
function deliveredTo(host: string, more: Circumstances = {}): string {
  const verdict = standBefore(deliveredIfLocal, { ...last, to: `1-ff00:0:1,${host}`, ...more }).apply()!
  return verdict.kind === 'deliver' ? verdict.to : 'reason' in verdict ? verdict.reason : verdict.kind
}

test('for another AS: nothing to do here', () => {
  expect(standBefore(deliveredIfLocal).apply()).toBeUndefined()
})

test('IP hosts at the port the payload names', () => {
  expect(deliveredTo('192.168.0.51')).toBe('192.168.0.51:21000')
  expect(deliveredTo('fd00::51')).toBe('[fd00::51]:21000')
  expect(deliveredTo('192.168.0.51', { payload: 'echo request 7 1' })).toBe('192.168.0.51:30041')
  expect(deliveredTo('fd00::51', { payload: 'bytes 17 00' })).toBe('noPort')
})

test('no host: unspecified, IPv4 dressed as IPv6, unknown type', () => {
  const hosts = ['0.0.0.0', '::', 'type 3 00000000000000000000ffff0a000001', 'type 1 0102030405060708', 'type 12 01020304']
  expect(hosts.map(h => deliveredTo(h))).toEqual(Array(5).fill('destinationHost'))
})

const twoServices: AsTopology = {
  ...storyAs,
  controlServices: [
    { id: 'cs1', address: '10.0.0.1:1' },
    { id: 'cs2', address: '10.0.0.2:2' },
  ],
  discoveryServices: [{ id: 'ds', address: '[fd00::3]:3' }],
}

test('a service: any of its backends, as chance has it; multicast is anycast', () => {
  let drawn = 0
  const config = { as: twoServices, random: () => drawn++ }
  const first = { as: twoServices, random: () => 4_294_967_295 }
  expect([0, 1, 2, 3].map(() => deliveredTo('CS', { config }))).toEqual(['10.0.0.1:1', '10.0.0.2:2', '10.0.0.1:1', '10.0.0.2:2'])
  expect(deliveredTo('CS_M', { config: first })).toBe('10.0.0.2:2')
  expect(deliveredTo('DS', { config })).toBe('[fd00::3]:3')
  expect(['DS', 'SVC 0x000f', 'SVC 0xffff'].map(h => deliveredTo(h))).toEqual(Array(3).fill('noService'))
})

test('a destination has one verdict for all packets; remembering is bounded', () => {
  const { p, r } = standBefore(deliveredIfLocal, { ...last, to: '1-ff00:0:1,10.0.0.1' })
  const first = deliver(p, r)
  let most = 0
  for (let i = 1; i <= 70_000; i++) {
    setU32(p.bytes, dstHostAt, i)
    const verdict = deliver(p, r)
    expect(deliver(p, r)).toBe(verdict)
    most = Math.max(most, r.deliveries.size)
    if (i === 1) expect(r.deliveries.size).toBe(2)
    if (i % 10_000 === 0) expect(verdict).toEqual({ kind: 'deliver', to: `0.${i >> 16}.${(i >> 8) & 255}.${i & 255}:21000` })
  }
  expect(first).toEqual({ kind: 'deliver', to: '10.0.0.1:21000' })
  expect(most).toBe(65_536)
})

test('hosts that differ only in the lowest or highest bit, or in the port, are not mixed up', () => {
  const { p, r } = standBefore(deliveredIfLocal, { ...last, to: '1-ff00:0:1,10.0.0.1' })
  const to = (host: number): unknown => {
    setU32(p.bytes, dstHostAt, host)
    return deliver(p, r)
  }
  expect(to(0x0a00_0001)).toEqual({ kind: 'deliver', to: '10.0.0.1:21000' })
  expect(to(0x8a00_0001)).toEqual({ kind: 'deliver', to: '138.0.0.1:21000' })
  expect(to(0x0a00_0000)).toEqual({ kind: 'deliver', to: '10.0.0.0:21000' })
  expect(to(0x0a01_0001)).toEqual({ kind: 'deliver', to: '10.1.0.1:21000' })
  p.bytes[p.payload + 3]! ^= 1
  expect(to(0x0a00_0001)).toEqual({ kind: 'deliver', to: '10.0.0.1:21001' })
})
