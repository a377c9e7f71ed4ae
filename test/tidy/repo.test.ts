import { expect, test } from 'vitest'
import { root } from '#test/availability.ts'
import { formatFinding, readRepo } from './repo.ts'

test('the repository is read whole, without what others own', () => {
  const repo = readRepo(root)
  expect(repo.sources.map(s => s.path)).toEqual(expect.arrayContaining(['wire/bytes.ts', 'test/tidy/repo.test.ts', 'vitest.config.ts']))
  expect(repo.files.filter(f => f.startsWith('node_modules/') || f.startsWith('.git/'))).toEqual([])
  expect(repo.read('package.json')).toContain('"hopproof"')
  expect(repo.read('no such file')).toBeUndefined()
})

test('a finding says where', () => {
  expect(formatFinding({ path: 'a.ts', line: 3, text: 'x' })).toBe('a.ts:3: x')
  expect(formatFinding({ path: 'a', text: 'x' })).toBe('a: x')
})
