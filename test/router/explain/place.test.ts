import { expect, test } from 'vitest'
import { createLocator, type Ingress, isdAsAt, placeAtRouter, placeByPath, standingAt } from '#router/explain/place.ts'
import { readTopo } from '#topology/topo.ts'
import { known, macs, seenAt, seenPackets, titleOf } from '../seen.ts'
import { isdAsOf } from '../walk.ts'

/** From inside an AS any host may have sent it. */
const ingressOf = (i: Ingress): string => JSON.stringify(i)

test.each(seenPackets.filter(s => s.shape.name !== 'one-hop').map(s => [titleOf(s), s] as const))(
  '%s: the path tells the router and the link it comes by',
  (_, s) => {
    const place = placeByPath(s.step.bytes, known, macs)
    expect(place).toMatchObject({ kind: 'router', routerId: s.place.routerId })
    expect(isdAsAt(place)).toBe(s.isdAs)
    expect(place.kind === 'router' && ingressOf(place.ingress)).toBe(ingressOf(s.place.ingress))
  },
)

test.each(seenPackets.map(s => [titleOf(s), s] as const))('%s: at a named router the path tells the link', (_, s) => {
  const place = placeAtRouter(s.step.bytes, known, s.place.as, s.place.routerId)
  expect(place.kind === 'router' && ingressOf(place.ingress)).toBe(ingressOf(s.place.ingress))
})

test('a one-hop packet is expected at the neighbour', () => {
  expect(placeByPath(seenAt('one-hop', 'a only').step.bytes, known, macs)).toMatchObject({
    routerId: 'only',
    as: { isdAs: isdAsOf('b') },
    ingress: { kind: 'external', ifId: 51 },
  })
})

test('a delivered packet against construction direction is inside its last AS: the MAC tells', () => {
  const s = seenAt('up', 'c1 only')
  const { bytes } = s.step
  bytes[42]! ^= bytes[48 + 24 + 6]!
  bytes[43]! ^= bytes[48 + 24 + 7]!
  expect(placeByPath(bytes, known, macs)).toEqual({ kind: 'inside', isdAs: isdAsOf('c1'), to: 'the destination host' })
})

test('nothing known, nothing told', () => {
  const nothing = { ases: new Map(), keyOf: () => undefined }
  for (const s of seenPackets) expect(placeByPath(s.step.bytes, nothing, () => undefined)).toEqual({ kind: 'unknown' })
  expect(placeByPath(new Uint8Array(3), known, macs)).toEqual({ kind: 'unknown' })
  expect(standingAt({ kind: 'unknown' })).toBeUndefined()
})

const { topology } = readTopo(`
ASes: {"1-ff00:0:110": {core: true}, "1-ff00:0:111": {}}
links:
  - {a: "1-ff00:0:110#1", b: "1-ff00:0:111#41", linkAtoB: CHILD}
  - {a: "1-ff00:0:110#2", b: "1-ff00:0:111#42", linkAtoB: CHILD}
`)
const [core, leaf] = [topology.ases[0]!, topology.ases[1]!]
const locate = createLocator({ ases: new Map(topology.ases.map(as => [as.isdAs, as])), keyOf: () => undefined })

test('underlay addresses tell the place: links, siblings, hosts and services', () => {
  const [one, two] = core.routers
  const own = one!.interfaces[0]!
  expect(locate(own.remote, own.local)).toMatchObject({ kind: 'router', routerId: one!.id, ingress: { kind: 'external', ifId: 1 } })
  expect(locate(two!.internalAddress, one!.internalAddress)).toMatchObject({
    routerId: one!.id,
    ingress: { kind: 'sibling', routerId: two!.id },
  })
  expect(locate('10.9.9.9:40000', one!.internalAddress)).toMatchObject({ routerId: one!.id, ingress: { kind: 'internal' } })
  expect(locate(one!.internalAddress, core.controlServices[0]!.address)).toEqual({
    kind: 'inside',
    isdAs: core.isdAs,
    to: core.controlServices[0]!.id,
  })
  expect(locate(one!.internalAddress, '10.9.9.9:40000')).toEqual({ kind: 'inside', isdAs: core.isdAs, to: '10.9.9.9:40000' })
  expect(locate('1.1.1.1:1', '2.2.2.2:2')).toEqual({ kind: 'unknown' })
})

test('a link whose far end is not known', () => {
  const own = leaf.routers[0]!.interfaces[0]!
  const half = createLocator({ ases: new Map([[leaf.isdAs, leaf]]), keyOf: () => undefined })
  expect(half(own.local, own.remote)).toEqual({ kind: 'onLink', isdAs: core.isdAs })
})
