import { expect, test } from 'vitest'
import { packetBytes, type Writing } from '#proofs/replay/concrete.ts'
import { symbolsOf } from '#proofs/replay/symbols.ts'
import { epicTimestamp, epicUnitNs } from '#wire/epic.ts'
import { checkHeader, headerLength, pathAt, payloadLength } from '#wire/header.ts'
import { parsePath } from '#wire/path.ts'
import { t1, upAndDown } from './lab.ts'

const network = t1()
const symbols = symbolsOf(network)
const writing: Writing = { symbols, hvfOf: network.hvfOf, now: 2000, placed: [] }
const packet = upAndDown(network)

test('a packet as its sender writes it', () => {
  const b = packetBytes(packet, writing)
  expect(checkHeader(b)).toBeUndefined()
  const path = parsePath(b, pathAt(b))
  expect(path.segLens).toEqual([2, 2])
  expect(path.hops.map(h => h.mac)).toEqual(packet.hops.map(h => symbols.mac(h.mac)))
  expect(path.infos.map(i => i.segId)).toEqual(packet.infos.map(i => symbols.segId(i.segId)))
  expect(payloadLength(b)).toBe(b.length - headerLength(b))
  const wrong = packetBytes({ ...packet, lengthOk: false }, writing)
  expect(payloadLength(wrong)).toBe(b.length - headerLength(b) + 1)
})

test('info fields that no SegLen announces are not written, hop fields follow the path', () => {
  const b = packetBytes({ ...packet, segLen: [2, 0, 0] }, writing)
  expect(headerLength(b)).toBe(headerLength(packetBytes(packet, writing)) - 8)
  expect(parsePath(b, pathAt(b)).hops.map(h => h.mac)).toEqual(packet.hops.slice(0, 2).map(h => symbols.mac(h.mac)))
  const cut = packetBytes({ ...packet, segLen: [1, 1, 1] }, writing)
  expect(headerLength(cut)).toBe(pathAt(cut) + 4 + 2 * 8 + 3 * 12)
})

test('a one-hop path has a second hop of zeroes', () => {
  const blank = { ingressAlert: false, egressAlert: false, exp: 0, consIngress: 0, consEgress: 0, mac: 0 }
  const b = packetBytes({ ...packet, kind: 'oneHop', segLen: [0, 0, 0], hops: [packet.hops[0]!, blank] }, writing)
  expect(b.subarray(pathAt(b) + 20, headerLength(b))).toEqual(new Uint8Array(12))
})

test('the send time of an EPIC packet is rounded towards now', () => {
  const sentNs = (now: number) => {
    const b = packetBytes({ ...packet, kind: 'epic', sentAt: 1999 }, { ...writing, now })
    return (epicTimestamp(b, pathAt(b)) + 1) * epicUnitNs
  }
  const exact = (1999 - packet.infos[0]!.ts) * 500_000_000
  expect(sentNs(2005)).toBeGreaterThanOrEqual(exact)
  expect(sentNs(1997)).toBeLessThanOrEqual(exact)
  expect(sentNs(2005) - sentNs(1997)).toBeLessThanOrEqual(epicUnitNs)
  expect(() => sentNs.call(undefined, 2000) && packetBytes({ ...packet, kind: 'epic', sentAt: 0 }, writing)).toThrow('has no EpicTS')
})

test('a MAC made for its place', () => {
  const mac = Uint8Array.of(1, 2, 3, 4, 5, 6)
  const placed = [{ info: 0, hop: 1, mac, shift: 0x0102 }]
  const path = parsePath(packetBytes(packet, { ...writing, placed }), pathAt(packetBytes(packet, writing)))
  expect(path.hops[1]!.mac).toEqual(mac)
  expect(path.infos.map(i => i.segId)).toEqual([symbols.segId(packet.infos[0]!.segId) ^ 0x0102, symbols.segId(packet.infos[1]!.segId)])
})
