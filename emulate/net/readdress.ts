/**
 * A network's addresses moved to where a machine can carry them. What is for loopback (127/8, what .topo files give) works in no namespace;
 * what is not works on no loopback interface. The moved topology goes to the simulator too, so that both worlds send the same bytes.
 */
import type { As, Topology } from '#topology/model.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'
import { joinHostPort, parseUnderlay } from '#wire/underlay-address.ts'

/** 127.a.b.c becomes 10.a.b.c, or 11.a.b.c where that is another's, and so on. Throws `UserError` for ::1. */
export function forNamespaces(topology: Topology): Topology {
  const taken = new Set(ipsOf(topology))
  if (taken.has('::1')) throw new UserError('::1 cannot be reached from another namespace', 'give the network other addresses')
  const local = [...taken].filter(isLoopback)
  for (let first = 10; first < 127; first++)
    if (!local.some(ip => taken.has(withFirst(ip, first)))) return moved(topology, ip => (isLoopback(ip) ? withFirst(ip, first) : ip))
  throw new UserError('no /8 network has room for the loopback addresses of this network')
}

/** a.b.c.d becomes 127.b.c.d. Throws `UserError` where two addresses become one, and for IPv6, of which loopback has one address only. */
export function forLoopback(topology: Topology): Topology {
  const found = new Map<string, string>()
  for (const ip of ipsOf(topology)) {
    if (ip.includes(':')) throw new UserError(`${ip} is no address of a loopback interface`, 'with IPv6 use namespaces, or Mininet')
    const other = found.get(withFirst(ip, 127))
    if (other !== undefined) throw new UserError(`${other} and ${ip} are the same below 127/8`, 'give the network other addresses')
    found.set(withFirst(ip, 127), ip)
  }
  return moved(topology, ip => withFirst(ip, 127))
}

const isLoopback = (ip: string): boolean => ip.startsWith('127.')
const withFirst = (ip: string, first: number): string => ip.replace(/^\d+/, String(first))

/** Every IP address, once. */
function ipsOf({ ases }: Topology): Set<string> {
  const sockets = ases.flatMap(as => [
    ...as.routers.flatMap(r => [r.internalAddress, ...r.interfaces.flatMap(i => [i.local, i.remote])]),
    ...[...as.controlServices, ...as.discoveryServices].map(s => s.address),
  ])
  return new Set([...sockets.map(s => parseUnderlay(s).ip), ...ases.flatMap(as => as.hosts.map(h => h.address))])
}

function moved(topology: Topology, ip: (text: string) => string): Topology {
  const socket = (address: UnderlayAddress): UnderlayAddress => {
    const parts = parseUnderlay(address)
    return joinHostPort(ip(parts.ip), parts.port)
  }
  const service = <T extends { readonly address: UnderlayAddress }>(s: T): T => ({ ...s, address: socket(s.address) })
  const as = (one: As): As => ({
    ...one,
    routers: one.routers.map(r => ({
      ...r,
      internalAddress: socket(r.internalAddress),
      interfaces: r.interfaces.map(i => ({ ...i, local: socket(i.local), remote: socket(i.remote) })),
    })),
    controlServices: one.controlServices.map(service),
    discoveryServices: one.discoveryServices.map(service),
    hosts: one.hosts.map(h => ({ ...h, address: ip(h.address) })),
  })
  return { ...topology, ases: topology.ases.map(as) }
}
