import { expect, test } from 'vitest'
import { keyOf, needsOf } from '#sim/doctor/segments.ts'
import { findWays } from '#sim/doctor/ways.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { topo } from './clinic.ts'

const needs = (topology = topo(), src: IsdAs = '1-3', dst: IsdAs = '1-4', nth = 0) =>
  needsOf(topology, findWays(topology, src, dst, 10).ways[nth]!).map(n => `${n.kind} ${n.top}: ${n.ways.map(w => keyOf(w)).join(' | ')}`)

test('up and down, each whole, with the keys that segments have', () => {
  expect(needs()).toEqual(['up 1-2: 1-2 0 23,1-3 32 0', 'down 1-2: 1-2 0 24,1-4 42 0'])
})

test('a core segment begins at the far core AS', () => {
  expect(needs(topo(), '1-3', '1-4', 1)).toEqual([
    'up 1-1: 1-1 0 13,1-3 31 0',
    'core 1-2: 1-2 0 21,1-1 12 0',
    'down 1-2: 1-2 0 24,1-4 42 0',
  ])
})

test('peering takes the lower ends of two segments, whatever beacon made them', () => {
  expect(needs(exampleTopology('peering'), '1-ff00:0:113', '1-ff00:0:114')).toEqual([
    'up 1-ff00:0:111: 1-ff00:0:110 0 2,1-ff00:0:111 1 2,1-ff00:0:113 1 0',
    'down 1-ff00:0:112: 1-ff00:0:110 0 3,1-ff00:0:112 1 2,1-ff00:0:114 1 0',
  ])
})

test('a shortcut: any beacon through the AS it turns at', () => {
  const topology = topo(`
ASes: {"1-1": {core: true}, "1-2": {core: true}, "1-5": {}, "1-3": {hosts: [alice]}, "1-4": {hosts: [bob]}}
links:
  - {a: "1-1#15", b: "1-5#51", linkAtoB: CHILD}
  - {a: "1-2#25", b: "1-5#52", linkAtoB: CHILD}
  - {a: "1-5#53", b: "1-3#35", linkAtoB: CHILD}
  - {a: "1-5#54", b: "1-4#45", linkAtoB: CHILD}`)
  expect(needs(topology)).toEqual([
    'up 1-5: 1-1 0 15,1-5 51 53,1-3 35 0 | 1-2 0 25,1-5 52 53,1-3 35 0',
    'down 1-5: 1-1 0 15,1-5 51 54,1-4 45 0 | 1-2 0 25,1-5 52 54,1-4 45 0',
  ])
})
