import { expect, test } from 'vitest'
import { indexNetwork } from '#topology/network.ts'
import { rankAses } from '#topology/rank.ts'
import { network } from './networks.ts'

const ranks = (ases: string, links: string[]) => Object.fromEntries(rankAses(indexNetwork(network(ases, links))))

test('a customer stands below each of its providers', () =>
  expect(ranks('1-1* 1-2 1-3 1-4', ['1-1 1-3 CHILD', '1-1 1-2 CHILD', '1-2 1-3 CHILD', '1-3 1-4 CHILD'])).toEqual({
    '1-1': 0,
    '1-2': 1,
    '1-3': 2,
    '1-4': 3,
  }))

test('illegal networks have ranks, too: no provider, a cycle and what hangs below it, a core AS below another', () => {
  expect(ranks('1-9 1-1* 1-3', ['1-9 1-3 CHILD', '1-1 1-3 CHILD'])).toEqual({ '1-9': 1, '1-1': 0, '1-3': 2 })
  expect(ranks('1-1* 1-2', [])).toEqual({ '1-1': 0, '1-2': 1 })
  expect(ranks('1-1* 1-2 1-3 1-4', ['1-1 1-2 CHILD', '1-2 1-3 CHILD', '1-3 1-2 CHILD', '1-3 1-4 CHILD'])).toEqual({
    '1-1': 0,
    '1-2': 1,
    '1-3': 1,
    '1-4': 1,
  })
  expect(ranks('1-1* 1-2* 1-3', ['1-1 1-2 CHILD', '1-2 1-3 CHILD', '1-3 1-3 CHILD'])).toMatchObject({ '1-1': 0, '1-2': 0 })
})
