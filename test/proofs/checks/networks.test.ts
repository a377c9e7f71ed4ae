import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generatedModules } from '#proofs/checks/networks.ts'

test('every network has its module, as the generator makes it', () => {
  const modules = [...generatedModules()]
  expect(modules.length).toBeGreaterThan(0)
  for (const [path, text] of modules) expect(readFileSync(path, 'utf8')).toBe(text)
})
