import { beforeAll, expect, test } from 'vitest'
import type { Path } from '#control/path.ts'
import { createHopMac, hopMac } from '#crypto/mac.ts'
import { agedPath, betasOf, placesOf, splicedPath, withMadeHop } from '#sim/forgery.ts'
import type { Network } from '#sim/network.ts'
import { parsePath, type ScionPath } from '#wire/path.ts'
import { startExample } from './examples.ts'

let network: Network
let paths: Path[]
beforeAll(() => {
  network = startExample('demo16')
  paths = [...pathsTo('bob'), ...pathsTo('carol')]
})

function pathsTo(name: string): readonly Path[] {
  let found: readonly Path[] | undefined
  const { isdAs } = network.findHost(name)!.as
  network.onHost(network.findHost('alice')!, (host, now, out) =>
    host.paths.find(isdAs, false, now, out, answer => {
      found = 'paths' in answer ? answer.paths : []
    }),
  )
  network.runUntil(() => found !== undefined, network.loop.now + 10e9)
  return found!
}

const raws = (): (readonly [Path, ScionPath])[] => paths.map(path => [path, parsePath(path.bytes, 0)])

/** Every hop field's MAC is what its AS makes of its beta. */
function macsHold(path: Path, raw: ScionPath): boolean[] {
  const places = placesOf(path, raw)
  const betas = betasOf(raw, places)
  return raw.hops.map((h, i) => {
    const mac = createHopMac(network.keyOf(places[i]!.isdAs))
    const { timestamp } = raw.infos[places[i]!.segment]!
    return hopMac(mac, betas[i]!, timestamp, h.expTime, h.consIngress, h.consEgress).slice(0, 6).join() === h.mac.join()
  })
}

test('places and betas: every MAC of every real path, peering ones too, is found right with them', () => {
  expect(paths.length).toBeGreaterThan(5)
  expect(raws().some(([, raw]) => raw.infos.some(i => i.peer))).toBe(true)
  for (const [path, raw] of raws()) expect(macsHold(path, raw)).toEqual(raw.hops.map(() => true))
})

test('a path of another time has other MACs, all of them right', () => {
  for (const [path, raw] of raws()) {
    const old = agedPath(raw, placesOf(path, raw), network.keyOf, 10_000)
    expect(old.infos.map(i => i.timestamp)).toEqual(raw.infos.map(i => i.timestamp - 10_000))
    expect(macsHold(path, old)).toEqual(raw.hops.map(() => true))
    expect(old.hops[0]!.mac).not.toEqual(raw.hops[0]!.mac)
  }
})

test('a hop field made with its AS key is right where the chain allows it, and what follows it in construction is not', () => {
  for (const [path, raw] of raws()) {
    const places = placesOf(path, raw)
    const first = withMadeHop(raw, places, network.keyOf(places[0]!.isdAs), 0, { expTime: 255 })
    // The first hop of an up segment is the last in construction: nobody's MAC depends on it.
    expect(first.hops[0]!.expTime).toBe(255)
    expect(macsHold(path, first)).toEqual(raw.hops.map(() => true))
    const last = raw.infos.length - 1
    const down = places.findIndex(p => p.segment === last && !p.peering)
    if (down === raw.hops.length - 1) continue
    const middle = withMadeHop(raw, places, network.keyOf(places[down]!.isdAs), down, { expTime: 255 })
    const holds = macsHold(path, middle)
    expect([holds[down], holds[down + 1]]).toEqual([true, false])
  }
})

test('a splice takes one up to the hop and the other from there', () => {
  const [a, b] = raws().filter(([, raw]) => raw.segLens.length === 3).map(([, raw]) => raw) as [ScionPath, ScionPath] // biome-ignore format: one line
  const spliced = splicedPath(a, b, 0, 1)
  expect(spliced.hops).toEqual([a.hops[0], ...b.hops.slice(1)])
  expect(spliced.infos).toEqual([a.infos[0], ...b.infos.slice(1)])
  expect(spliced.segLens.reduce((x, y) => x + y)).toBe(spliced.hops.length)
})
