import { expect, test } from 'vitest'
import { checkTopology, requireLegal, topologyRules } from '#topology/rules.ts'
import { readTopo } from '#topology/topo.ts'
import { network, networkText, userError } from './networks.ts'

test('names are unique and every rule says what it wants', () => {
  expect(new Set(topologyRules.map(r => r.name)).size).toBe(topologyRules.length)
  for (const rule of topologyRules) expect(rule.says).not.toBe('')
})

test('findings come in the order of the rules, with places when there are any', () => {
  const { topology, places } = readTopo(networkText('1-1* 1-2 1-3', ['1-1 1-1 CHILD', '1-1 1-2 CHILD']), 'f')
  expect(checkTopology(topology, places).map(f => [f.rule, f.place?.line])).toEqual([
    ['noSelfLink', 6],
    ['coreHasNoProvider', 6],
    ['noProviderCycle', 6],
    ['reachesCore', 4],
  ])
  expect(checkTopology(topology).every(f => f.place === undefined)).toBe(true)
})

test('a legal network passes, the first error is thrown', () => {
  expect(requireLegal(network('1-1* 1-2', ['1-1 1-2 CHILD']))).toEqual([])
  expect(userError(() => requireLegal(network('1-1* 1-2'))).message).toContain('(rule reachesCore)')
})
