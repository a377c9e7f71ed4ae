import { expect, test } from 'vitest'
import { routerChecks } from '#proofs/checks/rows/router.ts'

test('a check for each network', () => {
  expect(routerChecks.map(c => c.id)).toContain('router-t1')
})
