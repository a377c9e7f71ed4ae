import { describe, expect, test } from 'vitest'
import { createWayGraph, disjointWays, lowestDelays } from '#sim/sweep/way-graph.ts'
import { waysFrom } from '#test/enumerator.ts'
import { loadTopo } from '#topology/load.ts'
import type { Topology } from '#topology/model.ts'
import { exampleTopology } from '../examples.ts'

const parse = (text: string): Topology => loadTopo(text, 't.topo').topology
const a = '{core: true}'

test('a customer of two providers: two ways, the lower delay', () => {
  const graph = createWayGraph(exampleTopology('diamond'))
  expect(disjointWays(graph, '1-ff00:0:110', '1-ff00:0:113')).toBe(2)
  expect(lowestDelays(graph, '1-ff00:0:113').get('1-ff00:0:110')).toBe(7e6)
  const only = new Set(['1-ff00:0:110#1', '1-ff00:0:111#2', '1-ff00:0:110#2'])
  expect(disjointWays(graph, '1-ff00:0:110', '1-ff00:0:113', only)).toBe(1)
})

test('no way leads through a customer, nor over core links after going down', () => {
  const valley = createWayGraph(parse(`{ASes: {"1-1": ${a}, "1-2": ${a}, "1-3": {}}, links: [{a: "1-1#1", b: "1-2#1", linkAtoB: CORE}, {a: "1-1#2", b: "1-3#1", linkAtoB: CHILD}, {a: "1-2#2", b: "1-3#2", linkAtoB: CHILD}]}`)) // biome-ignore format: one line
  expect(disjointWays(valley, '1-1', '1-2')).toBe(1)
  expect(disjointWays(valley, '1-1', '1-3')).toBe(2)
})

test('a peering link is one more way, but not behind another', () => {
  const text = (more: string): string =>
    `{ASes: {"1-1": ${a}, "1-2": {}, "1-3": {}, "1-4": {}}, links: [{a: "1-1#1", b: "1-2#1", linkAtoB: CHILD}, {a: "1-1#2", b: "1-3#1", linkAtoB: CHILD}, {a: "1-1#3", b: "1-4#1", linkAtoB: CHILD}${more}]}`
  expect(disjointWays(createWayGraph(parse(text(''))), '1-2', '1-4')).toBe(1)
  const peering = createWayGraph(parse(text(', {a: "1-2#2", b: "1-3#2", linkAtoB: PEER}, {a: "1-3#3", b: "1-4#2", linkAtoB: PEER}')))
  expect(disjointWays(peering, '1-2', '1-3')).toBe(2)
  expect(disjointWays(peering, '1-2', '1-4')).toBe(1)
})

test('the first way found may have to give way: the flow is the maximum, not what greed finds', () => {
  // From 1 up to 6. The shortest way 1-2-5-6 takes a link of each of the two disjoint ways 1-2-7-4-6 and 1-3-8-5-6.
  const ups = ['1-2', '1-3', '2-5', '2-7', '7-4', '3-8', '8-5', '4-6', '5-6'].map(up => up.split('-'))
  const links = ups.map(([from, to], i) => `{a: "1-${to}#${2 * i + 1}", b: "1-${from}#${2 * i + 2}", linkAtoB: CHILD}`)
  const ases = [1, 2, 3, 4, 5, 6, 7, 8].map(n => `"1-${n}": ${n === 6 ? a : '{}'}`)
  const graph = createWayGraph(parse(`{ASes: {${ases.join(', ')}}, links: [${links.join(', ')}]}`))
  expect([disjointWays(graph, '1-1', '1-6'), disjointWays(graph, '1-6', '1-1')]).toEqual([2, 2])
})

describe.each(['two', 'tiny', 'two-isds', 'peering', 'shortcut', 'demo16'])('%s, against every way there is', name => {
  const topology = exampleTopology(name)
  const graph = createWayGraph(topology)
  const delayOf = new Map(topology.links.flatMap(l => [l.a, l.b].map(e => [`${e.isdAs}#${e.ifId}`, l.shape.delayNs] as const)))
  const egresses = (way: string): string[] => way.split(' ').filter((_, i) => i % 2 === 0)

  test('the lowest delay is that of the best one', () => {
    for (const { isdAs: src } of topology.ases) {
      const lowest = lowestDelays(graph, src)
      for (const [dst, ways] of waysFrom(topology.ases, src)) {
        if (src === dst || ways.length === 0) continue
        const delays = ways.map(way => egresses(way).reduce((sum, e) => sum + delayOf.get(e as never)!, 0))
        expect(lowest.get(dst), `${src} ${dst}`).toBe(Math.min(...delays))
      }
    }
  })

  test('what the graph allows is what all ways together hold', () => {
    for (const { isdAs: src } of topology.ases)
      for (const [dst, ways] of waysFrom(topology.ases, src)) {
        if (src === dst || ways.length === 0) continue
        expect(disjointWays(graph, src, dst, new Set(ways.flatMap(egresses))), `${src} ${dst}`).toBe(disjointWays(graph, src, dst))
      }
  })
})
