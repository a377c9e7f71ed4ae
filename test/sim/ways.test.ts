import { expect, test } from 'vitest'
import type { Step } from '#sim/scenario.ts'
import { pairsOf, waysBetween } from '#sim/ways.ts'
import { startExample } from './examples.ts'

test('who sends to whom: flows and attacks from hosts, each pair once', () => {
  const flow = { kind: 'flow', plan: { from: 'alice', to: 'bob' } }
  const actions = [
    flow,
    { kind: 'attack', plan: { kind: 'forgedMac', from: 'bob', to: 'alice' } },
    { kind: 'attack', plan: { kind: 'replay', link: 'x' } },
    { kind: 'fault', fault: { kind: 'cut', link: 'x' } },
    { kind: 'rogue', plan: { kind: 'flood' } },
    flow,
  ]
  expect(pairsOf(actions.map(action => ({ action }) as unknown as Step))).toEqual([
    ['alice', 'bob'],
    ['bob', 'alice'],
  ])
})

test('the interfaces of every way, none within an AS', () => {
  const network = startExample('diamond')
  expect(
    waysBetween(network, [
      ['alice', 'server'],
      ['server', '1-ff00:0:113'],
      ['alice', '1-ff00:0:113'],
    ]),
  ).toEqual([
    // biome-ignore format: pairs
    {
      from: 'alice',
      to: 'server',
      ways: ['1-ff00:0:113#0,1 1-ff00:0:111#2,1 1-ff00:0:110#1,0', '1-ff00:0:113#0,2 1-ff00:0:112#2,1 1-ff00:0:110#2,0'],
    },
    {
      from: 'server',
      to: '1-ff00:0:113',
      ways: ['1-ff00:0:110#0,1 1-ff00:0:111#1,2 1-ff00:0:113#1,0', '1-ff00:0:110#0,2 1-ff00:0:112#1,2 1-ff00:0:113#2,0'],
    },
    { from: 'alice', to: '1-ff00:0:113', ways: [] },
  ])
})
