import { expect, test } from 'vitest'
import { packetBytes, type Writing } from '#proofs/replay/concrete.ts'
import { readBack, unknown } from '#proofs/replay/read-back.ts'
import { symbolsOf } from '#proofs/replay/symbols.ts'
import { isMalformed } from '#wire/bytes.ts'
import { pathAt } from '#wire/header.ts'
import { forgedStep, stepsOfTrip, t1, upAndDown } from './lab.ts'

const network = t1()
const symbols = symbolsOf(network)
const writing: Writing = { symbols, hvfOf: network.hvfOf, now: 2000, placed: [] }

test('the inverse of writing', () => {
  const packets = [...stepsOfTrip(network), forgedStep(network)].flatMap(s => [s.packet, s.outcome.packet])
  const alerted = { ...packets[0]!, hops: packets[0]!.hops.map(h => ({ ...h, ingressAlert: true })) }
  for (const packet of [...packets, alerted, { ...packets[0]!, lengthOk: false }, { ...packets[0]!, payload: 'traceroute' as const }])
    expect(readBack(packetBytes(packet, writing), symbols)).toEqual(packet)
})

test('a one-hop path', () => {
  const packet = upAndDown(network)
  const blank = { ingressAlert: false, egressAlert: false, exp: 0, consIngress: 0, consEgress: 0, mac: 0 }
  const oneHop = { ...packet, kind: 'oneHop' as const, segLen: [0, 0, 0] as const, hops: [packet.hops[0]!, blank] }
  expect(readBack(packetBytes(oneHop, writing), symbols)).toEqual({ ...oneHop, infos: oneHop.infos.slice(0, 1) })
})

test('the send time of an EPIC packet', () => {
  const epic = { ...upAndDown(network), kind: 'epic' as const, sentAt: 1999 }
  expect(readBack(packetBytes(epic, writing), symbols)).toMatchObject({ kind: 'epic', sentAt: 1999 })
})

test('what no symbol stands for', () => {
  const b = packetBytes(upAndDown(network), writing)
  b[pathAt(b) + 4 + 2]! ^= 0xff
  b[pathAt(b) + 4 + 16 + 6]! ^= 0xff
  const packet = readBack(b, symbols)
  if (isMalformed(packet)) throw new Error(packet.malformed)
  expect(packet.infos[0]!.segId[0]).toBeGreaterThanOrEqual(unknown)
  expect(packet.hops[0]!.mac).toBeGreaterThanOrEqual(unknown)
})

test('what is no packet of the model', () => {
  expect(readBack(new Uint8Array(3), symbols)).toMatchObject({ malformed: expect.any(String) })
  const b = packetBytes(upAndDown(network), writing)
  b[8] = 0
  expect(readBack(b, symbols)).toMatchObject({ malformed: expect.stringContaining('no name for') })
})
