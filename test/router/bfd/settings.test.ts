import { expect, test } from 'vitest'
import { bfdSettingsOf } from '#router/bfd/settings.ts'

test("the link's word, else the router's, else the reference's default", () => {
  expect(bfdSettingsOf(undefined, {})).toEqual({ disable: false, detectMult: 3, desiredMinTxNs: 200e6, requiredMinRxNs: 200e6 })
  expect(bfdSettingsOf({ detectMult: 5 }, { detectMult: 4, desiredMinTxNs: 1e9 })).toMatchObject({ detectMult: 5, desiredMinTxNs: 1e9 })
  expect(bfdSettingsOf({ disable: false }, { disable: true }).disable).toBe(false)
  expect(bfdSettingsOf({}, { disable: true }).disable).toBe(true)
})
