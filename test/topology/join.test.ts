import { expect, test } from 'vitest'
import { joinTopologies } from '#topology/join.ts'
import { readAsTopology, writeAsTopology } from '#topology/json.ts'
import type { AsTopology, Topology } from '#topology/model.ts'
import { brokenRules, network, userError } from './networks.ts'

const links = ['1-1-A#1 1-2#2 CORE', '1-1-A#3 1-3#4 CHILD', '1-2#5 1-3-B#6 CHILD', '1-3-B#7 1-4#8 PEER', '1-1#9 1-4 CHILD']
const topology = network('1-1* 1-2* 1-3 1-4', links)
const parts = (): AsTopology[] => topology.ases.map(as => readAsTopology(JSON.stringify(writeAsTopology(as))))

const linkTexts = (t: Topology) => t.links.map(l => `${l.a.routerId}#${l.a.ifId} ${l.type} ${l.b.routerId}#${l.b.ifId}`).sort()

test('the same links, routers and interfaces come back', () => {
  const joined = joinTopologies('back', parts())
  expect(linkTexts(joined)).toEqual(linkTexts(topology))
  const routers = (t: Topology) =>
    t.ases.map(as => as.routers.map(r => ({ ...r, interfaces: [...r.interfaces].sort((a, b) => a.ifId - b.ifId) })))
  expect(routers(joined)).toEqual(routers(topology))
  expect(brokenRules(joined)).toEqual([])
})

test('from customer to provider or the other way round, the link is the same', () =>
  expect(linkTexts(joinTopologies('back', parts().reverse())).filter(t => t.includes('child'))).toEqual(
    linkTexts(topology).filter(t => t.includes('child')),
  ))

test('an interface that is its own other end', () => {
  const [as] = changeInterface({ neighbor: '1-1', remote: parts()[0]!.routers[0]!.interfaces[0]!.local })
  const [router] = as!.routers
  const alone = { ...as!, routers: [{ ...router!, interfaces: router!.interfaces.slice(0, 1) }] }
  expect(userError(() => joinTopologies('x', [alone])).message).toContain('has no other end')
})

test('what the files do not say has defaults', () => {
  const [core, , customer] = joinTopologies('back', parts()).ases
  expect(core).toMatchObject({ voting: true, authoritative: true, issuing: true, underlay: 'ipv4' })
  expect('certIssuer' in core!).toBe(false)
  expect(customer).toMatchObject({ voting: false, certIssuer: '1-1', hosts: [{ name: 'h-1-3' }] })
  const taken = customer!.routers.map(r => r.internalAddress.split(':')[0])
  expect(taken).not.toContain(customer!.hosts[0]!.address)
})

const changeInterface = (change: object): AsTopology[] => {
  const [first, ...rest] = parts()
  const [router, ...others] = first!.routers
  const [i, ...interfaces] = router!.interfaces
  return [{ ...first!, routers: [{ ...router!, interfaces: [{ ...i!, ...change }, ...interfaces] }, ...others] }, ...rest]
}

test.each([
  ['an AS is missing', parts().slice(1), 'has no other end'],
  ['an AS is there twice', [...parts(), parts()[0]!], '1-1 is there twice'],
  ['addresses do not fit', changeInterface({ local: '9.9.9.9:1' }), 'has no other end'],
  ['types contradict', changeInterface({ linkType: 'child' }), 'link_to of interface 1 of 1-1 contradicts interface 2 of 1-2'],
  ['ids contradict', changeInterface({ neighborIfId: 77 }), 'remote_interface_id of interface 1 of 1-1 contradicts'],
])('%s', (_, bad, text) => expect(userError(() => joinTopologies('x', bad)).message).toContain(text))
