import { expect, test } from 'vitest'
import { defaultGenerateOptions, generateTopology } from '#topology/generate.ts'
import { randomFromSeed } from '#topology/random.ts'
import { checkTopology } from '#topology/rules.ts'
import { drawSvg } from '#topology/svg.ts'
import { drawText } from '#topology/text.ts'
import { readTopo } from '#topology/topo.ts'
import { writeTopo } from '#topology/write.ts'

const generate = (ases: number) =>
  generateTopology('random', { ...defaultGenerateOptions, ases, isds: Math.ceil(ases / 200) }, randomFromSeed(1))

test('100,000 ASes are generated, checked, drawn and written in a minute', () => {
  const start = performance.now()
  const topology = generate(100_000)
  expect(checkTopology(topology)).toEqual([])
  expect(drawSvg(topology).length).toBeGreaterThan(1e6)
  expect(drawText(topology).length).toBeGreaterThan(1e6)
  expect(writeTopo(topology).length).toBeGreaterThan(1e6)
  expect(performance.now() - start).toBeLessThan(60_000)
})

test('30,000 ASes come back from their text', () => {
  const topology = generate(30_000)
  expect(readTopo(writeTopo(topology)).topology).toEqual(topology)
})
