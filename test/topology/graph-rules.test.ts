import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkTopology } from '#topology/rules.ts'
import { brokenRules, network } from './networks.ts'

const textOf = (rule: string, ases: string, links: string[]) => checkTopology(network(ases, links)).find(f => f.rule === rule)?.text

test('a provider cycle is named AS by AS, from provider to customer', () => {
  const links = ['1-1 1-2 CHILD', '1-2 1-3 CHILD', '1-3 1-4 CHILD', '1-4 1-2 CHILD', '1-4 1-5 CHILD']
  expect(brokenRules(network('1-1* 1-2 1-3 1-4 1-5', links))).toEqual(['noProviderCycle'])
  const ases = /: (.*)/.exec(textOf('noProviderCycle', '1-1* 1-2 1-3 1-4 1-5', links)!)![1]!.split(' > ')
  expect(ases).toHaveLength(4)
  expect(ases[0]).toBe(ases[3])
  ases.slice(1).forEach((customer, i) => void expect(links).toContain(`${ases[i]} ${customer} CHILD`))
})

test('two providers, twice the same provider, and a diamond are no cycle', () => {
  const links = ['1-1 1-2 CHILD', '1-1 1-2 CHILD', '1-1 1-3 CHILD', '1-2 1-4 CHILD', '1-3 1-4 CHILD']
  expect(brokenRules(network('1-1* 1-2 1-3 1-4', links))).toEqual([])
})

test('a long cycle is shortened', () => {
  const names = Array.from({ length: 30 }, (_, i) => `1-${i + 1}`)
  const text = textOf(
    'noProviderCycle',
    names.join(' '),
    names.map((name, i) => `${name} ${names[(i + 1) % 30]} CHILD`),
  )
  expect(text!.split(' > ')).toHaveLength(9)
  expect(text).toContain('...')
})

test('links from lower to higher numbers never make a cycle; one back along a chain does', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), { maxLength: 25 }), pairs => {
      const ases = Array.from({ length: 9 }, (_, i) => `1-${i + 1}`).join(' ')
      const links = pairs.filter(([a, b]) => a !== b).map(([a, b]) => `1-${Math.min(a, b)} 1-${Math.max(a, b)} CHILD`)
      expect(textOf('noProviderCycle', ases, links)).toBeUndefined()
      const first = links[0]?.split(' ')
      if (first !== undefined) expect(textOf('noProviderCycle', ases, [...links, `${first[1]} ${first[0]} CHILD`])).toBeDefined()
    }),
  ))

test('every ISD has a core AS: said once', () => {
  const found = checkTopology(network('1-1* 2-1 2-2')).filter(f => f.rule === 'isdHasCore')
  expect(found.map(f => f.text)).toEqual(['ISD 2 has no core AS'])
})

test('every AS reaches the core through providers; peering does not count', () => {
  expect(brokenRules(network('1-1* 1-2', ['1-1 1-2 PEER']))).toEqual(['reachesCore'])
  expect(brokenRules(network('1-1* 1-2 1-3', ['1-1 1-2 CHILD', '1-2 1-3 CHILD']))).toEqual([])
})

test('a core in two parts is warned about', () => {
  const [finding] = checkTopology(network('1-1* 1-2* 2-1*', ['1-1 1-2 CORE']))
  expect(finding).toMatchObject({ rule: 'coreConnected', severity: 'warning', text: 'no core links lead from 1-1 to 2-1' })
})
