import { expect, test } from 'vitest'
import { wrapData } from '#topology/document.ts'
import { asDurationNs, formatWholeDuration } from '#topology/duration.ts'

test('one integer and one unit', () => {
  const texts = { '5s': 5e9, '3d': 3 * 86_400e9, '500ms': 5e8, '10us': 1e4, '2h': 7200e9 }
  for (const [text, ns] of Object.entries(texts)) expect(asDurationNs(wrapData(text))).toBe(ns)
  expect(asDurationNs(wrapData(null))).toBe(0)
})

test('anything else is refused', () => {
  for (const text of ['5', '1h30m', '1.5s', '--5s', '9999999y']) expect(() => asDurationNs(wrapData(text))).toThrow('is not a duration')
})

test('written so that it is read', () => {
  const texts = [5e9, 1.5e9, 300e9, 90e9, 7, 2e6].map(formatWholeDuration)
  expect(texts).toEqual(['5s', '1500ms', '5m', '90s', '7ns', '2ms'])
  expect(texts.map(text => asDurationNs(wrapData(text)))).toEqual([5e9, 1.5e9, 300e9, 90e9, 7, 2e6])
})
