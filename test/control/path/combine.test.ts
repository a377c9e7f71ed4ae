import fc from 'fast-check'
import { expect, test } from 'vitest'
import { combine, pathUp } from '#control/path/combine.ts'
import { findSolutions } from '#control/path/graph.ts'
import type { Path } from '#control/path/path.ts'
import type { Segment } from '#control/segment/segment.ts'
import { noStaticInfo } from '#control/segment/static-info.ts'
import { toHex } from '#wire/bytes.ts'
import { checkPath, currHf, currInf } from '#wire/path.ts'
import { explore, segmentsFor, smallNetworks } from '../explore.ts'
import { ases, changed, segmentAlong, twoIsds } from '../segments.ts'
import { createWalker } from '../walk.ts'

const textOf = (p: Path): string[] => p.interfaces.map(i => `${i.isdAs}#${i.ifId}`)
const explored = explore(twoIsds)
const pathsFor = (src: Parameters<typeof combine>[0], dst: Parameters<typeof combine>[1]): Path[] =>
  combine(src, dst, segmentsFor(explored, src, dst))
const asesOf = (p: Path): string =>
  p.interfaces
    .filter((_, i) => i % 2 === 1)
    .map(i => i.isdAs)
    .join(' ')

test('every path between all ASes of a network verifies at every router', () => {
  const walk = createWalker(ases)
  for (const src of ases.keys())
    for (const dst of ases.keys())
      if (src !== dst) {
        const paths = pathsFor(src, dst)
        expect(paths.length, `${src} to ${dst}`).toBeGreaterThan(0)
        for (const p of paths) expect(walk(p)).toMatchObject({ end: `deliver in ${dst}`, interfaces: textOf(p) })
      }
})

test('the path up a segment is the one that is made of all of it', () => {
  for (const names of [
    ['1-1', '1-11'],
    ['1-1', '1-11', '1-111'],
  ] as const) {
    const up = segmentAlong(names)
    const [{ metadata, epicAuths, fingerprint, ...path }] = combine(names.at(-1)!, '1-1', { ups: [up], cores: [], downs: [] }) as [Path]
    expect(pathUp(up)).toMatchObject(path)
  }
})

test('random small networks: only paths that verify, no AS twice, as long as they say', () => {
  fc.assert(
    fc.property(smallNetworks, fc.nat(), fc.nat(), (links, a, b) => {
      const all = explore(links)
      const names = [...all.ases.keys()]
      const [src, dst] = [names[a % names.length]!, names[b % names.length]!]
      if (src === dst) return
      const walk = createWalker(all.ases)
      for (const p of combine(src, dst, segmentsFor(all, src, dst))) {
        expect(checkPath(p.bytes, 0)).toBeUndefined()
        expect([currInf(p.bytes, 0), currHf(p.bytes, 0)]).toEqual([0, 0])
        expect(walk(p)).toMatchObject({ end: `deliver in ${dst}`, interfaces: textOf(p) })
        expect(p.interfaces.length).toBe(2 * p.weight)
        expect(new Set(p.interfaces.map(i => i.isdAs)).size).toBe(p.weight + 1)
      }
    }),
    { numRuns: 60 },
  )
})

test('a hop field of another beacon does not verify: the walk is a test', () => {
  const [up, other] = [1, 2].map(segId => segmentAlong(['1-1', '1-11', '1-111'], { segId }))
  const spliced = changed(up!, [up!.entries[0]!, other!.entries[1]!, up!.entries[2]!])
  const [path] = combine('1-111', '1-1', { ups: [spliced], cores: [], downs: [] })
  expect(createWalker(ases)(path!).end).toMatch(/mac/)
})

