import { expect, test } from 'vitest'
import { createLane, type Lane } from '#conformance/fuzz/lane.ts'
import { generate } from '#conformance/fuzz/make/generate.ts'
import type { Recipe } from '#conformance/fuzz/make/recipe.ts'
import type { Site } from '#conformance/fuzz/site.ts'
import { type Mutant, mutantTarget, sites } from './mutant.ts'

const [edge] = sites as [Site]
const lane = (mutant: Mutant): Promise<Lane> => createLane({ site: edge, start: async site => mutantTarget(site, mutant), nowMs: Date.now })
const recipes: readonly Recipe[] = Array.from({ length: 200 }, (_, i) => generate([edge], 2, i).recipe)

test('a batch has no suspects where the router is like ours', async () => {
  const ours = await lane({})
  const { suspects, strays } = await ours.batch(recipes.filter(r => 'path' in r.packet).map(ours.sample))
  expect([suspects, strays]).toEqual([[], []])
})

test('an output of no packet of the batch is a stray', async () => {
  const ours = await lane({
    leaves: bytes => {
      bytes[3]! ^= 0xff
      return bytes
    },
  })
  const forwarded = recipes.map(ours.sample).filter(s => s.decisions[0]!.verdict === 'forward')
  const { suspects, strays } = await ours.batch(forwarded.slice(0, 1))
  expect(suspects.map(s => s.differences.map(d => d.actual))).toEqual([['silence']])
  expect(strays).toEqual([forwarded[0]!.recipe.identity ^ 0xff])
})

test('two packets that end the router are both found', async () => {
  let deadly: readonly number[] = []
  const dying = await lane({ dies: ({ bytes }) => deadly.includes(bytes.length) })
  const samples = recipes.map(dying.sample).filter(s => s.bytes.length > 60)
  deadly = [samples[3]!.bytes.length, samples[40]!.bytes.length]
  const { suspects } = await dying.batch(samples.slice(0, 60))
  const killers = samples.slice(0, 60).filter(s => deadly.includes(s.bytes.length))
  expect(
    suspects
      .filter(s => s.differences[0]!.field === 'router')
      .map(s => s.sample.recipe.identity)
      .sort(),
  ).toEqual(killers.map(s => s.recipe.identity).sort())
  expect(dying.failures).toBeGreaterThanOrEqual(killers.length)
  expect((await dying.alone(samples[3]!.recipe)).differences[0]!.field).toBe('router')
})

test('a packet that ends the router a moment later is found, in the next batch', async () => {
  const samples = recipes.map((await lane({})).sample).filter(s => s.bytes.length > 60)
  const deadly = samples[20]!.bytes.length
  const dying = await lane({ dies: ({ bytes }) => bytes.length === deadly, late: true })
  const others = samples.filter(s => s === samples[20] || s.bytes.length !== deadly)
  expect((await dying.batch(others.slice(0, 30))).suspects).toEqual([])
  const { suspects } = await dying.batch(others.slice(30, 60))
  expect(suspects.map(s => [s.sample.recipe.identity, s.differences[0]!.field])).toEqual([[samples[20]!.recipe.identity, 'router']])
})
