import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, fromHex, malformed, toHex } from '#wire/bytes.ts'
import { buildUdp, checkUdp, parseUdp, udpChecksum, udpDstPort, udpEnd, udpSaidLength, udpSrcPort } from '#wire/udp.ts'
import { anyBytes, u16 } from './arbitrary.ts'

test('a datagram is these bytes', () => {
  const udp = { srcPort: 1280, dstPort: 80, data: Uint8Array.of(1, 2) }
  expect(toHex(buildUdp(udp))).toBe('05000050000a00000102')
  expect(parseUdp(fromHex('ff05000050000ab8e40102')!, 1)).toEqual(udp)
  expect(udpChecksum(fromHex('05000050000ab8e40102')!, 0)).toBe(0xb8e4)
})

test('values survive building', () => {
  fc.assert(
    fc.property(u16, u16, anyBytes(), anyBytes(20), (srcPort, dstPort, data, before) => {
      const b = concatBytes(before, buildUdp({ srcPort, dstPort, data }))
      expect(checkUdp(b, before.length)).toBeUndefined()
      expect(parseUdp(b, before.length)).toEqual({ srcPort, dstPort, data })
      expect([udpSrcPort(b, before.length), udpDstPort(b, before.length), udpSaidLength(b, before.length)]).toEqual([
        srcPort,
        dstPort,
        8 + data.length,
      ])
    }),
  )
})

test('Length cuts what is behind it, 0 means the rest, more than there is means what there is', () => {
  const withLength = (length: number): Uint8Array => Uint8Array.of(0, 1, 0, 2, length >> 8, length & 0xff, 0, 0, 9, 9)
  expect([8, 9, 10, 11, 0xffff, 0].map(n => udpEnd(withLength(n), 0))).toEqual([8, 9, 10, 10, 10, 10])
  expect(checkUdp(withLength(7), 0)).toEqual(malformed("UDP length 7 is below the header's 8 bytes", 4))
  expect(checkUdp(new Uint8Array(7), 0)).toEqual(malformed('UDP header needs 8 bytes, 7 left', 0))
  expect(checkUdp(withLength(0xffff), 0)).toBeUndefined()
  expect(checkUdp(withLength(0), 0)).toBeUndefined()
})
