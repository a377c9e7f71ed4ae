import { expect, test } from 'vitest'
import { doorsOfKind, ears, linksOf, responderPort, routerAddress, sitesAt } from '#conformance/fuzz/site.ts'
import { readAsTopology, writeAsTopology } from '#topology/json.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'

const sites = sitesAt('127.83.12')

test('sites are legal configurations and share no address', () => {
  for (const { as } of sites) expect(readAsTopology(JSON.parse(JSON.stringify(writeAsTopology(as))))).toEqual(as)
  const all = sites.flatMap(site => [...ears(site), ...site.doors.map(door => routerAddress(site, door))])
  const [first, second] = sites.map(ears)
  expect(first!.filter(address => second!.includes(address))).toEqual([])
  for (const address of all) expect(parseUnderlay(address).ip).toMatch(/^127\.83\.12\.\d+$/)
})

test('whoever sends also listens', () => {
  for (const site of sites) for (const door of site.doors) expect(ears(site)).toContain(door.from)
})

test('doors: neighbours, siblings, hosts; each link knows its own', () => {
  const [edge] = sites
  expect(doorsOfKind(edge!, 'external').map(d => d.port)).toEqual([121, 131, 141, 151])
  expect(doorsOfKind(edge!, 'sibling')).toHaveLength(3)
  expect(linksOf(edge!).map(l => [l.ifId, l.door.kind])).toEqual([
    [121, 'external'],
    [131, 'external'],
    [141, 'external'],
    [151, 'external'],
    [171, 'sibling'],
    [181, 'sibling'],
    [191, 'sibling'],
  ])
})

test('where the port for SCMP is taken nobody listens there', () => {
  const heard = (hears: boolean): number =>
    sitesAt('127.83.12', hears)
      .flatMap(ears)
      .filter(a => a.endsWith(`:${responderPort}`)).length
  expect([heard(true), heard(false)]).toEqual([4, 0])
})