test('a path shows what the entries it is made of announce, and has the authenticators of its last two', () => {
  const speaking = (segment: Segment): Segment =>
    changed(
      segment,
      segment.entries.map((e, i) => ({
        ...e,
        epic: { hop: new Uint8Array(10).fill(i), peers: [] },
        extensions: { staticInfo: { ...noStaticInfo, note: `${e.isdAs}` } },
      })),
    )
  const up = speaking(segmentAlong(['1-1', '1-11', '1-111']))
  const [whole] = combine('1-111', '1-1', { ups: [up], cores: [], downs: [] })
  expect(whole!.metadata.notes).toEqual(['1-111', '1-11', '1-1'])
  expect(whole!.metadata).toBe(whole!.metadata)
  const macOf = (i: number): string => toHex(up.entries[i]!.hop.mac) + toHex(up.entries[i]!.epic!.hop)
  expect([toHex(whole!.epicAuths!.phvf), toHex(whole!.epicAuths!.lhvf)]).toEqual([macOf(1), macOf(0)])
  const [short] = combine('1-111', '1-112', { ups: [up], cores: [], downs: [segmentAlong(['1-1', '1-11', '1-112'])] })
  expect(short!.metadata.notes).toEqual(['1-111', '1-11', ''])
  expect(short!.epicAuths).toBeUndefined()
})

test('shortcut, peering, core: shortest first', () => {
  expect(pathsFor('1-111', '1-112').map(asesOf)).toEqual(['1-11 1-112'])
  expect(pathsFor('1-111', '1-12').map(asesOf)).toEqual(['1-11 1-12', '1-11 1-1 1-2 1-12', '1-11 1-1 2-1 1-2 1-12'])
  expect(pathsFor('1-111', '2-11').map(asesOf)).toEqual(['2-11', '1-11 1-1 2-1 2-11', '1-11 1-1 1-2 2-1 2-11'])
  expect(pathsFor('1-1', '1-2').map(asesOf)).toEqual(['1-2', '2-1 1-2'])
})

test('the MTU is the smallest on the way; above a shortcut does not count', () => {
  const up = segmentAlong(['1-1', '1-11', '1-111'])
  const withMtu = (s: Segment, at: number, mtu: object): Segment =>
    changed(
      s,
      s.entries.map((e, i) => (i === at ? { ...e, ...mtu } : e)),
    )
  const down = segmentAlong(['1-1', '1-11', '1-112'])
  const mtu = (s: Segment): number => combine('1-111', '1-112', { ups: [s], cores: [], downs: [down] })[0]!.mtu
  expect(mtu(up)).toBe(Math.min(up.entries[2]!.ingressMtu, down.entries[2]!.ingressMtu))
  expect(mtu(withMtu(up, 2, { mtu: 900 }))).toBe(900)
  expect(mtu(withMtu(up, 2, { ingressMtu: 800 }))).toBe(800)
  expect(mtu(withMtu(up, 1, { mtu: 700 }))).toBe(700)
  expect(mtu(withMtu(up, 1, { ingressMtu: 600 }))).toBe(mtu(up))
  expect(mtu(withMtu(up, 0, { mtu: 500 }))).toBe(mtu(up))
})

test('of equal ways the one that lives longest stays, unless all are wanted', () => {
  const [old, young] = [1000, 2000].map(timestamp => segmentAlong(['1-1', '1-11'], { timestamp }))
  const segments = { ups: [old!, young!, old!], cores: [], downs: [] }
  expect(combine('1-11', '1-1', segments).map(p => p.expiryS)).toEqual([2000 + 64 * 337.5])
  expect(combine('1-11', '1-1', segments, true).length).toBe(3)
})

test('an odd number of interfaces makes no path, and neither do more hop fields than fit', () => {
  const up = segmentAlong(['1-1', '1-11', '1-111'])
  const torn = changed(
    up,
    up.entries.map((e, i) => (i === 1 ? { ...e, hop: { ...e.hop, ingress: 0 } } : e)),
  )
  expect(combine('1-111', '1-1', { ups: [torn], cores: [], downs: [] })).toEqual([])
  const long = changed(
    up,
    Array.from({ length: 64 }, (_, i) => ({ ...up.entries[1]!, isdAs: `1-${i + 1}` as const })),
  )
  expect(findSolutions('1-64', '1-1', { ups: [long], cores: [], downs: [] }).length).toBe(1)
  expect(combine('1-64', '1-1', { ups: [long], cores: [], downs: [] })).toEqual([])
})

test('nothing to combine is no path', () => {
  expect(combine('1-1', '1-2', { ups: [], cores: [], downs: [] })).toEqual([])
  expect(combine('1-1', '1-1', { ups: [], cores: [], downs: [] })).toEqual([])
})
