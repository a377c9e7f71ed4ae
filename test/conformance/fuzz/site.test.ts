import { expect, test } from 'vitest'
import { doorsOfKind, ears, linksOf, responderPort, routerAddress } from '#conformance/fuzz/site.ts'
import { sitesOn } from '#conformance/fuzz/sites.ts'
import { sites } from './mutant.ts'

test('whoever sends also listens, and the router is somewhere else', () => {
  for (const site of sites)
    for (const door of site.doors) {
      expect(ears(site)).toContain(door.from)
      expect(ears(site)).not.toContain(routerAddress(site, door))
    }
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
  const heard = (hearsResponder: boolean): number =>
    sitesOn({ net: '127.83.12', hearsResponder, ipv6Port: 21_000 })
      .flatMap(ears)
      .filter(a => a.endsWith(`:${responderPort}`)).length
  expect([heard(true), heard(false)]).toEqual([4, 0])
})
