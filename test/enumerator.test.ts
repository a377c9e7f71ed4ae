/** Every AS pair has exactly the paths that exist: what hosts are told, after real beaconing, against the judge in enumerator.ts. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { defaultPolicy } from '#control/beacon/policy.ts'
import { exampleTopology, topologyFolder } from '#test/sim/examples.ts'
import { generateTopology } from '#topology/generate.ts'
import { randomFromSeed } from '#topology/random.ts'
import { waysFrom } from './enumerator.ts'
import { allWays, expectExactly, signed, unlimited } from './exactly.ts'

test('the judge, by hand: a shortcut, a peering link and a core link', () => {
  const { ases } = exampleTopology('peering')
  const ways = waysFrom(ases, '1-ff00:0:113')
  expect(ways.get('1-ff00:0:111')).toEqual(['1-ff00:0:113#1 1-ff00:0:111#2'])
  expect(ways.get('1-ff00:0:112')?.toSorted()).toEqual([
    '1-ff00:0:113#1 1-ff00:0:111#2 1-ff00:0:111#1 1-ff00:0:110#2 1-ff00:0:110#3 1-ff00:0:112#1',
    '1-ff00:0:113#1 1-ff00:0:111#2 1-ff00:0:111#3 1-ff00:0:112#3',
  ])
  // 112 peers with 211, but is not above 113.
  expect(ways.get('2-ff00:0:211')).toHaveLength(1)
  // From a core AS there is no up segment, so no peering.
  expect(waysFrom(ases, '1-ff00:0:110').get('2-ff00:0:211')).toHaveLength(1)
})

const examples = readdirSync(topologyFolder)
  .filter(name => name.endsWith('.topo'))
  .map(name => name.replace('.topo', ''))

/** All really signed and verified but internet60, whose turn is in enumerator.long.ts. */
test.each(examples)('%s', name => expectExactly(exampleTopology(name), name === 'internet60' ? {} : signed))

test.each([1, 2, 3, 4, 5])('a network drawn by chance, seed %i', seed => {
  const options = { ases: 12, isds: 2, branching: 2, coreShare: 0.3, degree: 3, peering: 0.5 }
  expectExactly(generateTopology('random', options, randomFromSeed(seed)))
})

test('demo16 where no policy lets a way return to an ISD: no core way from Europe to New York over Asia', () => {
  const demo16 = exampleTopology('demo16')
  const policy = { ...defaultPolicy, ...unlimited, filter: { ...defaultPolicy.filter, allowIsdLoop: false } }
  expectExactly(demo16, { control: { ...unlimited, policies: { propagation: policy, core: policy, up: policy, down: policy } } }, false)
  const count = (isdLoops: boolean): number => [...allWays(demo16, isdLoops).values()].flat().length
  expect([count(true), count(false)]).toEqual([2104, 1532])
})
