import { expect, test } from 'vitest'
import { createNetwork } from '#sim/network.ts'
import { staticInfoOf } from '#sim/static-info.ts'
import { loadTopo } from '#topology/load.ts'
import { nsPerS } from '#wire/actor.ts'

const { topology } = loadTopo(`
ASes:
  "1-1": {core: true}
  "1-2": {internal_delay: 2ms}
  "1-3": {}
links:
  - {a: "1-1#1", b: "1-2-a#1", linkAtoB: CHILD, delay: 7ms, bw: 10Mbps}
  - {a: "1-2-a#2", b: "1-3#1", linkAtoB: CHILD, delay: 9ms}
  - {a: "1-2-b#3", b: "1-3#2", linkAtoB: CHILD, delay: 1us, bw: 1500bps}
`)

test('delays and rates of the links, and the delay between routers', () => {
  const info = staticInfoOf(topology).get('1-2')!
  expect([...info.latencyInterNs]).toEqual([
    [1, 7e6],
    [2, 9e6],
    [3, 1e3],
  ])
  expect([...info.bandwidthInterKbps]).toEqual([
    [1, 10_000],
    [3, 1],
  ])
  expect([...info.latencyIntraNs].map(([ifId, to]) => [ifId, ...to])).toEqual([
    [1, [2, 0], [3, 2e6]],
    [2, [1, 0], [3, 2e6]],
    [3, [1, 2e6], [2, 2e6]],
  ])
})

test('beacons of a network carry it when asked', () => {
  for (const staticInfo of [true, false]) {
    const network = createNetwork(topology, { seed: 1, staticInfo })
    network.run(12 * nsPerS)
    const { ups } = network.services.find(s => s.as.isdAs === '1-3')!.service.state
    const segments = [...ups.byEnd.get('1-1')!.values()]
    const told = segments.map(s => s.entries[1]!.extensions?.staticInfo)
    if (staticInfo)
      expect(told.map(t => [[...t!.latencyInterUs], [...t!.latencyIntraUs]])).toEqual([
        [
          [[2, 9000]],
          [
            [1, 0],
            [3, 2000],
          ],
        ],
        [[[3, 1]], [[1, 2000]]],
      ])
    else expect(told).toEqual([undefined, undefined])
  }
})
