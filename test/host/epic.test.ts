import { expect, test } from 'vitest'
import { epicHvf, epicMacInput, epicSentAfterNs } from '#crypto/epic.ts'
import { epicPath } from '#host/epic.ts'
import { writePacket } from '#host/packet.ts'
import { epicCounter, epicLength, epicTimestamp, lhvfAt, phvfAt } from '#wire/epic.ts'
import { pathAt, protocols } from '#wire/header.ts'
import { buildUdp } from '#wire/udp.ts'
import { sampleBytes, sampleEndpoint } from './sample.ts'

const scion = sampleBytes([{ consDir: true, hops: 3 }])
/** of the sample's first info field */
const beginS = 1000
const auths = { phvf: new Uint8Array(16).fill(1), lhvf: new Uint8Array(16).fill(2) }

function sealed(nowS: number, counter = 7): Uint8Array {
  const ends = { source: sampleEndpoint('1-1', '10.0.0.1'), destination: sampleEndpoint('1-2', '10.0.0.2') }
  const outgoing = { ...ends, path: epicPath(scion), protocol: protocols.udp, seal: { auths, nowS, counter } }
  return writePacket(outgoing, buildUdp({ srcPort: 1, dstPort: 2, data: new Uint8Array(5) }))
}

test('the SCION path follows 16 bytes, sealed under both authenticators', () => {
  const packet = sealed(beginS + 60)
  const at = pathAt(packet)
  expect(packet.subarray(at + epicLength, at + epicLength + scion.length)).toEqual(scion)
  const input = epicMacInput(packet, at, beginS)
  expect(packet.subarray(phvfAt(at), phvfAt(at) + 4)).toEqual(epicHvf(auths.phvf, input))
  expect(packet.subarray(lhvfAt(at), lhvfAt(at) + 4)).toEqual(epicHvf(auths.lhvf, input))
})

test('the id says when, in 21 us, and which', () => {
  const packet = sealed(beginS + 60)
  const at = pathAt(packet)
  expect(Math.abs(epicSentAfterNs(epicTimestamp(packet, at)) - 60e9)).toBeLessThan(21_000)
  expect(epicCounter(packet, at)).toBe(7)
})

test('before the segment began, and long after it, the nearest time there is', () => {
  const timestampOf = (nowS: number): number => epicTimestamp(sealed(nowS), pathAt(sealed(nowS)))
  expect(timestampOf(beginS - 1)).toBe(0)
  expect(timestampOf(beginS + 1e6)).toBe(0xffff_ffff)
})
