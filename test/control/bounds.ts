/** How much a control service holds: every map, set and list that can be reached from its state, and what each may hold at most. */
import type { ServiceState } from '#control/state.ts'

/** By the way there from the state; `*` stands for any key. Where a bound depends on the AS it is a function of the state. */
type Bound = number | ((s: ServiceState) => number)

const interfaces: Bound = s => s.extender.interfaces.size
/** usages of a policy, and types of a segment */
const usages = 5
const bounds: Readonly<Record<string, Bound>> = {
  'beacons.groups': 100,
  'beacons.groups.*.stored': s => s.beacons.limit,
  'beacons.groups.*.candidates': usages,
  'beacons.groups.*.candidates.*': s => s.beacons.limit,
  'beacons.groups.*.stored.*.sent': interfaces,
  'beacons.groups.*.stored.*.registeredAt': usages,
  'trusted.trcs': 1024,
  'trusted.trcs.*': 32,
  'trusted.chains': 100,
  'trusted.chains.*': 8,
  'trusted.chains.*.*': 4,
  'trust.credentials': 8,
  'trust.fetching.waiting': 16_384,
  'trust.fetching.waiting.*': 512,
  'trust.fetching.places': 4096,
  // By group: those configured. In each a segment store.
  hiddens: 1024,
  'hiddens.*.byEnd': 100,
  'hiddens.*.byEnd.*': 200,
  routerOf: interfaces,
  ...Object.fromEntries(
    ['ups', 'cores', 'downs'].flatMap(store => [
      [`${store}.byEnd`, 100],
      [`${store}.byEnd.*`, 200],
    ]),
  ),
}

/** Configured, and never grows; or the same as something else here. */
const constant = [
  'hidden',
  'as',
  'clock',
  'settings',
  'policies',
  'counters',
  'extender',
  'beacons.policies',
  'trust.trcs',
  'trust.store',
  'trust.ca',
]

/** What a segment, a certificate or a TRC holds is bounded by its length. */
const isLeaf = (value: object): boolean =>
  value instanceof Uint8Array || 'element' in value || 'der' in value || ('as' in value && 'ca' in value)

export interface Measured {
  readonly name: string
  readonly size: number
  /** `undefined`: nobody has said */
  readonly bound: number | undefined
}

/** The fullest of each name. */
export function measure(s: ServiceState): Measured[] {
  const sizes = new Map<string, number>()
  const seen = new Set<object>()
  const visit = (value: unknown, name: string): void => {
    if (typeof value !== 'object' || value === null || constant.includes(name) || seen.has(value) || isLeaf(value)) return
    seen.add(value)
    const isKeyed = value instanceof Map || value instanceof Set || Array.isArray(value)
    if (!isKeyed) for (const [key, field] of Object.entries(value)) visit(field, name === '' ? key : `${name}.${key}`)
    else {
      const items = [...value.values()]
      sizes.set(name, Math.max(sizes.get(name) ?? 0, items.length))
      for (const item of items) visit(item, `${name}.*`)
    }
  }
  visit({ ...s }, '')
  return [...sizes].map(([name, size]) => {
    const bound = bounds[name]
    return { name, size, bound: typeof bound === 'function' ? bound(s) : bound }
  })
}

/** In words, what holds more than it may or has no bound. */
export const overfull = (s: ServiceState): string[] =>
  measure(s).flatMap(({ name, size, bound }) => (bound !== undefined && size <= bound ? [] : [`${s.isdAs} ${name}: ${size} of ${bound}`]))
