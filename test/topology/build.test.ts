import { describe, expect, test } from 'vitest'
import { buildTopology, defaultHostName } from '#topology/build.ts'
import { defaultMtu, defaultShape, interfacesOf } from '#topology/model.ts'
import type { AsPlan, EndPlan, LinkPlan } from '#topology/plan.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { userError } from './networks.ts'

const as = (isdAs: IsdAs, more: Partial<AsPlan> = {}): AsPlan => ({
  isdAs,
  core: false,
  voting: false,
  authoritative: false,
  issuing: false,
  mtu: defaultMtu,
  underlay: 'ipv4',
  hosts: [],
  internalDelayNs: 0,
  ...more,
})

const link = (a: EndPlan, b: EndPlan, more: Partial<LinkPlan> = {}): LinkPlan => ({
  type: 'child',
  a,
  b,
  mtu: defaultMtu,
  underlay: 'ipv4',
  shape: defaultShape,
  ...more,
})

const [p, q] = ['1-ff00:0:1', '1-ff00:0:2'] as const

describe('interface ids', () => {
  test('given ones are kept, missing ones are the smallest that nobody gives', () => {
    const links = [link({ isdAs: p }, { isdAs: q }), link({ isdAs: p }, { isdAs: q }), link({ isdAs: p, ifId: 2 }, { isdAs: q, ifId: 1 })]
    const built = buildTopology({ name: 'n', ases: [as(p), as(q)], links })
    expect(built.links.map(l => [l.a.ifId, l.b.ifId])).toEqual([
      [1, 2],
      [3, 3],
      [2, 1],
    ])
  })
})

describe('routers', () => {
  test('the same tag is one router, none is one of its own, numbered by first use', () => {
    const links = ['B', undefined, 'A', 'B'].map(tag => link({ isdAs: p, ...(tag === undefined ? {} : { tag }) }, { isdAs: q }))
    const built = buildTopology({ name: 'n', ases: [as(p), as(q)], links })
    expect(built.ases[0]!.routers.map(r => [r.id, r.interfaces.map(i => i.ifId)])).toEqual([
      ['br1-ff00_0_1-1', [1, 4]],
      ['br1-ff00_0_1-2', [2]],
      ['br1-ff00_0_1-3', [3]],
    ])
    expect(built.ases[1]!.routers).toHaveLength(4)
    expect(built.links.map(l => l.a.routerId)).toEqual(['br1-ff00_0_1-1', 'br1-ff00_0_1-2', 'br1-ff00_0_1-3', 'br1-ff00_0_1-1'])
  })
})

test('both ends know each other: type, ids, addresses', () => {
  const built = buildTopology({
    name: 'n',
    ases: [as(p), as(q)],
    links: [link({ isdAs: p, ifId: 5 }, { isdAs: q, ifId: 6 }, { mtu: 1300 })],
  })
  const [a, b] = built.ases.map(x => [...interfacesOf(x)][0]!.interface)
  expect(a).toMatchObject({ ifId: 5, linkType: 'child', neighbor: q, neighborIfId: 6, mtu: 1300 })
  expect(b).toMatchObject({ ifId: 6, linkType: 'parent', neighbor: p, neighborIfId: 5, mtu: 1300 })
  expect([a!.local, a!.remote]).toEqual([b!.remote, b!.local])
})

describe('hosts', () => {
  test('an AS without hosts gets one', () => {
    const [host] = buildTopology({ name: 'n', ases: [as(p)], links: [] }).ases[0]!.hosts
    expect(host).toEqual({ name: defaultHostName(p), address: '127.0.0.10' })
    expect(defaultHostName(p)).toBe('h-1-ff00_0_1')
  })
  test("an address that is given leaves the others' as they are", () => {
    const address = (hosts: AsPlan['hosts']) =>
      buildTopology({ name: 'n', ases: [as(p, { hosts }), as(q)], links: [] }).ases.map(a => a.hosts.at(-1)!.address)
    expect(address([{ name: 'a', address: '10.0.0.1' }, { name: 'b' }])).toEqual(address([{ name: 'a' }, { name: 'b' }]))
  })
  test('IPv6 ASes have IPv6 addresses inside', () => {
    const [v6] = buildTopology({ name: 'n', ases: [as(p, { underlay: 'ipv6' })], links: [] }).ases
    expect([v6!.hosts[0]!.address, v6!.controlServices[0]!.address]).toEqual(['fd00:f00d:cafe::7f00:a', '[fd00:f00d:cafe::7f00:9]:31000'])
  })
})

test('what cannot be built', () => {
  expect(userError(() => buildTopology({ name: 'n', ases: [as(p)], links: [link({ isdAs: p }, { isdAs: q })] })).message).toContain(q)
  const full = Array.from({ length: 65536 }, () => link({ isdAs: p }, { isdAs: q, tag: 'A' }))
  expect(userError(() => buildTopology({ name: 'n', ases: [as(p), as(q)], links: full })).message).toContain('more than 65535 interfaces')
})
