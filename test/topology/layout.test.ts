import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultGenerateOptions, generateTopology } from '#topology/generate.ts'
import { layOut, nodeHeight, nodeWidth } from '#topology/layout.ts'
import { randomFromSeed } from '#topology/random.ts'
import { network } from './networks.ts'

const randomNetwork = (ases: number, isds: number, seed: number) =>
  generateTopology('random', { ...defaultGenerateOptions, ases, isds }, randomFromSeed(seed))

test('nothing overlaps, every AS is inside its ISD, customers are below their providers', () =>
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 70 }), fc.integer({ min: 1, max: 8 }), fc.nat(), (ases, isds, seed) => {
      const topology = randomNetwork(ases, isds, seed)
      const { spots, boxes, width, height } = layOut(topology)
      const rects = [...spots.values()].map(
        ({ x, y }) => [x - nodeWidth / 2, y - nodeHeight / 2, x + nodeWidth / 2, y + nodeHeight / 2] as const,
      )
      const overlap = (p: readonly number[], q: readonly number[]) => p[0]! < q[2]! && q[0]! < p[2]! && p[1]! < q[3]! && q[1]! < p[3]!
      for (const [i, p] of rects.entries()) for (const q of rects.slice(i + 1)) expect(overlap(p, q)).toBe(false)
      const boxRects = boxes.map(b => [b.x, b.y, b.x + b.width, b.y + b.height] as const)
      for (const [i, p] of boxRects.entries()) for (const q of boxRects.slice(i + 1)) expect(overlap(p, q)).toBe(false)
      for (const { isd, x, y } of spots.values()) {
        const box = boxes.find(b => b.isd === isd)!
        expect(x - nodeWidth / 2 > box.x && x + nodeWidth / 2 < box.x + box.width && y > box.y && y < box.y + box.height).toBe(true)
      }
      for (const link of topology.links)
        if (link.type === 'child') expect(spots.get(link.b.isdAs)!.y).toBeGreaterThan(spots.get(link.a.isdAs)!.y)
      expect([width, height]).toEqual([Math.max(...boxRects.map(r => r[2])), Math.max(...boxRects.map(r => r[3]))])
    }),
    { numRuns: 40 },
  ))

test('the same network gives the same layout', () => expect(layOut(randomNetwork(40, 3, 1))).toEqual(layOut(randomNetwork(40, 3, 1))))

test('core ASes on top; up to three ISDs side by side', () => {
  const { spots, boxes } = layOut(network('1-1* 1-2 2-1* 3-1*', ['1-1 1-2 CHILD']))
  expect([...spots.values()].map(s => s.row)).toEqual([0, 1, 0, 0])
  expect(new Set(boxes.map(b => b.y))).toEqual(new Set([0]))
})

test('many ISDs stand in several lines, the lower the ISD the higher its line', () => {
  const { boxes, width, height } = layOut(network(Array.from({ length: 12 }, (_, i) => `${i + 1}-1*`).join(' ')))
  expect(new Set(boxes.map(b => b.y)).size).toBeGreaterThan(1)
  expect(boxes.map(b => b.y)).toEqual(boxes.map(b => b.y).sort((a, b) => a - b))
  expect(width / height).toBeLessThan(4)
})

test('a rank with many ASes takes several rows', () => {
  const { width, height } = layOut(generateTopology('star', { ...defaultGenerateOptions, ases: 200 }, randomFromSeed(1)))
  expect(width / height).toBeLessThan(4)
})
