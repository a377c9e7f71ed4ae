import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cbcMac, loadBlock, softwareAes, storeBlock } from '#crypto/aes.ts'
import { fromHex, toHex } from '#wire/bytes.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

test('FIPS 197 appendix C.1, and only the blocks asked for', () => {
  const words = new Uint32Array(8)
  loadBlock(words, 0, fromHex('00112233445566778899aabbccddeeff')!, 0)
  softwareAes(fromHex('000102030405060708090a0b0c0d0e0f')!).encryptBlocks(words, 1)
  expect(toHex(storeBlock(words, 0))).toBe('69c4e0d86a7b0430d8cdb78070b4c55a')
  expect([...words.subarray(4)]).toEqual([0, 0, 0, 0])
})

test('words are little-endian, and storing gives back what was loaded', () => {
  const words = new Uint32Array(4)
  loadBlock(words, 0, fromHex('ff000102030405060708090a0b0c0d0e0f')!, 1)
  expect(words[0]).toBe(0x03020100)
  expect(toHex(storeBlock(words, 0))).toBe('000102030405060708090a0b0c0d0e0f')
  const property = fc.property(bytes(16), block => {
    loadBlock(words, 0, block, 0)
    expect(storeBlock(words, 0)).toEqual(block)
  })
  fc.assert(property)
})

test('CBC-MAC: the last block of AES-128-CBC with a zero IV over the zero-padded data', () => {
  const property = fc.property(bytes(16), fc.uint8Array({ minLength: 1, maxLength: 100 }), (key, data) => {
    const padded = new Uint8Array(Math.ceil(data.length / 16) * 16)
    padded.set(data)
    const cipher = createCipheriv('aes-128-cbc', key, new Uint8Array(16)).setAutoPadding(false)
    expect(toHex(cbcMac(key, data))).toBe(cipher.update(padded).subarray(-16).toString('hex'))
  })
  fc.assert(property)
})
