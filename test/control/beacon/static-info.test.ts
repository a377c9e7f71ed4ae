import { expect, test } from 'vitest'
import { createDescription, staticInfoFor } from '#control/beacon/static-info.ts'
import { parseStaticInfo } from '#control/beacon/static-info-document.ts'
import { insertBeacon } from '#control/beacon/store.ts'
import type { LinkType, Service } from '#topology/model.ts'
import { loneService, nowS } from '../lone-service.ts'
import { ases, beaconAlong } from '../segments.ts'

const linkTypes = new Map<number, LinkType>([
  [1, 'parent'],
  [2, 'child'],
  [3, 'child'],
  [4, 'child'],
  [5, 'peer'],
  [6, 'core'],
  [7, 'core'],
])
const all = (value: unknown) => Object.fromEntries([...linkTypes.keys()].map(ifId => [ifId, value]))
const config = parseStaticInfo(
  JSON.stringify({
    Latency: all({ Inter: '5ms', Intra: all('1999ns') }),
    Bandwidth: all({ Inter: 7, Intra: all(8) }),
    LinkType: all('direct'),
    Geo: all({ Latitude: 1, Longitude: 2, Address: 'x' }),
    Hops: all({ Intra: all(3) }),
    Note: 'n',
  }),
)
const keys = (map: ReadonlyMap<number, unknown>): number[] => [...map.keys()]
const intra = (ingress: number, egress: number): number[] => keys(staticInfoFor(config, linkTypes, ingress, egress).latencyIntraUs)

test('links out and to peers; places of the ingress too', () => {
  const info = staticInfoFor(config, linkTypes, 1, 3)
  for (const map of [info.latencyInterUs, info.bandwidthInterKbps, info.linkType]) expect(keys(map)).toEqual([3, 5])
  expect(keys(info.geo)).toEqual([1, 3, 5])
  expect([info.latencyInterUs.get(3), info.latencyIntraUs.get(1), info.note]).toEqual([5000, 1, 'n'])
})

test('ways inside: from the ingress, to peers, core links and the children with higher ids', () => {
  expect(intra(1, 3)).toEqual([1, 4, 5, 6, 7])
  for (const map of ['bandwidthIntraKbps', 'internalHops'] as const)
    expect(keys(staticInfoFor(config, linkTypes, 1, 3)[map])).toEqual([1, 4, 5, 6, 7])
})

test('in a core segment only the way taken; nothing where it ends', () => {
  expect([intra(6, 7), intra(0, 6), intra(6, 0), intra(0, 3)]).toEqual([[6], [], [], [4, 5, 6, 7]])
})

test('a latency that does not fit is the longest', () => {
  const long = parseStaticInfo('{"Latency": {"3": {"Inter": "2h"}}}')
  expect(staticInfoFor(long, linkTypes, 1, 3).latencyInterUs.get(3)).toBe(0xffff_ffff)
})

test('where its services are a service may say alone', () => {
  const lone = loneService('1-11', { announcesServices: true })
  insertBeacon(lone.service.state.beacons, beaconAlong(['1-1', '1-11'], { timestamp: nowS }), 101)
  lone.wake(6)
  const [up] = [...lone.service.state.ups.byEnd.get('1-1')!.values()]
  expect(Object.keys(up!.last.extensions!)).toEqual(['discovery'])
})

test('a service says it in its entries, made once', () => {
  const staticInfo = parseStaticInfo('{"Latency": {"2": {"Inter": "5ms"}}, "Note": "hello"}')
  const describe = createDescription(staticInfo, ases.get('1-11')!)
  expect(describe(101, 2)).toBe(describe(101, 2))
  const lone = loneService('1-11', { staticInfo })
  insertBeacon(lone.service.state.beacons, beaconAlong(['1-1', '1-11'], { timestamp: nowS }), 101)
  lone.wake(6)
  const [up] = [...lone.service.state.ups.byEnd.get('1-1')!.values()]
  expect(up!.last.extensions?.staticInfo).toEqual(describe(101, 0).staticInfo)
  expect(describe(101, 2).staticInfo).toMatchObject({ note: 'hello', latencyInterUs: new Map([[2, 5000]]) })
  const addresses = (services: readonly Service[]): string[] => services.map(x => x.address)
  const { controlServices, discoveryServices } = ases.get('1-11')!
  expect(up!.last.extensions?.discovery).toEqual({
    controlServices: addresses(controlServices),
    discoveryServices: addresses(discoveryServices),
  })
})
