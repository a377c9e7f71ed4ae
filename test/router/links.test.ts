import { expect, test } from 'vitest'
import { buildLinks, newSegment, sameSegment } from '#router/links.ts'
import type { AsTopology, LinkType } from '#topology/model.ts'
import { storyAs } from './network.ts'

const links = buildLinks(storyAs, 'brA')

test('own interfaces, siblings with theirs, the internal network; all up', () => {
  expect(links.external.map(l => l.ifId)).toEqual([121, 131, 141, 151])
  expect(links.siblings.map(l => l.routerId)).toEqual(['brB', 'brC', 'brD'])
  expect([...links.external, ...links.siblings].every(l => l.up)).toBe(true)
  expect(links.byIfId[0]).toBe(links.internal)
  expect(links.byIfId[131]).toBe(links.external[1])
  expect(links.byIfId[181]).toBe(links.siblings[1])
  expect(links.byIfId[404]).toBeUndefined()
  expect(links.neighborOf[181]).toBe('1-ff00:0:8')
  expect(links.neighborOf[0]).toBeUndefined()
  expect(links.siblingAt.get('192.168.0.13:30003')).toBe(links.siblings[1])
})

test('a link knows the verdict that uses it', () => {
  expect(links.external[0]!.forward).toEqual({ kind: 'forward', link: links.external[0] })
  expect(links.siblings[0]!.handOver).toEqual({ kind: 'handOver', link: links.siblings[0] })
})

test('siblings that share an address are one link', () => {
  const shared: AsTopology = {
    ...storyAs,
    routers: storyAs.routers.map(r => (r.id === 'brC' ? { ...r, internalAddress: '192.168.0.12:30002' } : r)),
  }
  const one = buildLinks(shared, 'brA')
  expect(one.siblings.map(l => l.routerId)).toEqual(['brB', 'brD'])
  expect(one.byIfId[181]).toBe(one.byIfId[171])
})

test('a router that is not in the topology is a broken invariant', () => {
  expect(() => buildLinks(storyAs, 'brX')).toThrow('brX')
})

/** One router with a link of each type, interface id = position. */
const types: readonly LinkType[] = ['core', 'parent', 'child', 'peer']
const everyType: AsTopology = {
  ...storyAs,
  routers: [
    {
      id: 'br',
      internalAddress: '10.0.0.1:1',
      interfaces: types.map((linkType, i) => ({
        ifId: i + 1,
        linkType,
        neighbor: '1-2',
        local: '10.0.0.1:2',
        remote: '10.0.0.2:2',
        mtu: 1472,
      })),
    },
  ],
}

test('which link types a packet may go on between, on one segment and to a new one', () => {
  const { external } = buildLinks(everyType, 'br')
  const allowed = (bit: number): string[] =>
    external.flatMap(from => types.filter((_, i) => (from.onward[i + 1]! & bit) !== 0).map(to => `${from.linkType} > ${to}`))
  expect(allowed(sameSegment)).toEqual(['core > core', 'parent > child', 'child > parent', 'child > peer', 'peer > child'])
  expect(allowed(newSegment)).toEqual(['core > child', 'child > core', 'child > child'])
})
