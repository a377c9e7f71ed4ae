import { expect, test } from 'vitest'
import { chooseBest, diversity, selectShortestAndDiverse } from '#control/beacon/select.ts'
import { candidate, policyWith } from './candidates.ts'

const best = candidate('0 1-1 1', '1 1-2 1')
const alike = candidate('0 1-1 1', '1 1-2 2')
const different = candidate('0 1-1 2', '1 1-3 1', '2 1-2 3')

test('diversity counts the links of the best that the other lacks', () => {
  expect([best, alike, different].map(s => diversity(best.beacon, s.beacon))).toEqual([0, 1, 2])
})

test('the last place goes to the most different, if it adds anything', () => {
  expect(selectShortestAndDiverse([best, alike, candidate('0 1-1 1', '1 1-2 1', '1 1-9 1'), different], 3)).toEqual([
    best,
    alike,
    different,
  ])
  expect(selectShortestAndDiverse([best, different, alike, candidate('0 1-1 1', '1 1-2 4')], 3)).toEqual([best, different, alike])
})

test('few candidates are all chosen; one place goes to the shortest', () => {
  expect(selectShortestAndDiverse([best, alike], 2)).toEqual([best, alike])
  expect(selectShortestAndDiverse([best, alike], 1)).toEqual([best])
  expect(selectShortestAndDiverse([best, alike], 0)).toEqual([])
  expect(selectShortestAndDiverse([], 5)).toEqual([])
})

test('an array is chosen from once for each size', () => {
  const all = [best, alike, different]
  const chosen = (bestSetSize: number) => chooseBest(all, { policy: policyWith({ bestSetSize }) })
  expect(chosen(2)).toEqual([best, different])
  expect(chosen(2)).toBe(chosen(2))
  expect(chosen(1)).toEqual([best])
})
