import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSummary } from '#sim/compare/summary.ts'
import { summaryOf } from '#sim/result.ts'
import { runScenario } from '#sim/run.ts'
import { readScenario } from '#sim/scenario.ts'
import { scenarioFolder } from '#test/sim/examples.ts'

test('what a run writes is read', () => {
  const read = (name: string): string => readFileSync(join(scenarioFolder, name), 'utf8')
  const result = runScenario(readScenario(read('link-cut.yaml'), 'link-cut.yaml', read))
  const summary = readSummary(JSON.stringify(summaryOf(result)), 'summary.json')
  expect(summary).toMatchObject({ name: 'link-cut', flows: [{ name: 'ping', sent: 100 }], failures: [{ linkIndex: 0 }] })
  expect(summary.ways).toEqual(result.ways)
  expect(summary.expectations).toEqual(result.expectations)
})

test('what is none is told with its place', () => {
  expect(() => readSummary('{', 'summary.json')).toThrow()
  expect(() => readSummary('{"name": "n"}', 'summary.json')).toThrow('seed')
  expect(() => readSummary('[]', 'summary.json')).toThrow()
})
