/** The network that all attacks of the gallery are played in: two cores, two providers, a customer of both, and mallory. */
import type { RuleSet } from '#router/rules.ts'
import { createNetwork, type Network } from '#sim/network.ts'
import { loadTopo } from '#topology/load.ts'
import type { Topology } from '#topology/model.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'

/** Routers behind a tag have several interfaces: red's A is towards the cores, its B towards the customers. */
export const galleryTopo = `name: gallery
note: "Two cores, the providers red and blue, shop is a customer of both, mallory and victim share an AS below red."
ASes:
  "1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true, hosts: [core]}
  "1-ff00:0:120": {core: true, voting: true, authoritative: true, issuing: true, hosts: [far]}
  "1-ff00:0:111": {cert_issuer: "1-ff00:0:110", hosts: [red]}
  "1-ff00:0:112": {cert_issuer: "1-ff00:0:110", hosts: [blue]}
  "1-ff00:0:113": {cert_issuer: "1-ff00:0:110", hosts: [shop]}
  "1-ff00:0:114": {cert_issuer: "1-ff00:0:110", hosts: [mallory, victim]}
links:
  - {a: "1-ff00:0:110-A#1", b: "1-ff00:0:120-A#1", linkAtoB: CORE, delay: 5ms}
  - {a: "1-ff00:0:110-A#2", b: "1-ff00:0:111-A#1", linkAtoB: CHILD, delay: 2ms}
  - {a: "1-ff00:0:120-A#2", b: "1-ff00:0:111-A#2", linkAtoB: CHILD, delay: 2ms}
  - {a: "1-ff00:0:120-A#3", b: "1-ff00:0:112-A#1", linkAtoB: CHILD, delay: 2ms}
  - {a: "1-ff00:0:111-B#3", b: "1-ff00:0:113-A#1", linkAtoB: CHILD, delay: 1ms}
  - {a: "1-ff00:0:112-A#2", b: "1-ff00:0:113-A#2", linkAtoB: CHILD, delay: 1ms}
  - {a: "1-ff00:0:111-B#4", b: "1-ff00:0:114-A#1", linkAtoB: CHILD, delay: 1ms}
`

/** The ASes, by the host that speaks for each in the stories. */
export const as = {
  core: '1-ff00:0:110',
  far: '1-ff00:0:120',
  red: '1-ff00:0:111',
  blue: '1-ff00:0:112',
  shop: '1-ff00:0:113',
  mallory: '1-ff00:0:114',
} as const satisfies Record<string, IsdAs>

/** Beacons have been everywhere by then, and the next are not under way. */
const settledNs = 22.5 * nsPerS

/** Its addresses are of 127/8. */
export const galleryTopology = (): Topology => loadTopo(galleryTopo).topology

/** Of the keys, wherever the network runs. */
export const gallerySeed = 1

/** A network of real time has a twin: the same addresses, and the same moment now. */
export interface Twin {
  readonly topology: Topology
  /** unix seconds */
  readonly nowS: number
}

/** The network of the gallery, all of its routers with these rules, once every AS has its paths. The same one every time. */
export function galleryNetwork(rules: RuleSet, twin?: Twin): Network {
  const { topology = galleryTopology(), nowS } = twin ?? {}
  const network = createNetwork(topology, {
    seed: gallerySeed,
    control: { epic: true },
    rules: () => rules,
    ...(nowS !== undefined && { epochS: Math.round(nowS - settledNs / nsPerS) }),
  })
  network.run(settledNs)
  return network
}
