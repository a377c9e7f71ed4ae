import { expect, test } from 'vitest'
import { ears, routerAddress } from '#conformance/fuzz/site.ts'
import { sitesOn } from '#conformance/fuzz/sites.ts'
import { readAsTopology, writeAsTopology } from '#topology/json.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'

const sites = sitesOn({ net: '127.83.12', hearsResponder: true, ipv6Port: 21_000 })

test('sites are legal configurations and share no address', () => {
  for (const { as } of sites) expect(readAsTopology(JSON.parse(JSON.stringify(writeAsTopology(as))))).toEqual(as)
  const all = sites.flatMap(site => [...ears(site), ...new Set(site.doors.map(door => routerAddress(site, door)))])
  expect(new Set(all).size).toBe(all.length)
  for (const address of all) expect(parseUnderlay(address).ip).toMatch(/^(127\.83\.12\.\d+|::1)$/)
})

test('each kind of link and of router is somewhere', () => {
  const types = sites.flatMap(({ as }) => as.routers[0]!.interfaces.map(i => i.linkType))
  expect(new Set(types)).toEqual(new Set(['core', 'parent', 'child', 'peer']))
  expect(new Set(sites.map(s => s.scmpAuthentication))).toEqual(new Set([true, false]))
})

test('without IPv6 its site is there and not reachable', () => {
  const without = sitesOn({ net: '127.83.12', hearsResponder: true, ipv6Port: undefined })
  expect(without.map(s => [s.name, s.reachable])).toEqual([
    ['edge', true],
    ['core', true],
    ['ipv6', false],
  ])
})
