import { cmac } from '@noble/ciphers/aes.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { storeBlock } from '#crypto/aes.ts'
import { chainSegId, constantTimeEqual, createHopMac, hopMac, macMatches, writeMacBlock } from '#crypto/mac.ts'
import { platformAes } from '#emulate/crypto/aes.ts'
import { concatBytes, fromHex, setU16, setU32, toHex } from '#wire/bytes.ts'
import { foldSegId, writeHop, writeInfo } from '#wire/path.ts'

const u8 = fc.nat(0xff)
const u16 = fc.nat(0xffff)
const u32 = fc.nat(0xffff_ffff)
const key = fc.uint8Array({ minLength: 16, maxLength: 16 })
const field = fc.tuple(u16, u32, u8, u16, u16)
type Field = [segId: number, timestampS: number, expTime: number, consIngress: number, consEgress: number]

/** The block as draft and reference lay it out. */
function inputOf([segId, timestampS, expTime, consIngress, consEgress]: Field): Uint8Array {
  const b = new Uint8Array(16)
  setU16(b, 2, segId)
  setU32(b, 4, timestampS)
  b[9] = expTime
  setU16(b, 10, consIngress)
  setU16(b, 12, consEgress)
  return b
}

test('two hop fields of the reference', () => {
  const mac = createHopMac(fromHex('1009878f5b2a8f571e2771369a06f65f')!)
  expect(toHex(hopMac(mac, 0x111, 0x5f000000, 0, 131, 141))).toBe('1031cc90cb3d0792a750d244f767b026')
  expect(toHex(hopMac(mac, 0x111, 0x5f000000, 63, 0, 131))).toBe('7aee6fa36b2383826fef21dd0c4baafa')
})

test('the subkey K1 of RFC 4493', () => {
  const { k1 } = createHopMac(fromHex('2b7e151628aed2a6abf7158809cf4f3c')!)
  expect(toHex(storeBlock(k1, 0))).toBe('fbeed618357133667c85e08f7236a8de')
})

test('one block of RFC 4493, example 2', () => {
  const mac = createHopMac(fromHex('2b7e151628aed2a6abf7158809cf4f3c')!)
  const block = mac.k1.slice()
  const message = fromHex('6bc1bee22e409f96e93d7e117393172a')!
  for (let i = 0; i < 4; i++) block[i]! ^= new DataView(message.buffer).getUint32(4 * i, true)
  mac.cipher.encryptBlocks(block, 1)
  expect(toHex(storeBlock(block, 0))).toBe('070a16b46b4d4144f79bdd9dd04a287c')
})

test('equals AES-CMAC of the library over the whole block, with either AES, whatever the key', () => {
  const property = fc.property(key, field, (k, f) => {
    const expected = cmac(inputOf(f), k)
    expect(hopMac(createHopMac(k), ...f)).toEqual(expected)
    expect(hopMac(createHopMac(k, platformAes), ...f)).toEqual(expected)
  })
  fc.assert(property)
})

test('macMatches: the first 6 bytes, each bit of them, and nothing else', () => {
  const mac = createHopMac(new Uint8Array(16).fill(9))
  const blocks = new Uint32Array(8)
  writeMacBlock(mac, blocks, 4, 1, 2, 3, 4, 5)
  mac.cipher.encryptBlocks(blocks.subarray(4), 1)
  const packet = concatBytes(new Uint8Array(3), hopMac(mac, 1, 2, 3, 4, 5).slice(0, 6), new Uint8Array(2))
  const matches = (bit?: number): boolean => {
    const b = packet.slice()
    if (bit !== undefined) b[bit >> 3]! ^= 1 << (bit & 7)
    return macMatches(blocks, 4, b, 3)
  }
  expect(matches()).toBe(true)
  const harmless = Array.from({ length: 8 * packet.length }, (_, bit) => bit).filter(matches)
  expect(harmless).toEqual(Array.from({ length: 40 }, (_, i) => (i < 24 ? i : i + 48)))
})

test('constant-time equality', () => {
  expect(constantTimeEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
  expect(constantTimeEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
  expect(constantTimeEqual(Uint8Array.of(1, 2), Uint8Array.of(129, 2))).toBe(false)
  expect(constantTimeEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false)
  expect(constantTimeEqual(new Uint8Array(0), new Uint8Array(0))).toBe(true)
})

test('SegID chaining: its own inverse, and what the packet view does in place', () => {
  expect(chainSegId(0x0111, fromHex('1031cc90cb3d')!)).toBe(0x1120)
  const property = fc.property(u16, fc.uint8Array({ minLength: 6, maxLength: 6 }), (segId, mac) => {
    const chained = chainSegId(segId, mac)
    expect(chainSegId(chained, mac)).toBe(segId)
    const b = new Uint8Array(20)
    writeInfo(b, 0, { consDir: true, peer: true, segId, timestamp: 7 })
    writeHop(b, 8, { ingressAlert: false, egressAlert: false, expTime: 0, consIngress: 0, consEgress: 0, mac })
    foldSegId(b, 0, 8)
    expect((b[2]! << 8) | b[3]!).toBe(chained)
    expect(b[0]).toBe(3)
  })
  fc.assert(property)
})
