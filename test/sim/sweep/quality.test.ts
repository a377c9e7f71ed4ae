import { expect, test } from 'vitest'
import type { Path } from '#control/path/path.ts'
import { randomFor } from '#sim/random.ts'
import { pairsOf, qualityOf } from '#sim/sweep/quality.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { exampleTopology } from '../examples.ts'

const diamond = exampleTopology('diamond')
const random = () => randomFor(1, 'test')
const [core, short, long, customer] = ['1-ff00:0:110', '1-ff00:0:111', '1-ff00:0:112', '1-ff00:0:113'] as const satisfies IsdAs[]

/** "110#1 111#1 ..." */
const path = (text: string): Path =>
  ({ interfaces: text.split(' ').map(i => ({ isdAs: `1-ff00:0:${i.split('#')[0]}`, ifId: Number(i.split('#')[1]) })) }) as unknown as Path
const overShort = path('110#1 111#1 111#2 113#1')
const overLong = path('110#2 112#1 112#2 113#2')
const options = { failures: [1, 4], draws: 2000, random: random() }

test('all pairs there are, there and back; where there are too many, some, each once', () => {
  const all = pairsOf(diamond, 500, random())
  expect(all.length).toBe(12)
  expect(new Set(all.map(String)).size).toBe(12)
  expect(all.every(([a, b]) => a !== b)).toBe(true)
  const some = pairsOf(diamond, 5, random())
  expect([some.length, new Set(some.map(String)).size]).toEqual([5, 5])
  expect(some.every(pair => all.map(String).includes(String(pair)))).toBe(true)
})

test('two ways to a customer: counted, measured, disjoint, and one of them outlives any link', () => {
  const quality = qualityOf(diamond, [[core, customer]], () => [overShort, overLong], { ...options, random: random() })
  expect(quality).toEqual({
    pairs_connected_share: 1,
    paths_per_pair_mean: 2,
    paths_per_pair_min: 2,
    shortest_path_links_mean: 2,
    path_links_mean: 2,
    delay_stretch_mean: 1,
    disjoint_paths_mean: 2,
    disjoint_paths_of_possible_share: 1,
    connected_after_1_failed_links_share: 1,
    connected_after_4_failed_links_share: 0,
  })
})

test('only the long way: 16 ms instead of 7, half of what is possible, lost with half of the links', () => {
  const quality = qualityOf(diamond, [[core, customer]], () => [overLong], { ...options, random: random() })
  expect(quality.delay_stretch_mean).toBeCloseTo(16 / 7)
  expect([quality.disjoint_paths_mean, quality.disjoint_paths_of_possible_share]).toEqual([1, 0.5])
  expect(quality.connected_after_1_failed_links_share).toBeCloseTo(0.5, 1)
})

test('pairs without a path count where all pairs do, and nowhere else', () => {
  const pairs = [
    [core, customer],
    [short, long],
  ] as const
  const quality = qualityOf(diamond, pairs, ([src]) => (src === core ? [overShort, overLong] : []), { ...options, random: random() })
  expect(quality).toMatchObject({ pairs_connected_share: 0.5, paths_per_pair_mean: 1, paths_per_pair_min: 0, path_links_mean: 2 })
  expect(quality.connected_after_1_failed_links_share).toBe(0.5)
  const none = qualityOf(diamond, pairs, () => [], { ...options, random: random() })
  expect(none).toMatchObject({ pairs_connected_share: 0, path_links_mean: undefined, delay_stretch_mean: undefined, disjoint_paths_mean: undefined }) // biome-ignore format: one line
})
