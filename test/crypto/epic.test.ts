import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEpicTimestamp, epicHvf, epicMacInput, epicSentAfterNs, epicTimestampIsFresh } from '#crypto/epic.ts'
import { type Bytes, concatBytes, fromHex, setU16, toHex } from '#wire/bytes.ts'
import { buildPacket, pathAt, pathTypes, type RawHost } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'

/** PktID 01..08, both fields and the path zero. */
function epicPacket(srcHost: RawHost): Bytes {
  const head = { trafficClass: 0, flowId: 0, nextHeader: 17, pathType: pathTypes.epic, dstHost: parseHost('10.0.0.2'), srcHost }
  const packet = buildPacket(
    { ...head, dstIsdAs: '1-ff00:0:110', srcIsdAs: '2-ff00:0:210' },
    concatBytes(fromHex('0102030405060708')!, new Uint8Array(12)),
    new Uint8Array(0),
  )
  setU16(packet, 6, 0xabcd)
  return packet
}

test('what is authenticated of an IPv4 sender: two blocks', () => {
  const packet = epicPacket(parseHost('10.0.0.1'))
  const expected = ['00', '5f000000', '0102030405060708', '0002ff0000000210', '0a000001', 'abcd', '0000000000']
  expect(toHex(epicMacInput(packet, pathAt(packet), 0x5f000000))).toBe(expected.join(''))
})

test('of an IPv6 sender: three blocks, the length code 3', () => {
  const packet = epicPacket(parseHost('fd00::1'))
  const expected = [
    '03',
    '5f000000',
    '0102030405060708',
    '0002ff0000000210',
    'fd000000000000000000000000000001',
    'abcd',
    '000000000000000000',
  ]
  expect(toHex(epicMacInput(packet, pathAt(packet), 0x5f000000))).toBe(expected.join(''))
})

test('the field: first 4 bytes of the last AES-CBC block', () => {
  const property = fc.property(
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    (key, input) => {
      const cbc = createCipheriv('aes-128-cbc', key, new Uint8Array(16)).update(input)
      expect(toHex(epicHvf(key, input))).toBe(cbc.subarray(16, 20).toString('hex'))
    },
  )
  fc.assert(property)
})

test('fresh from 3 s before to 1 s after now, both ends included', () => {
  const fresh = [-3_000_000_000, 0, 1_000_000_000]
  expect(fresh.map(epicTimestampIsFresh)).toEqual([true, true, true])
  expect([-3_000_000_001, 1_000_000_001].map(epicTimestampIsFresh)).toEqual([false, false])
})

test('a timestamp counts units of 21 us, one more than it says; what it cannot say is undefined', () => {
  expect(epicSentAfterNs(0)).toBe(21_000)
  expect([0, 41_999, 42_000, 63_000].map(createEpicTimestamp)).toEqual([0, 0, 1, 2])
  expect(createEpicTimestamp(-1)).toBeUndefined()
  expect(createEpicTimestamp(2 ** 32 * 21_000)).toBe(0xffff_ffff)
  expect(createEpicTimestamp((2 ** 32 + 1) * 21_000)).toBeUndefined()
})

test('a timestamp says when it was made, to a unit', () => {
  const property = fc.property(fc.integer({ min: 21_000, max: 21_000 * 2 ** 32 }), afterNs => {
    const error = afterNs - epicSentAfterNs(createEpicTimestamp(afterNs)!)
    expect(error >= 0 && error < 21_000).toBe(true)
  })
  fc.assert(property)
})
