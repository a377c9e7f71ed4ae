import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sliceChecks } from '#proofs/checks/rows/slices.ts'
import { root } from '#test/availability.ts'

test('the simulator and the cover are put to the model, and that needs TLC', () => {
  expect(sliceChecks.map(c => [c.id, c.engine, c.needs])).toEqual([
    ['slices-simulator', 'slices', 'tlc'],
    ['slices-cover', 'slices', 'tlc'],
  ])
  for (const file of sliceChecks.flatMap(c => [...c.code, ...c.tests])) expect(existsSync(join(root, file)), file).toBe(true)
})
