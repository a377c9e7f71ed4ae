import { beforeAll, expect, test } from 'vitest'
import type { Path } from '#control/path/path.ts'
import { createHopMac, hopMac } from '#crypto/mac.ts'
import { agedPath, betasOf, placesOf, splicedPath, withMadeHop } from '#sim/forgery.ts'
import type { Network } from '#sim/network.ts'
import { parsePath, type ScionPath } from '#wire/path.ts'
import { pathsBetween, startExample } from './examples.ts'

let network: Network
let paths: Path[]
beforeAll(() => {
  network = startExample('demo16')
  paths = [...pathsBetween(network, 'alice', 'bob'), ...pathsBetween(network, 'alice', 'carol')]
})

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

test('a splice in a later segment: segments before it and its info field of the one, those after it of the other', () => {
  const { infos, hops } = raws()[0]![1]
  const made = (name: number, segLens: number[]): ScionPath => ({
    currInf: 0,
    currHf: 0,
    segLens,
    infos: segLens.map((_, i) => ({ ...infos[0]!, segId: 100 * name + i })),
    hops: Array.from({ length: segLens.reduce((x, y) => x + y) }, (_, i) => ({ ...hops[0]!, consIngress: 100 * name + i })),
  })
  const spliced = splicedPath(made(1, [2, 3]), made(2, [3, 4, 2]), 1, 1)
  expect(spliced.segLens).toEqual([2, 4, 2])
  expect(spliced.infos.map(i => i.segId)).toEqual([100, 101, 202])
  expect(spliced.hops.map(h => h.consIngress)).toEqual([100, 101, 102, 204, 205, 206, 207, 208])
})

test('against construction direction a made hop field holds about as often as some number fits, at a peering link always', () => {
  const made = { up: 0, fits: 0, peering: 0, holds: 0 }
  for (const [path, raw] of raws()) {
    const places = placesOf(path, raw)
    for (const [at, place] of places.entries()) {
      if (at === 0 || raw.infos[place.segment]!.consDir || places[at - 1]!.segment !== place.segment) continue
      // Each looks through all SegIDs: a few will do.
      if (!place.peering && made.up === 8) continue
      for (const expTime of place.peering ? [252, 253, 254, 255] : [255]) {
        const own = macsHold(path, withMadeHop(raw, places, network.keyOf(place.isdAs), at, { expTime }))[at]!
        made[place.peering ? 'peering' : 'up']++
        if (own) made[place.peering ? 'holds' : 'fits']++
      }
    }
  }
  expect(made.peering).toBeGreaterThan(0)
  expect(made.holds).toBe(made.peering)
  expect(made.up).toBe(8)
  // A random function has a fixed point with probability 1 - 1/e.
  expect(made.fits / made.up).toBeGreaterThan(0.3)
})
