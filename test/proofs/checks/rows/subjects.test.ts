import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { everyRule, idOf, rulesIn } from '#proofs/checks/rows/subjects.ts'
import { root } from '#test/availability.ts'

test('what is spoken of is there', () => {
  for (const { code, tests } of [everyRule, rulesIn('mac')])
    for (const file of [...code, ...tests]) expect(existsSync(join(root, file))).toBe(true)
})

test('identifiers', () => {
  expect(idOf('dataplane', 'BUG_nomac')).toBe('dataplane-bug-nomac')
})
