import { expect, test } from 'vitest'
import { collect, levelOption } from '#cli/conform-options.ts'

test('several, in one or in many', () => {
  expect(collect('c', collect('a,b', []))).toEqual(['a', 'b', 'c'])
})

test('levels', () => {
  expect(levelOption().argChoices).toEqual(['must', 'should'])
})
