import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, getU32, isMalformed, toHex } from '#wire/bytes.ts'
import { readCapture } from '#wire/capture.ts'
import { linkTypes } from '#wire/frame.ts'
import { type CapturePacket, createCapture, interfaceBlock, packetBlock, sectionHeaderBlock } from '#wire/pcapng.ts'
import { anyBytes, bytesOf, u16 } from './arbitrary.ts'

test('blocks are these bytes', () => {
  expect(toHex(sectionHeaderBlock('hop'))).toBe(
    '0a0d0d0a00000028 1a2b3c4d 00010000 ffffffffffffffff 00040003686f7000 00000000 00000028'.replaceAll(' ', ''),
  )
  expect(toHex(interfaceBlock('if1', linkTypes.raw))).toBe(
    '0000000100000028 00650000 00000000 0002000369663100 0009000109000000 00000000 00000028'.replaceAll(' ', ''),
  )
  expect(toHex(packetBlock(1, 0x102030405n, Uint8Array.of(9, 8), 'why'))).toBe(
    '0000000600000030 00000001 00000001 02030405 00000002 00000002 09080000 0001000377687900 00000000 00000030'.replaceAll(' ', ''),
  )
  expect(toHex(packetBlock(0, 0n, Uint8Array.of(9)))).toBe(
    '0000000600000024 00000000 00000000 00000000 00000001 00000001 09000000 00000024'.replaceAll(' ', ''),
  )
})

const text = fc.string({ unit: 'binary', maxLength: 30 }).filter(s => !s.startsWith('\ufeff'))
const socket = fc.tuple(bytesOf(4), u16).map(([ip, port]) => `${ip.join('.')}:${port}`)
const capturePacket: fc.Arbitrary<CapturePacket> = fc.record({
  unixNs: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  interfaceName: fc.constantFrom('a', 'b', 'c'),
  comment: text,
  src: socket,
  dst: socket,
  payload: anyBytes(60),
})

test('a capture is read back packet by packet, each interface described once before its first packet', () => {
  fc.assert(
    fc.property(fc.array(capturePacket, { maxLength: 12 }), packets => {
      const pieces: Uint8Array[] = []
      const add = createCapture(piece => pieces.push(piece), 'test')
      expect(pieces.length).toBe(1)
      packets.forEach(add)
      expect(pieces.length).toBe(1 + packets.length + new Set(packets.map(p => p.interfaceName)).size)
      for (const piece of pieces) expect(getU32(piece, 4)).toBe(piece.length)
      const read = [...readCapture(concatBytes(...pieces))].map(r => {
        if (isMalformed(r) || isMalformed(r.datagram)) return r
        const { unixNs, interfaceName, comment, datagram } = r
        return { unixNs, interfaceName, comment, src: datagram.src, dst: datagram.dst, payload: datagram.payload }
      })
      expect(read).toEqual(packets)
    }),
  )
})

test('a comment longer than an option can be is cut', () => {
  const file = concatBytes(sectionHeaderBlock('x'), interfaceBlock('i'), packetBlock(0, 1n, Uint8Array.of(1), 'y'.repeat(70_000)))
  const [read] = [...readCapture(file)]
  expect(read !== undefined && !isMalformed(read) && read.comment.length).toBe(0xffff)
})
