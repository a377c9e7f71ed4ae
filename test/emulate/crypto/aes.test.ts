import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadBlock, softwareAes, storeBlock } from '#crypto/aes.ts'
import { platformAes } from '#emulate/crypto/aes.ts'
import { fromHex, toHex } from '#wire/bytes.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

test('FIPS 197 appendix C.1', () => {
  const block = new Uint32Array(4)
  loadBlock(block, 0, fromHex('00112233445566778899aabbccddeeff')!, 0)
  platformAes(fromHex('000102030405060708090a0b0c0d0e0f')!).encryptBlocks(block, 1)
  expect(toHex(storeBlock(block, 0))).toBe('69c4e0d86a7b0430d8cdb78070b4c55a')
})

test('equals the AES in JavaScript, for any number of blocks, call after call, and leaves the others alone', () => {
  const property = fc.property(
    bytes(16),
    fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 5 }),
    fc.nat(),
    (key, counts, seed) => {
      const [fast, slow] = [platformAes(key), softwareAes(key)]
      for (const count of counts) {
        const blocks = Uint32Array.from({ length: 64 }, (_, i) => Math.imul(seed + i, 0x9e37_79b1))
        const expected = blocks.slice()
        fast.encryptBlocks(blocks, count)
        slow.encryptBlocks(expected, count)
        expect(blocks).toEqual(expected)
      }
    },
  )
  fc.assert(property)
})

test('a view into a larger buffer is encrypted in place', () => {
  const buffer = new Uint32Array(12)
  platformAes(new Uint8Array(16)).encryptBlocks(buffer.subarray(4, 8), 1)
  expect([...buffer.subarray(0, 4), ...buffer.subarray(8)]).toEqual(Array(8).fill(0))
  expect(toHex(storeBlock(buffer, 4))).toBe('66e94bd4ef8a2c3b884cfa59ca342b2e')
})

test('a key of another length is refused', () => {
  expect(() => platformAes(new Uint8Array(15))).toThrow()
})
