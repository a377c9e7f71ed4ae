import { expect, test } from 'vitest'
import { interfacesText } from '#control/path/path.ts'
import { breachOf, findForbidden, findWays, interfacesOn, type Way } from '#sim/doctor/ways.ts'
import { waysFrom } from '#test/enumerator.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import { generateTopology } from '#topology/generate.ts'
import type { Topology } from '#topology/model.ts'
import { randomFromSeed } from '#topology/random.ts'

const textOf = (way: Way): string => interfacesText(interfacesOn(way))
const drawn = (seed: number): Topology =>
  generateTopology('random', { ases: 10, isds: 2, branching: 2, coreShare: 0.3, degree: 3, peering: 0.5 }, randomFromSeed(seed))

test.each([exampleTopology('peering'), exampleTopology('border-routers'), ...[1, 2, 3].map(drawn)])(
  'the ways are those of the brute-force judge, the shortest first: $name',
  topology => {
    for (const { isdAs: src } of topology.ases) {
      const judged = waysFrom(topology.ases, src)
      for (const { isdAs: dst } of topology.ases) {
        if (dst === src) continue
        const { ways, complete } = findWays(topology, src, dst, 10_000)
        expect(complete).toBe(true)
        expect(ways.map(textOf).sort()).toEqual((judged.get(dst) ?? []).sort())
        expect(ways.map(w => w.length)).toEqual(ways.map(w => w.length).sort((a, b) => a - b))
      }
    }
  },
)

test('a few of many are the shortest, and it is said that there are more', () => {
  const demo = exampleTopology('demo16')
  const [few, many] = [7, 10_000].map(limit => findWays(demo, '1-ff00:0:113', '2-ff00:0:212', limit)) as [
    ReturnType<typeof findWays>,
    ReturnType<typeof findWays>,
  ]
  expect([few.complete, many.complete]).toEqual([false, true])
  expect(few.ways.map(w => w.length)).toEqual(many.ways.slice(0, 7).map(w => w.length))
  expect(few.ways.length).toBe(7)
})

test('a network of a thousand ASes is no matter', () => {
  const big = generateTopology('random', { ases: 1000, isds: 4, branching: 3, coreShare: 0.1, degree: 3, peering: 0.2 }, randomFromSeed(1))
  const [src, dst] = [big.ases.at(-1)!.isdAs, big.ases.at(-300)!.isdAs]
  expect(findWays(big, src, dst, 50).ways.length).toBe(50)
  expect(findForbidden(big, src, dst, 20, 5).length).toBe(5)
})

test('what link types forbid: a valley, and peering at a core AS', () => {
  const topology = exampleTopology('peering')
  const [way] = findForbidden(topology, '1-ff00:0:113', '2-ff00:0:212', 10, 10)
  expect(textOf(way!)).toContain('1-ff00:0:112#4 2-ff00:0:211#3')
  expect(breachOf(topology, way!)?.at).toBe('1-ff00:0:112')
  for (const found of findForbidden(topology, '1-ff00:0:113', '2-ff00:0:212', 10, 10)) expect(breachOf(topology, found)).toBeDefined()
  for (const found of findWays(topology, '1-ff00:0:113', '2-ff00:0:212', 10).ways) expect(breachOf(topology, found)).toBeUndefined()
})
