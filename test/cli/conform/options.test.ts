import { expect, test } from 'vitest'
import { collect, levelOption, ownRouter } from '#cli/conform/options.ts'

test('several, in one or in many', () => {
  expect(collect('c', collect('a,b', []))).toEqual(['a', 'b', 'c'])
})

test('levels', () => {
  expect(levelOption().argChoices).toEqual(['must', 'should'])
})

test('our own router is what is tested when nothing else is said', async () => {
  expect(await ownRouter()).toMatch(/^'[^']*node[^']*' .*' router --config \{toml\}$/)
})
