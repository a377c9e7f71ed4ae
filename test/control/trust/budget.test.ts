import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBudget } from '#control/trust/budget.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'

test('a burst is spent at once, then so much a second', () => {
  const budget = createBudget(10, 30)
  expect(budget.spend({ isdAs: '1-1' }, 30, 0)).toBe(true)
  expect(budget.spend({ isdAs: '1-1' }, 1, 0)).toBe(false)
  expect(budget.spend({ isdAs: '1-1' }, 11, nsPerS)).toBe(false)
  expect(budget.spend({ isdAs: '1-1' }, 10, nsPerS)).toBe(true)
})

test('the share does not grow beyond the burst, and is nobody else’s', () => {
  const budget = createBudget(10, 30)
  expect(budget.spend({ isdAs: '1-1' }, 30, 0)).toBe(true)
  expect(budget.spend({ isdAs: '1-2' }, 30, 0)).toBe(true)
  expect(budget.spend({ isdAs: '1-1' }, 31, 100 * nsPerS)).toBe(false)
  expect(budget.spend({ isdAs: '1-1' }, 30, 100 * nsPerS)).toBe(true)
})

test('whatever is asked for, no more is given than burst and rate allow', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(3))), asks => {
      const budget = createBudget(5, 20)
      let [now, spent] = [0, 0]
      for (const [amount, seconds] of asks) {
        now += seconds * nsPerS
        if (budget.spend({ isdAs: '1-1' }, amount, now)) spent += amount
      }
      return spent <= 20 + (5 * now) / nsPerS
    }),
  )
})

test('thousands of ASes, some of them made up, take no more than a bounded table', () => {
  const budget = createBudget(1, 1)
  expect(budget.spend({ isdAs: '1-1' }, 1, 0)).toBe(true)
  for (let i = 2; i <= 4096; i++) budget.spend({ isdAs: `1-${i}` as IsdAs }, 1, 0)
  expect(budget.spend({ isdAs: '1-1' }, 1, 0)).toBe(false)
  budget.spend({ isdAs: '1-5000' }, 1, 0)
  expect(budget.spend({ isdAs: '1-1' }, 1, 0)).toBe(true)
})

test('somebody who takes the name of another has nothing of its share, and by many names no more than eight shares', () => {
  const budget = createBudget(1, 10)
  expect(budget.spend({ isdAs: '1-1', ingress: 7 }, 10, 0)).toBe(true)
  expect(budget.spend({ isdAs: '1-1', ingress: 7 }, 1, 0)).toBe(false)
  expect(budget.spend({ isdAs: '1-1', ingress: 3 }, 10, 0)).toBe(true)
  expect(budget.spend({ isdAs: '1-1' }, 10, 0)).toBe(true)
  const names = Array.from({ length: 100 }, (_, i) => `1-${i + 100}` as IsdAs)
  expect(names.filter(isdAs => budget.spend({ isdAs, ingress: 7 }, 10, 0)).length).toBe(7)
  expect(budget.spend({ isdAs: '1-999', ingress: 3 }, 10, 0)).toBe(true)
})
