import { expect, test } from 'vitest'
import { sweepSchema } from '#sim/sweep/schema.ts'

const least = { name: 'n', topologies: ['a.topo'], algorithms: ['reference'], seeds: 3, duration: '1m' }

test('what is left out gets its default, one value stands for a list of one', () => {
  expect(sweepSchema.parse(least)).toEqual({
    name: 'n',
    topologies: [{ file: 'a.topo' }],
    algorithms: [{ named: 'reference' }],
    seeds: [1, 2, 3],
    duration: 60e9,
    settings: {},
    measure: { every: 5e8, pairs: 500, failures: [1, 2, 5], draws: 100 },
  })
  const more = sweepSchema.parse({ ...least, settings: { propagation: '5s', bestSet: [1, 2] }, measure: { failures: 3 } })
  expect(more).toMatchObject({ settings: { propagation: [5e9], bestSet: [1, 2] }, measure: { failures: [3], draws: 100 } })
})

test('a network is a file or a recipe, not both and not neither', () => {
  const issues = (topology: object): number => sweepSchema.safeParse({ ...least, topologies: [topology] }).error?.issues.length ?? 0
  expect([{ file: 'a' }, { generate: 'ring', ases: 5 }, {}, { file: 'a', generate: 'ring' }, { generate: 'rings' }].map(issues)).toEqual([0, 0, 1, 1, 1]) // biome-ignore format: one line
})
