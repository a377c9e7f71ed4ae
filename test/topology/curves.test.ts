import { expect, test } from 'vitest'
import { type Curve, curveLinks, pointAt } from '#topology/curves.ts'
import { layOut, nodeHeight, nodeWidth } from '#topology/layout.ts'
import { network } from './networks.ts'

const topology = network('1-1* 1-2* 1-3* 1-4 1-5', [
  '1-1 1-2 CORE',
  '1-1 1-3 CORE',
  '1-2 1-4 CHILD',
  '1-2 1-5 CHILD',
  '1-2 1-5 CHILD',
  '1-4 1-5 PEER',
])
const layout = layOut(topology)
const curves = curveLinks(topology, layout)
const spot = (isdAs: '1-1' | '1-2' | '1-3' | '1-4' | '1-5') => layout.spots.get(isdAs)!

test('every curve starts and ends at the edge of its ASes', () => {
  topology.links.forEach((link, i) => {
    for (const [point, isdAs] of [
      [curves[i]![0], link.a.isdAs],
      [curves[i]![3], link.b.isdAs],
    ] as const) {
      const { x, y } = layout.spots.get(isdAs)!
      expect(Math.abs(point.x - x) <= nodeWidth / 2 && Math.abs(point.y - y) <= nodeHeight / 2).toBe(true)
      expect(Math.abs(point.x - x) === nodeWidth / 2 || Math.abs(point.y - y) === nodeHeight / 2).toBe(true)
    }
  })
})

test('from provider to customer it leaves below and arrives above', () => {
  expect(curves[2]![0].y).toBe(spot('1-2').y + nodeHeight / 2)
  expect(curves[2]![3].y).toBe(spot('1-4').y - nodeHeight / 2)
})

test('neighbours in a row are joined straight, others by an arc above the ASes between', () => {
  const [near, far] = Math.abs(spot('1-1').column - spot('1-2').column) === 1 ? [curves[0]!, curves[1]!] : [curves[1]!, curves[0]!]
  expect(near[0].y).toBe(near[3].y)
  expect(near[0].y).toBe(spot('1-1').y)
  expect(pointAt(far, 0.5).y < spot('1-1').y - nodeHeight / 2 || Math.abs(spot('1-1').column - spot('1-3').column) === 1).toBe(true)
})

test('parallel links do not lie on each other', () => expect(curves[3]![0].x).not.toBe(curves[4]![0].x))

test('points of a curve', () => {
  const curve: Curve = [
    { x: 0, y: 0 },
    { x: 0, y: 4 },
    { x: 4, y: 4 },
    { x: 4, y: 0 },
  ]
  expect([0, 0.5, 1].map(t => pointAt(curve, t))).toEqual([
    { x: 0, y: 0 },
    { x: 2, y: 3 },
    { x: 4, y: 0 },
  ])
})
