import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeWith, shared } from '#test/availability.ts'
import { fromHex, isMalformed } from '#wire/bytes.ts'
import { carriedChecksum, checksumIsValid, foldSum, onesSum, setUpperLayerChecksum, upperLayerChecksum } from '#wire/checksum.ts'
import { findUpperLayer } from '#wire/extensions.ts'
import { buildPacket, dstIsdAsAt, pathAt, protocols } from '#wire/header.ts'
import { scmpChecksum } from '#wire/scmp.ts'
import { buildUdp, udpChecksum } from '#wire/udp.ts'
import { packet } from './arbitrary.ts'

test('the example of RFC 1071', () => {
  const b = fromHex('0001f203f4f5f6f7')!
  expect(onesSum(b, 0, 8)).toBe(0x2ddf0)
  expect(foldSum(0x2ddf0)).toBe(0x220d)
  expect(onesSum(b, 1, 3)).toBe(0x01f2 + 0x0300)
  expect(foldSum(0xffff)).toBe(0)
})

const upperOf = (b: Uint8Array): { protocol: number; at: number } | undefined => {
  const upper = findUpperLayer(b)
  return isMalformed(upper) || (upper.protocol !== protocols.udp && upper.protocol !== protocols.scmp) ? undefined : upper
}

test('over a message with its checksum the result is 0; any bit that is summed breaks it', () => {
  fc.assert(
    fc.property(packet, fc.nat(), fc.nat(7), (b, where, bit) => {
      const upper = upperOf(b)
      if (upper === undefined) return
      expect(upperLayerChecksum(b, upper.protocol, upper.at, b.length - upper.at)).toBe(0)
      expect(carriedChecksum(b, upper.protocol, upper.at)).toBe(
        upper.protocol === protocols.udp ? udpChecksum(b, upper.at) : scmpChecksum(b, upper.at),
      )
      const summed = [...Array(pathAt(b) - dstIsdAsAt).keys()]
        .map(i => i + dstIsdAsAt)
        .concat([...Array(b.length - upper.at).keys()].map(i => i + upper.at))
      b[summed[where % summed.length]!]! ^= 1 << bit
      expect(checksumIsValid(b, upper.protocol, upper.at)).toBe(false)
    }),
  )
})

test('path, extensions and common header are not summed', () => {
  fc.assert(
    fc.property(packet, b => {
      const upper = upperOf(b)
      if (upper === undefined) return
      b.fill(0xff, pathAt(b), upper.at)
      b[0] = 0xff
      expect(checksumIsValid(b, upper.protocol, upper.at)).toBe(true)
    }),
  )
})

test('a sum of zero is written as zero', () => {
  const host = { type: 0, bytes: new Uint8Array(4) }
  const header = {
    trafficClass: 0,
    flowId: 0,
    nextHeader: protocols.udp,
    pathType: 0,
    dstIsdAs: '0-0',
    srcIsdAs: '0-0',
    dstHost: host,
    srcHost: host,
  } as const
  const b = buildPacket(header, new Uint8Array(0), buildUdp({ srcPort: 0xffff - 17 - 16, dstPort: 0, data: new Uint8Array(0) }))
  setUpperLayerChecksum(b, protocols.udp, 36)
  expect(udpChecksum(b, 36)).toBe(0)
  expect(checksumIsValid(b, protocols.udp, 36)).toBe(true)
  b[43]! ^= 1
  expect(checksumIsValid(b, protocols.udp, 36)).toBe(false)
})

describeWith([shared('data/packets')], 'packets of the reference', folder => {
  test.each([
    ['empty-udp', 0xb8e4],
    ['scion-udp', 0xb7d2],
    ['scion-udp-extn', 0xb7d2],
  ])('%s', (name, checksum) => {
    const b = new Uint8Array(readFileSync(join(folder, `${name}.bin`)))
    const { at } = upperOf(b)!
    expect([udpChecksum(b, at), carriedChecksum(b, protocols.udp, at)]).toEqual([checksum, checksum])
    expect(checksumIsValid(b, protocols.udp, at)).toBe(true)
  })
})
