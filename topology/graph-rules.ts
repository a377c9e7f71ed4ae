/** Rules about the whole graph: beacons must reach every AS, and must not go round in circles. */
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import type { Link } from './model.ts'
import { append, distances, type Network } from './network.ts'
import type { TopologyRule } from './rules.ts'

export const noProviderCycle: TopologyRule = {
  name: 'noProviderCycle',
  says: 'no AS is, through others, its own provider',
  *find(network) {
    const cycle = findCycle(network)
    if (cycle === undefined) return
    const text = [...cycle.map(link => link.a).reverse(), cycle.at(-1)!.a].map(end => end.isdAs)
    yield { at: { link: cycle[0]!.index }, text: `provider cycle: ${shorten(text).join(' > ')}` }
  },
}

const shorten = (names: readonly string[]): readonly string[] =>
  names.length <= 9 ? names : [...names.slice(0, 4), '...', ...names.slice(-4)]

/** Take away ASes without providers until none is left (no cycle) or each that remains has one: then going up must come round. */
function findCycle({ up, down }: Network): Link[] | undefined {
  const providers = new Map<IsdAs, number>([...up].map(([as, links]) => [as, links.length]))
  const free = [...down.keys()].filter(as => !providers.has(as))
  for (let as = free.pop(); as !== undefined; as = free.pop())
    for (const { b } of down.get(as) ?? []) {
      const left = providers.get(b.isdAs)! - 1
      if (left > 0) providers.set(b.isdAs, left)
      else {
        providers.delete(b.isdAs)
        free.push(b.isdAs)
      }
    }
  const [start] = providers.keys()
  return start === undefined ? undefined : climb(start, as => up.get(as)!.find(link => providers.has(link.a.isdAs))!)
}

/** Links upwards from `start` until an AS comes again; the way to the cycle is cut off. */
function climb(start: IsdAs, linkUp: (as: IsdAs) => Link): Link[] {
  const way: Link[] = []
  const seen = new Map<IsdAs, number>()
  for (let as = start; ; ) {
    const before = seen.get(as)
    if (before !== undefined) return way.slice(before)
    seen.set(as, way.length)
    const link = linkUp(as)
    way.push(link)
    as = link.a.isdAs
  }
}

export const isdHasCore: TopologyRule = {
  name: 'isdHasCore',
  says: 'every ISD has at least one core AS',
  *find({ topology }) {
    const withCore = new Set(topology.ases.filter(as => as.core).map(as => isdOf(as.isdAs)))
    for (const { isdAs } of topology.ases) {
      const isd = isdOf(isdAs)
      if (!withCore.has(isd)) yield { at: isdAs, text: `ISD ${isd} has no core AS` }
      withCore.add(isd)
    }
  },
}

export const reachesCore: TopologyRule = {
  name: 'reachesCore',
  says: 'every AS reaches a core AS through its providers; else no beacon comes to it',
  *find({ topology, down }) {
    const cores = topology.ases.filter(as => as.core).map(as => as.isdAs)
    const reached = distances(cores, at => (down.get(at) ?? []).map(link => link.b.isdAs))
    for (const { isdAs } of topology.ases) if (!reached.has(isdAs)) yield { at: isdAs, text: `${isdAs} does not reach a core AS` }
  },
}

export const coreConnected: TopologyRule = {
  name: 'coreConnected',
  says: 'core ASes reach each other over core links; else there are no paths between their customers',
  *find({ topology }) {
    const cores = topology.ases.filter(as => as.core).map(as => as.isdAs)
    const neighbors = new Map<IsdAs, IsdAs[]>()
    for (const { type, a, b } of topology.links) {
      if (type !== 'core') continue
      append(neighbors, a.isdAs, b.isdAs)
      append(neighbors, b.isdAs, a.isdAs)
    }
    const reached = distances(cores.slice(0, 1), at => neighbors.get(at) ?? [])
    for (const isdAs of cores)
      if (!reached.has(isdAs)) yield { at: isdAs, text: `no core links lead from ${cores[0]} to ${isdAs}`, severity: 'warning' }
  },
}
