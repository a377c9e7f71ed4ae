import { expect, test } from 'vitest'
import { checkTopology } from '#topology/rules.ts'
import { brokenRules, network } from './networks.ts'

test.each([
  ['noSelfLink', '1-1* 1-2', ['1-1 1-2 CHILD', '1-2 1-2 PEER']],
  ['coreLinkBetweenCores', '1-1* 1-2', ['1-1 1-2 CHILD', '1-1 1-2 CORE']],
  ['coreLinkBetweenCores', '1-1* 1-2', ['1-1 1-2 CHILD', '1-2 1-1 CORE']],
  ['coreHasNoProvider', '1-1* 1-2*', ['1-1 1-2 CORE', '1-1 1-2 CHILD']],
  ['childInIsd', '1-1* 2-1* 2-2', ['1-1 2-1 CORE', '2-1 2-2 CHILD', '1-1 2-2 CHILD']],
  ['peerNotBetweenCores', '1-1* 1-2*', ['1-1 1-2 CORE', '1-1 1-2 PEER']],
  ['linkMtuSane', '1-1* 1-2', ['1-1 1-2 CHILD, mtu: 1279']],
])('%s', (rule, ases, links) => expect(brokenRules(network(ases, links))).toEqual([rule]))

test('peering between a core AS and another, across ISDs, is fine', () =>
  expect(brokenRules(network('1-1* 1-2 2-1*', ['1-1 1-2 CHILD', '1-1 2-1 CORE', '1-2 2-1 PEER']))).toEqual([]))

test('what still works is only warned about', () => {
  const findings = checkTopology(network('1-1* 1-2*', ['1-1 1-2 CORE', '1-1 1-2 PEER']))
  expect(findings.map(f => f.severity)).toEqual(['warning'])
})
