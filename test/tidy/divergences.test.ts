import { expect, test } from 'vitest'
import { divergencesAreCurrent, divergencesFile, gatherDivergences, renderDivergences } from './divergences.ts'
import { plantRepo } from './repo.ts'

const texts = (text: string, path = 'router/a.ts') => gatherDivergences(plantRepo({ [path]: text })).map(d => d.text)

test('gathered from every kind of comment', () => {
  expect(texts('// Divergence: a line.\nconst x = 1')).toEqual(['a line.'])
  expect(texts('const x = 1 // Divergence: behind code.\n// unrelated')).toEqual(['behind code.'])
  expect(texts('/** Divergence: one line. */\n// unrelated')).toEqual(['one line.'])
  expect(texts('/**\n * Why.\n * Divergence: two\n * lines.\n *\n * More.\n */')).toEqual(['two lines.'])
  expect(texts('  // Divergence: first.\n  // Divergence: second\n  // goes on.\n  f()')).toEqual(['first.', 'second goes on.'])
})

test('not from strings, and not from tests', () => {
  expect(texts(`const x = 'Divergence: no'`)).toEqual([])
  expect(texts('// Divergence: no', 'test/a.ts')).toEqual([])
})

test('with what other implementations fail of the conformance suite', () => {
  const text = 'implementation: x\nfailures:\n  - { id: dp.a.01, reason: it ends }\n'
  expect(texts(text, 'conformance/known/x.yaml')).toEqual(['`dp.a.01`: it ends'])
})

test('a stale document is caught', () => {
  const source = { 'router/b.ts': '// Divergence: b.', 'router/a.ts': '// Divergence: a.' }
  const current = renderDivergences(gatherDivergences(plantRepo(source)))
  expect(current).toMatch(/## \[router\/a\.ts\].*- a\..*## \[router\/b\.ts\].*- b\.\n$/s)
  expect(divergencesAreCurrent.find(plantRepo({ ...source, [divergencesFile]: current }))).toEqual([])
  expect(divergencesAreCurrent.find(plantRepo({ ...source, [divergencesFile]: `${current}\n` }))).toHaveLength(1)
  expect(divergencesAreCurrent.find(plantRepo(source))).toHaveLength(1)
})
