import fc from 'fast-check'
import { expect, test } from 'vitest'
import { collectMetadata } from '#control/path/collect-metadata.ts'
import { emptyMetadata } from '#control/path/metadata.ts'
import type { Discovery } from '#control/segment/extensions.ts'
import type { AsEntry } from '#control/segment/segment.ts'
import { noStaticInfo, type StaticInfo } from '#control/segment/static-info.ts'
import type { IsdAs } from '#wire/isdas.ts'

/** 1-1 #1 -> #2 1-2 #3 -> #4 1-3 */
const way = [
  { isdAs: '1-1', ifId: 1 },
  { isdAs: '1-2', ifId: 2 },
  { isdAs: '1-2', ifId: 3 },
  { isdAs: '1-3', ifId: 4 },
] as const

function entry(isdAs: IsdAs, egress: number, info: Partial<StaticInfo>, discovery?: Discovery): AsEntry {
  const hop = { ingress: 0, egress, expTime: 63, mac: new Uint8Array(6) }
  const extensions = { staticInfo: { ...noStaticInfo, ...info }, ...(discovery && { discovery }) }
  return { isdAs, next: '0-0', mtu: 1400, hop, ingressMtu: 1400, peers: [], extensions }
}
const of = <T>(...values: [number, T][]): Map<number, T> => new Map(values)
const collect = (...entries: AsEntry[]) => collectMetadata(way, entries)

test('nothing announced, nothing known; no interfaces, nothing to know', () => {
  expect(collect({ ...entry('1-2', 3, {}), extensions: {} })).toEqual({
    latencyNs: [undefined, undefined, undefined],
    bandwidthKbps: [undefined, undefined, undefined],
    geo: [undefined, undefined, undefined, undefined],
    linkTypes: [undefined, undefined],
    internalHops: [undefined],
    notes: ['', '', ''],
    discovery: new Map(),
  })
  expect(collectMetadata([], [entry('1-2', 3, { note: 'x' })])).toBe(emptyMetadata)
})

test('inside: from the egress of the entry to the others of its AS; links: from either end', () => {
  const middle = entry('1-2', 3, {
    latencyIntraUs: of([2, 5], [9, 1]),
    latencyInterUs: of([3, 70]),
    bandwidthIntraKbps: of([2, 500]),
    bandwidthInterKbps: of([3, 100], [9, 1]),
    internalHops: of([2, 4]),
  })
  const { latencyNs, bandwidthKbps, internalHops } = collect(middle)
  expect({ latencyNs, bandwidthKbps, internalHops }).toEqual({
    latencyNs: [undefined, 5000, 70_000],
    bandwidthKbps: [undefined, 500, 100],
    internalHops: [4],
  })
  expect(collect(entry('1-2', 2, { latencyIntraUs: of([3, 0]), latencyInterUs: of([2, 8]) })).latencyNs).toEqual([8000, 0, undefined])
})

test('of two words the more careful one: slower, narrower; zero bandwidth and zero hops say nothing', () => {
  const [near, far] = [entry('1-1', 1, { latencyInterUs: of([1, 7]), bandwidthInterKbps: of([1, 30]) }), entry('1-2', 2, { latencyInterUs: of([2, 9]), bandwidthInterKbps: of([2, 20]) })] // biome-ignore format: one each
  for (const both of [
    [near, far],
    [far, near],
  ]) {
    expect(collect(...both).latencyNs[0]).toBe(9000)
    expect(collect(...both).bandwidthKbps[0]).toBe(20)
  }
  const silent = entry('1-2', 2, { bandwidthInterKbps: of([2, 0]), bandwidthIntraKbps: of([3, 0]), internalHops: of([3, 0]) })
  expect(collect(silent, near).bandwidthKbps).toEqual([30, undefined, undefined])
  expect(collect(silent).internalHops).toEqual([undefined])
  expect(
    collect(silent, entry('1-2', 3, { internalHops: of([2, 5]) }), entry('1-2', 3, { internalHops: of([2, 3]) })).internalHops,
  ).toEqual([3])
})

test('ends that contradict each other leave the type of a link open', () => {
  const say = (isdAs: IsdAs, ifId: number, type: 'direct' | 'opennet') => entry(isdAs, ifId, { linkType: of([ifId, type]) })
  expect(collect(say('1-1', 1, 'direct'), say('1-2', 3, 'opennet')).linkTypes).toEqual(['direct', 'opennet'])
  expect(collect(say('1-1', 1, 'direct'), say('1-2', 2, 'direct')).linkTypes).toEqual(['direct', undefined])
  expect(collect(say('1-1', 1, 'direct'), say('1-2', 2, 'opennet'), say('1-1', 1, 'direct')).linkTypes).toEqual([undefined, undefined])
})

test('places by interface, the last word counts; notes by AS, each different one once', () => {
  const place = (latitude: number) => ({ latitude, longitude: 8, address: 'x' })
  const [first, second] = [entry('1-2', 3, { geo: of([2, place(1)], [3, place(2)]), note: 'a' }), entry('1-2', 2, { geo: of([3, place(3)]), note: 'b' })] // biome-ignore format: one each
  expect(collect(first, second).geo).toEqual([undefined, place(1), place(3), undefined])
  expect(collect(first, second, first).notes).toEqual(['', 'a\nb', ''])
})

test('services of an AS that speaks twice are put together', () => {
  const services = (...controlServices: string[]): Discovery => ({ controlServices, discoveryServices: ['10.0.0.9:1'] })
  const { discovery } = collect(entry('1-2', 3, {}, services('10.0.0.1:1')), entry('1-2', 2, {}, services('10.0.0.2:1', '10.0.0.1:1')))
  expect([...discovery]).toEqual([['1-2', services('10.0.0.1:1', '10.0.0.2:1')]])
})

const value = fc.integer({ min: 0, max: 9 })
const numbers = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), value), { maxLength: 4 }).map(all => new Map(all))
const types = fc.constantFrom('direct' as const, 'multihop' as const)
const anyEntry = fc
  .tuple(fc.constantFrom<IsdAs>('1-1', '1-2', '1-3'), fc.integer({ min: 0, max: 5 }), fc.record({ intra: numbers, inter: numbers }), numbers, fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), types)))
  .map(([isdAs, egress, { intra, inter }, internalHops, linkType]) => entry(isdAs, egress, { latencyIntraUs: intra, latencyInterUs: inter, bandwidthIntraKbps: inter, bandwidthInterKbps: intra, internalHops, linkType: new Map(linkType) })) // biome-ignore format: one step

test('walked the other way a path shows the same, backwards', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 4 }), entries => {
      const there = collectMetadata(way, entries)
      const back = collectMetadata([...way].reverse(), [...entries].reverse())
      for (const part of ['latencyNs', 'bandwidthKbps', 'linkTypes', 'internalHops'] as const)
        expect([...back[part]].reverse()).toEqual(there[part])
    }),
  )
})
