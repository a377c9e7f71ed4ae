import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { runScenario } from '#sim/run.ts'
import { readScenario } from '#sim/scenario.ts'
import { scenarioFolder } from './examples.ts'

test('a year of renewals, TRC updates and a revoked CA key, signed by the platform', { timeout: 300_000 }, () => {
  const scenario = readScenario(readFileSync(join(scenarioFolder, 'year.yaml'), 'utf8'), 'year.yaml', () => expect.unreachable())
  const result = runScenario(scenario, { ecdsa: platformEcdsa })
  expect(result.expectations.filter(e => !e.ok)).toEqual([])
  expect(result.expectations.length).toBeGreaterThan(10)
  expect(result.flows[0]).toMatchObject({ sent: 2919, received: 2919 })
})
