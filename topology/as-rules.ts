/** Rules about one AS: its numbers, interfaces, hosts and addresses. */
import { asOf, isdOf } from '#wire/isdas.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { minMtu } from './link-rules.ts'
import { type As, interfacesOf } from './model.ts'
import { maxIfId } from './plan.ts'
import type { Objection, TopologyRule } from './rules.ts'

/** A rule that looks at one AS after the other. */
const eachAs = (name: string, says: string, find: (as: As) => Iterable<Omit<Objection, 'at'>>): TopologyRule => ({
  name,
  says,
  *find(network) {
    for (const as of network.topology.ases) for (const objection of find(as)) yield { at: as.isdAs, ...objection }
  },
})

/** Each element that was there before. */
function* repeated<T>(elements: Iterable<T>): Generator<T> {
  const seen = new Set<T>()
  for (const element of elements) {
    if (seen.has(element)) yield element
    seen.add(element)
  }
}

export const noWildcards = eachAs('noWildcards', 'ISD 0 and AS 0 stand for "any"', function* ({ isdAs }) {
  if (isdOf(isdAs) === 0 || asOf(isdAs) === 0) yield { text: `${isdAs} is a wildcard, not an AS` }
})

export const ifIdsValid = eachAs('ifIdsValid', `interface ids are unique in their AS, from 1 to ${maxIfId}`, function* (as) {
  const ids = [...interfacesOf(as)].map(({ interface: { ifId } }) => ifId)
  for (const id of repeated(ids)) yield { text: `interface ${id} of ${as.isdAs} is there twice` }
  for (const id of ids)
    if (!(Number.isInteger(id) && id >= 1 && id <= maxIfId)) yield { text: `interface id ${id} of ${as.isdAs} is impossible` }
})

export const hostsUnique = eachAs('hostsUnique', 'each host of an AS has an address of its own', function* (as) {
  const nodes = new Set(
    [...as.routers.map(r => r.internalAddress), ...as.controlServices.map(s => s.address)].map(a => parseUnderlay(a).ip),
  )
  for (const address of repeated(as.hosts.map(h => h.address))) yield { text: `two hosts of ${as.isdAs} have the address ${address}` }
  for (const host of as.hosts)
    if (nodes.has(host.address)) yield { text: `host ${host.name} has the address of a router or service of ${as.isdAs}: ${host.address}` }
})

export const addressesUnique = eachAs(
  'addressesUnique',
  'each router, service and interface has a socket address of its own',
  function* (as) {
    const services = new Map([...as.controlServices, ...as.discoveryServices].map(s => [s.id, s.address]))
    const interfaces = [...interfacesOf(as)].map(({ interface: i }) => i.local)
    for (const address of repeated([...as.routers.map(r => r.internalAddress), ...services.values(), ...interfaces]))
      yield { text: `${address} is used twice in ${as.isdAs}` }
  },
)

export const mtuSane = eachAs('mtuSane', `an AS carries at least ${minMtu} bytes`, function* ({ isdAs, mtu }) {
  if (mtu < minMtu) yield { text: `${isdAs} has an MTU of ${mtu}`, hint: `the reference refuses less than ${minMtu}` }
})

export const hostNamesUnique: TopologyRule = {
  name: 'hostNamesUnique',
  says: 'a host name is unique in the network',
  *find({ topology }) {
    const owners = new Map<string, As>()
    for (const as of topology.ases)
      for (const { name } of as.hosts) {
        const owner = owners.get(name)
        if (owner !== undefined) yield { at: as.isdAs, text: `host ${name} is in both ${owner.isdAs} and ${as.isdAs}` }
        owners.set(name, as)
      }
  },
}
