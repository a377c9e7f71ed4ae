import { expect, test } from 'vitest'
import { checkFilter, checkLoop, defaultPolicy, usageOf } from '#control/beacon/policy.ts'
import { along, policyWith } from './candidates.ts'

const way = along(['0 1-1 1', '1 2-2 1', '1 1-3 2'])
const filtered = (filter: Parameters<typeof policyWith>[1]) => checkFilter(policyWith({}, filter).filter, way)

test('a filter names what it minds', () => {
  expect(checkFilter(defaultPolicy.filter, way)).toBeUndefined()
  expect([filtered({ maxHopsLength: 3 }), filtered({ maxHopsLength: 2 })]).toEqual([undefined, 'tooLong'])
  expect([filtered({ allowIsdLoop: false }), filtered({ asBlackList: [3, 9] }), filtered({ isdBlackList: [2] })]).toEqual([
    'isdLoop',
    'asBlocked',
    'isdBlocked',
  ])
  expect([filtered({ asBlackList: [4] }), filtered({ isdBlackList: [3] })]).toEqual([undefined, undefined])
  expect(checkFilter(defaultPolicy.filter, along(['0 1-1 1', '2 1-1 3']))).toBe('loop')
})

test('staying in an ISD is no loop', () => {
  expect(checkLoop(['1-1', '1-2', '2-1', '2-2'], false)).toBeUndefined()
  expect(checkLoop(['1-1', '2-1', '1-2'], false)).toBe('isdLoop')
  expect(checkLoop(['1-1', '2-1', '1-2'], true)).toBeUndefined()
  expect(checkLoop(['1-1', '2-1', '1-1'], true)).toBe('loop')
})

test('usages are what the policies let pass; else the first reason', () => {
  const [all, short, noTwo] = [defaultPolicy, policyWith({}, { maxHopsLength: 1 }), policyWith({}, { isdBlackList: [2] })]
  expect(usageOf({ propagation: all, up: short, down: all }, way)).toBe(8 + 2)
  expect(usageOf({ propagation: all, core: noTwo }, way)).toBe(8)
  expect(usageOf({ propagation: noTwo, core: short }, way)).toBe('isdBlocked')
})
