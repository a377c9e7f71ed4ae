import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Group,
  groupIdOf,
  groupNumber,
  isRegistry,
  isWriter,
  mayRead,
  noHiddenPaths,
  ownerOf,
  parseGroupId,
} from '#control/hidden/group.ts'
import { UserError } from '#wire/error.ts'

test('an id is the owner and 16 bits, in text and as a number', () => {
  expect(groupNumber('ff00:0:110-69b5')).toBe(0xff00_0000_0110_69b5n)
  expect(parseGroupId('ff00_0_110-69b5')).toBe('ff00:0:110-69b5')
  expect([parseGroupId('FF00:0:110-069B5'), parseGroupId('64512-0')]).toEqual(['ff00:0:110-69b5', '64512-0'])
  expect(ownerOf('ff00:0:110-69b5')).toBe(0xff00_0000_0110)
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), n => {
      expect(groupNumber(groupIdOf(n))).toBe(n)
      expect(parseGroupId(groupIdOf(n))).toBe(groupIdOf(n))
    }),
  )
})

test('what is no id is said to be none', () => {
  for (const text of [
    '',
    '-',
    'ff00:0:110',
    'ff00:0:110-',
    'ff00:0:110-10000',
    'ff00:0:110-g',
    'ff00:0:110-1-2',
    '1-ff00:0:110-1',
    'x-1',
    `1-${'0'.repeat(99)}`,
  ])
    expect(() => parseGroupId(text), text).toThrow(UserError)
})

const group: Group = { id: '1-1', owner: '1-1', writers: new Set(['1-2']), readers: new Set(['1-3']), registries: new Set(['1-4']) }
const known = { groups: new Map([[group.id, group]]), policies: new Map() }

test('every role may read, nobody else', () => {
  expect((['1-1', '1-2', '1-3', '1-4', '1-5', '2-3'] as const).map(as => mayRead(group, as))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ])
})

test('writers and registries of any group', () => {
  expect([isWriter(known, '1-2'), isWriter(known, '1-1'), isWriter(noHiddenPaths, '1-2')]).toEqual([true, false, false])
  expect([isRegistry(known, '1-4'), isRegistry(known, '1-2')]).toEqual([true, false])
})
