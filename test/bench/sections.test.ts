import { expect, test } from 'vitest'
import { baseline } from '#bench/baseline.ts'
import { packet } from '#bench/packet.ts'
import { sections } from '#bench/sections.ts'
import { checkHeader, pathAt } from '#wire/header.ts'
import { checkPath } from '#wire/path.ts'

test('the packet of the benchmarks is a good one', () => {
  expect(checkHeader(packet)).toBeUndefined()
  expect(checkPath(packet, pathAt(packet))).toBeUndefined()
})

test('sections have names of their own', () => {
  expect(new Set(sections.map(s => s.name)).size).toBe(sections.length)
})

for (const section of sections)
  test(`every case of ${section.name} runs, and leaves the packet as it was`, () => {
    const before = packet.slice()
    for (const one of section.cases?.() ?? []) {
      one.run()
      expect(one.operations, one.name).toBeGreaterThan(0)
      expect(packet, one.name).toEqual(before)
    }
  })

test('the baseline runs', () => {
  baseline.run()
})
