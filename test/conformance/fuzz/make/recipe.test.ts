import { expect, test } from 'vitest'
import { generate } from '#conformance/fuzz/make/generate.ts'
import { isNoise } from '#conformance/fuzz/make/recipe.ts'
import { sites } from '../mutant.ts'

test('noise has bytes, a packet has a path', () => {
  const packets = Array.from({ length: 300 }, (_, i) => generate(sites, 1, i).recipe.packet)
  for (const packet of packets) expect(isNoise(packet)).toBe(!('path' in packet))
  expect(packets.some(isNoise)).toBe(true)
})
