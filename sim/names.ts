/** Names in a scenario must be ones its network has. */
import { complain, type Value } from '#topology/document.ts'
import { findAs, type Topology } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import { findLink } from './faults.ts'

/** The value at a path below the record. */
export type Place = (...path: PropertyKey[]) => Value

const hostKeys = ['from', 'to', 'overheard']
const asKeys = ['as', 'victim', 'without', 'of', 'at', 'src', 'dst', 'claims', 'hop']

/** Throws `UserError` at the place of a host, AS, link, router or control service the network has not. */
export function checkNames(topology: Topology, record: object, place: Place): void {
  for (const [key, value] of Object.entries(record) as [string, unknown][]) {
    if (Array.isArray(value) && hostKeys.includes(key))
      for (const [i, host] of value.entries()) requireHostIn(topology, host, place(key, i))
    if (typeof value !== 'string') continue
    if (hostKeys.includes(key)) requireHostIn(topology, value, place(key))
    else if (asKeys.includes(key)) requireAsIn(topology, value, place(key))
    else if (key === 'link') complainAt(place(key), () => findLink({ topology }, value))
    else if (key === 'router') requireOneOf('router', topology.ases.flatMap(as => as.routers.map(r => r.id)), value, place(key)) // biome-ignore format: one line
    else if (key === 'service') requireOneOf('control service', topology.ases.flatMap(as => as.controlServices.map(s => s.id)), value, place(key)) // biome-ignore format: one line
  }
}

function requireHostIn(topology: Topology, name: string, value: Value): void {
  const hosts = topology.ases.flatMap(as => as.hosts.map(h => h.name))
  if (hosts.includes(name) || topology.ases.some(as => as.isdAs === name && as.hosts.length > 0)) return
  requireOneOf('host', hosts, name, value)
}

function requireAsIn(topology: Topology, isdAs: string, value: Value): void {
  if (findAs(topology, isdAs as `${number}-${string}`) === undefined) requireOneOf('AS', topology.ases.map(as => as.isdAs), isdAs, value) // biome-ignore format: one line
}

function requireOneOf(what: string, known: readonly string[], name: string, value: Value): void {
  if (known.includes(name)) return
  const some = known.slice(0, 8).join(', ') || 'none'
  throw complain(value, `the network has no ${what} "${name}"`, `it has ${some}${known.length > 8 ? ', ...' : ''}`)
}

/** Gives a complaint of `read` the value's place where it has none. */
export function complainAt<T>(value: Value, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof UserError && error.place?.line === undefined) throw complain(value, error.message, error.hint)
    throw error
  }
}
