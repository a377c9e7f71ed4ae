import { expect, test } from 'vitest'
import { concatBytes, fromHex } from '#wire/bytes.ts'
import {
  checkEpic,
  epicCore,
  epicCoreCounter,
  epicCounter,
  epicLength,
  epicScionAt,
  epicTimestamp,
  epicUnitNs,
  hvfLength,
  lhvfAt,
  phvfAt,
} from '#wire/epic.ts'

const bytes = concatBytes(new Uint8Array(3), fromHex('fedcba98 60a098e3 bc8e0c56 8062f17b')!)

test('fixed bytes: packet id, the two validation fields, the SCION path behind them', () => {
  expect(checkEpic(bytes, 3)).toBeUndefined()
  expect(epicTimestamp(bytes, 3)).toBe(0xfedc_ba98)
  expect(epicCounter(bytes, 3)).toBe(0x60a0_98e3)
  expect([epicCore(bytes, 3), epicCoreCounter(bytes, 3)]).toEqual([0x60, 0xa0_98e3])
  expect([phvfAt(3), lhvfAt(3), epicScionAt(3)]).toEqual([11, 15, 19])
  expect([epicLength, hvfLength, epicUnitNs]).toEqual([16, 4, 21_000])
})

test("16 bytes must be there, in the packet and before the header's end", () => {
  for (let length = 0; length < 16; length++) {
    expect(checkEpic(bytes.subarray(0, 3 + length), 3)).toEqual({ malformed: `EPIC path needs 16 bytes, ${length} left`, at: 3 })
    expect(checkEpic(bytes, 3, 3 + length)).toEqual({ malformed: `EPIC path needs 16 bytes, ${length} left`, at: 3 })
  }
  expect(checkEpic(bytes, 30)).toEqual({ malformed: 'EPIC path needs 16 bytes, 0 left', at: 30 })
})
