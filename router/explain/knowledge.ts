/** What somebody outside knows of a network: the topologies of some of its ASes and the forwarding keys of some. */
import { type AsTopology, type Interface, interfaceOf, interfacesOf, type OwnedInterface } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'

export interface Knowledge {
  readonly ases: ReadonlyMap<IsdAs, AsTopology>
  /** the 16-byte forwarding key of an AS (`forwardingKey`), where it is known */
  keyOf(isdAs: IsdAs): Bytes | undefined
}

/** Interface `ifId` of an AS and the router that owns it; `undefined` when the AS is not known or has none of that number. */
export function findInterface(known: Knowledge, isdAs: IsdAs, ifId: number): OwnedInterface | undefined {
  const as = known.ases.get(isdAs)
  return as && interfaceOf(as, ifId)
}

export interface FarEnd {
  readonly isdAs: IsdAs
  /** `undefined` where neither side's topology tells it */
  readonly ifId: number | undefined
}

/** The other end of the link at interface `ifId`, as far as it is known. */
export function farEnd(known: Knowledge, isdAs: IsdAs, ifId: number): FarEnd | undefined {
  const own = findInterface(known, isdAs, ifId)?.interface
  if (own === undefined) return undefined
  return { isdAs: own.neighbor, ifId: farInterface(known, own)?.interface.ifId ?? own.neighborIfId }
}

/** The interface at the other end of `own`: the one bound to the address `own` sends to. */
export function farInterface(known: Knowledge, own: Interface): OwnedInterface | undefined {
  const as = known.ases.get(own.neighbor)
  if (as === undefined) return undefined
  for (const owned of interfacesOf(as)) if (owned.interface.local === own.remote) return owned
  return undefined
}
