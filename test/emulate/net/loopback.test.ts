import { expect, test } from 'vitest'
import { loopback, noLinks } from '#emulate/net/loopback.ts'

test('commands run as they are; links cannot be cut', () => {
  expect(loopback.inside('alice')).toEqual([])
  expect(noLinks).toThrow('on loopback there are no links')
})
