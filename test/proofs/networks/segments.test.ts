import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { authorise, xor } from '#proofs/networks/segments.ts'
import { loadTopo } from '#topology/load.ts'

const authorised = (file: string) => {
  const { topology } = loadTopo(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'), file)
  return authorise(topology)
}

test('every way down from the core is a segment, what beacons share has one tag', () => {
  const { segments } = authorised('proofs/networks/T1.topo')
  const ways = segments.map(s => s.hops.map(h => `${h.as.slice(-3)}#${h.in}.${h.eg}`).join(' '))
  expect(ways).toEqual(['110#0.1 111#1.0', '110#0.2 112#1.0', '110#0.2 112#1.2 113#1.0'])
  expect(segments[1]!.hops[0]!.tag).toBe(segments[2]!.hops[0]!.tag)
  expect(segments[1]!.hops[1]!.tag).not.toBe(segments[2]!.hops[1]!.tag)
})

test('a hop is authenticated with all before it, a peer entry with its own hop too', () => {
  const { segments } = authorised('examples/topologies/peering.topo')
  for (const { hops } of segments)
    for (const [i, hop] of hops.entries()) {
      const before = hops.slice(0, i).reduce<readonly number[]>((segId, h) => xor(segId, [h.tag]), hops[0]!.segId)
      expect(hop.segId).toEqual(before)
      for (const { entry } of hop.peers) expect(entry.segId).toEqual(xor(before, [hop.tag]))
    }
  expect(segments.some(s => s.hops.some(h => h.peers.length > 0))).toBe(true)
})

test('core segments pass no AS twice', () => {
  const core = authorised('examples/topologies/two-isds.topo').segments.filter(s => s.type === 'core')
  expect(core.length).toBeGreaterThan(1)
  for (const { hops } of core) expect(new Set(hops.map(h => h.as)).size).toBe(hops.length)
})
