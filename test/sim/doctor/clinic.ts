/** Small networks to make ill and to be looked at. */

import { type BeaconFilter, defaultPolicy } from '#control/beacon/policy.ts'
import type { ControlEvent } from '#control/events.ts'
import { interfacesText } from '#control/path/path.ts'
import type { Signer } from '#control/trust/signer.ts'
import { type Diagnosis, type DiagnosisOptions, diagnose, type WayReport } from '#sim/doctor/diagnosis.ts'
import { type ControlRecord, createControlRecord } from '#sim/doctor/record.ts'
import { interfacesOn } from '#sim/doctor/ways.ts'
import { createNetwork, type Network, type NetworkOptions, requireHost } from '#sim/network.ts'
import { loadTopo } from '#topology/load.ts'
import type { Topology } from '#topology/model.ts'

export const secondNs = 1_000_000_000

/** Two core ASes, customers with two and with one provider: 3 ways from alice to bob. */
const square = `
ASes:
  "1-1": {core: true}
  "1-2": {core: true}
  "1-3": {hosts: [alice]}
  "1-4": {hosts: [bob]}
links:
  - {a: "1-1#12", b: "1-2#21", linkAtoB: CORE}
  - {a: "1-1#13", b: "1-3#31", linkAtoB: CHILD}
  - {a: "1-2#23", b: "1-3#32", linkAtoB: CHILD}
  - {a: "1-2#24", b: "1-4#42", linkAtoB: CHILD}`

export const topo = (text = square): Topology => loadTopo(text, 'test.topo').topology

/** Two ways of a beacon from bob's AS to alice's. */
export const wide = topo(`
ASes: {"1-1": {core: true, hosts: [bob]}, "1-2": {}, "1-3": {hosts: [alice]}}
links:
  - {a: "1-1#21", b: "1-2#11", linkAtoB: CHILD}
  - {a: "1-1#22", b: "1-2#12", linkAtoB: CHILD}
  - {a: "1-2#31", b: "1-3#21", linkAtoB: CHILD}`)

export interface Patient {
  readonly network: Network
  readonly record: ControlRecord
}

/** Beaconing for `seconds`, 20 by default. */
export function patient(topology = topo(), options: Partial<NetworkOptions> = {}, seconds = 20): Patient {
  const record = createControlRecord()
  const network = createNetwork(topology, { seed: 1, observeControl: record.observe, ...options })
  network.run(seconds * secondNs)
  return { network, record }
}

export const look = ({ network, record }: Patient, options: DiagnosisOptions = {}, from = 'alice', to = 'bob'): Diagnosis =>
  diagnose(network, record, requireHost(network, from), requireHost(network, to).as.isdAs, options)

/** The link at "1-1#13" goes down, or a service stops: by the AS; and time goes on. */
export function harm({ network }: Patient, what: { readonly link?: string; readonly service?: string }, seconds = 0): void {
  const ends = (i: number): string[] => [network.topology.links[i]!.a, network.topology.links[i]!.b].map(e => `${e.isdAs}#${e.ifId}`)
  if (what.link !== undefined) network.setLink(network.topology.links.find(l => ends(l.index).includes(what.link!))!.index, false)
  for (const s of network.services) if (s.as.isdAs === what.service) network.stopService(s)
  network.run(network.loop.now + seconds * secondNs)
}

/** The control service of that AS has lost what it kept. */
export function forget({ network }: Patient, isdAs: string): void {
  const { beacons, ups, cores, downs } = network.services.find(s => s.as.isdAs === isdAs)!.service.state
  for (const store of [beacons.groups, ups.byEnd, cores.byEnd, downs.byEnd]) store.clear()
}

/** What that AS signs from now on has a wrong last bit. */
export function spoilSignatures({ network }: Patient, isdAs: string): void {
  const { extender } = network.services.find(s => s.as.isdAs === isdAs)!.service.state
  const { signer } = extender
  const spoilt: Signer = {
    ...signer,
    keyFor(timestamp, nowS) {
      const key = signer.keyFor(timestamp, nowS)
      return key && { ...key, sign: (...what) => key.sign(...what).map((byte, i, all) => (i === all.length - 1 ? byte ^ 1 : byte)) }
    },
  }
  Object.assign(extender, { signer: spoilt })
}

export const wayOf = ({ way }: WayReport): string => interfacesText(interfacesOn(way))

/** "kind at AS", or "state kind at AS" where the way is not just missing; each once, in their order. */
export const findings = (d: Diagnosis): string[] => [
  ...new Set(
    d.ways.flatMap(({ state, cause }) =>
      cause === undefined ? [] : [`${state === 'missing' ? '' : `${state} `}${cause.kind} at ${cause.at}`],
    ),
  ),
]

export const filtered = (filter: Partial<BeaconFilter>, more: Partial<typeof defaultPolicy> = {}) => ({
  ...defaultPolicy,
  ...more,
  filter: { ...defaultPolicy.filter, ...filter },
})

/** A record of these alone. */
export function recordOf(events: readonly Partial<ControlEvent>[]): ControlRecord {
  const record = createControlRecord()
  for (const event of events) record.observe({ t: 0, as: '1-1', service: 'cs', event: 'accepted', detail: '', ...event })
  return record
}
