import { expect, test } from 'vitest'
import { type HopRecord, hopsText, sequenceOf } from '#host/result.ts'

const hops: HopRecord[] = [
  { interface: 41, isd_as: '1-ff00:0:111' },
  { interface: 1, isd_as: '1-ff00:0:110' },
  { interface: 2, isd_as: '1-ff00:0:110' },
  { interface: 1, isd_as: '1-ff00:0:112' },
]

test('the sequence names each AS with its two interfaces, 0 at the ends', () => {
  expect(sequenceOf(hops)).toBe('1-ff00:0:111#0,41 1-ff00:0:110#1,2 1-ff00:0:112#1,0')
  expect(sequenceOf([])).toBe('')
})

test('the hops text names interfaces on both sides of each link', () => {
  expect(hopsText(hops)).toBe('1-ff00:0:111 41>1 1-ff00:0:110 2>1 1-ff00:0:112')
  expect(hopsText(hops, ' > ', i => `<${i}>`)).toBe('1-ff00:0:111 <41> > <1> 1-ff00:0:110 <2> > <1> 1-ff00:0:112')
  expect(hopsText([])).toBe('')
})
