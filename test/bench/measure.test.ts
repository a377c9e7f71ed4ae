import { expect, test } from 'vitest'
import { measure } from '#bench/measure.ts'

/** Busy for about a microsecond an operation. */
const spin = (operations: number) => ({
  name: `spin ${operations}`,
  operations,
  run() {
    const end = performance.now() + operations / 1000
    while (performance.now() < end);
  },
})

test('time is told for each operation, beside the baseline and the sections own figures', async () => {
  const figures = [{ name: 'hops', value: 7, unit: 'hops/s' }]
  const names: string[] = []
  const report = await measure(
    [
      { name: 'a', cases: () => [spin(100), spin(1000)] },
      { name: 'b', figures: () => figures },
    ],
    30,
    name => names.push(name),
  )
  expect(names).toEqual(['copy 100 bytes and sum them', 'spin 100', 'spin 1000'])
  const [few, many] = report.sections[0]!.timings
  for (const timing of [few!, many!]) {
    expect(timing.nsPerOperation).toBeGreaterThan(990)
    expect(timing.nsPerOperation).toBeLessThan(20_000)
    expect(timing.ratio).toBeCloseTo(timing.nsPerOperation / report.baseline.nsPerOperation)
  }
  expect(report.sections[1]).toEqual({ section: 'b', timings: [], figures })
})

test('a case that fails is an error, not a fast case', async () => {
  const broken = { name: 'broken', operations: 1, run: () => expect.fail('no') }
  await expect(measure([{ name: 'a', cases: () => [broken] }], 5)).rejects.toThrow()
})
