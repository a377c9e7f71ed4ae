import { expect, test } from 'vitest'
import { findSolutions, type Solution, segmentKinds } from '#control/path/graph.ts'
import { type Segment, segmentId } from '#control/segment/segment.ts'
import { explore, segmentsFor } from '../explore.ts'
import { changed, segmentAlong, twoIsds } from '../segments.ts'

const explored = explore(twoIsds)
const find = (src: Parameters<typeof findSolutions>[0], dst: Parameters<typeof findSolutions>[1]): Solution[] =>
  findSolutions(src, dst, segmentsFor(explored, src, dst))
const shape = (s: Solution): string => s.edges.map(e => `${e.kind}/${e.shortcut}/${e.peer}`).join(' ')

test('kinds only ascend', () => {
  expect(segmentKinds).toEqual(['up', 'core', 'down'])
  for (const s of find('1-111', '2-11')) {
    const order = s.edges.map(e => segmentKinds.indexOf(e.kind))
    expect(order).toEqual([...new Set(order)].sort())
  }
})

test('pieces of segments: whole, to a shortcut, to a peering link', () => {
  expect(find('1-111', '1-1').map(shape)).toEqual(['up/0/0'])
  expect(find('1-111', '1-11').map(shape)).toContain('up/1/0')
  expect(find('1-111', '1-112').map(shape)).toContain('up/1/0 down/1/0')
  expect(find('1-111', '1-12').map(shape)).toContain('up/1/1 down/1/1')
  expect(find('1-111', '2-11').map(shape)).toContain('up/2/1 down/1/1')
})

test('the weight counts links, a peering link once', () => {
  expect(find('1-111', '1-112').find(s => shape(s) === 'up/1/0 down/1/0')!.weight).toBe(2)
  expect(find('1-111', '1-12').find(s => shape(s) === 'up/1/1 down/1/1')!.weight).toBe(2)
  expect(find('1-111', '2-11').find(s => shape(s) === 'up/2/1 down/1/1')!.weight).toBe(1)
})

test('order: weight, number of segments, segment ids', () => {
  const all = find('1-111', '2-11')
  const keys = all.map(s => [s.weight, s.edges.length] as const)
  expect(keys).toEqual([...keys].sort((a, b) => a[0] - b[0] || a[1] - b[1]))
  const up = segmentAlong(['1-1', '1-11'])
  const by = (egress: number): Segment => changed(up, [{ ...up.entries[0]!, hop: { ...up.entries[0]!.hop, egress } }, up.entries[1]!])
  const sorted = [by(1), by(2), by(3)].sort((x, y) => (segmentId(x) < segmentId(y) ? -1 : 1))
  for (const ups of [sorted, [...sorted].reverse()])
    expect(findSolutions('1-11', '1-1', { ups, cores: [], downs: [] }).map(s => s.edges[0]!.segment)).toEqual(sorted)
})

test('a flood of segments ends', () => {
  const up = segmentAlong(['1-1', '1-11'])
  const flood = (first: string): Segment[] =>
    Array.from({ length: 1000 }, (_, i) => changed(up, [up.entries[0]!, { ...up.entries[1]!, isdAs: first as '1-1', mtu: i }]))
  const solutions = findSolutions('1-8', '1-9', { ups: flood('1-8'), cores: [], downs: flood('1-9') })
  expect(solutions.length).toBeLessThanOrEqual(100_000)
})
