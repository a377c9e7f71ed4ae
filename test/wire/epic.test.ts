import { expect, test } from 'vitest'
import { fromHex, malformed } from '#wire/bytes.ts'
import { checkEpic, epicCore, epicCoreCounter, epicCounter, epicScionAt, epicTimestamp, hvfLength, lhvfAt, phvfAt } from '#wire/epic.ts'

test('the 16 bytes before the SCION path', () => {
  const b = fromHex('ff 01020304 0a0b0c0d a1a2a3a4 b1b2b3b4 00')!
  expect(checkEpic(b, 1)).toBeUndefined()
  expect([epicTimestamp(b, 1), epicCounter(b, 1), epicCore(b, 1), epicCoreCounter(b, 1)]).toEqual([0x01020304, 0x0a0b0c0d, 0x0a, 0x0b0c0d])
  expect([b[phvfAt(1)], b[lhvfAt(1)], phvfAt(1) + hvfLength, epicScionAt(1)]).toEqual([0xa1, 0xb1, lhvfAt(1), 17])
})

test('not one byte less', () => {
  expect(checkEpic(new Uint8Array(20), 5)).toEqual(malformed('EPIC path needs 16 bytes, 15 left', 5))
  expect(checkEpic(new Uint8Array(40), 5, 20)).toEqual(malformed('EPIC path needs 16 bytes, 15 left', 5))
})
