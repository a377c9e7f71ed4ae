/** A topology with the indexes that rules and drawings need; made once, in linear time. */
import type { IsdAs } from '#wire/isdas.ts'
import type { As, Link, Topology } from './model.ts'

export interface Network {
  readonly topology: Topology
  readonly as: ReadonlyMap<IsdAs, As>
  /** child links by their customer: the links to its providers */
  readonly up: ReadonlyMap<IsdAs, readonly Link[]>
  /** child links by their provider */
  readonly down: ReadonlyMap<IsdAs, readonly Link[]>
}

export function indexNetwork(topology: Topology): Network {
  const up = new Map<IsdAs, Link[]>()
  const down = new Map<IsdAs, Link[]>()
  for (const link of topology.links) {
    if (link.type !== 'child') continue
    append(up, link.b.isdAs, link)
    append(down, link.a.isdAs, link)
  }
  return { topology, as: new Map(topology.ases.map(as => [as.isdAs, as])), up, down }
}

export function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

/** Everything reached from `from`, itself included, with its distance in steps. */
export function distances<K>(from: Iterable<K>, next: (at: K) => Iterable<K>): Map<K, number> {
  const distance = new Map<K, number>()
  for (const start of from) distance.set(start, 0)
  // A map's iterator also visits what is added meanwhile: it is the queue.
  for (const [at, steps] of distance) for (const to of next(at)) if (!distance.has(to)) distance.set(to, steps + 1)
  return distance
}
