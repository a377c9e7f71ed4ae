import { expect, test } from 'vitest'
import { annotation } from '#conformance/run/report/github.ts'
import { failed } from '../outcomes.ts'

test('a workflow command', () => {
  const differences = [{ field: 'a', expected: '50%', actual: 'b' }]
  const file = 'cases/a,b:c.yaml'
  expect(annotation({ ...failed, differences }, file)).toBe(
    `::error file=cases/a%2Cb%3Ac.yaml,line=${failed.case.line},title=${failed.case.id}::${failed.case.title} (must, ${failed.case.clause})%0Aa: expected 50%25, got b\n`,
  )
})
