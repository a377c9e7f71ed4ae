/** What an attacker's host sends: packets over a path it made, in either world. */
import type { Path } from '#control/path/path.ts'
import { parseSequence } from '#control/path/sequence.ts'
import { allowedPaths } from '#host/choice.ts'
import { type Endpoint, writePacket } from '#host/packet.ts'
import { endhostPort } from '#host/responder.ts'
import { type AsTopology, interfaceOf } from '#topology/model.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { pathTypes, protocols } from '#wire/header.ts'
import { buildPath } from '#wire/path.ts'
import { buildScmp } from '#wire/scmp.ts'
import { attackPath, type SeenPath, type SentPlan, type Workshop } from './attackers.ts'

/** Between packets of an attack, nanoseconds. */
export const attackIntervalNs = 10_000_000

/** Where packets are sent from and to. */
export interface Route {
  /** the attacker's */
  readonly as: AsTopology
  readonly source: Endpoint
  readonly destination: Endpoint
  /** the paths are those of hosts of the attacker's AS */
  readonly ownPaths: boolean
}

export interface Crafted {
  readonly nextHop: UnderlayAddress
  packet(sequence: number): Bytes
}

/** The path the plan speaks of, of those known. Throws `UserError`. */
export function choosePath(plan: SentPlan, known: readonly Path[]): { readonly path: SeenPath; readonly paths: readonly Path[] } {
  const paths = allowedPaths(known, plan.sequence === undefined ? {} : { sequence: parseSequence(plan.sequence) })
  return { path: typeof plan.path === 'object' ? plan.path : pick(paths, plan.path ?? 0), paths }
}

function pick(paths: readonly Path[], index: number): Path {
  const path = paths[index]
  if (path === undefined) throw new UserError(`there is no path ${index}`, `there are ${paths.length}; beacons may need more time`)
  if (path.bytes.length === 0) throw new UserError('inside an AS there is no path to attack', 'choose hosts of two ASes')
  return path
}

/** Throws `UserError` where this network has no such thing. */
export function craftAttack(plan: SentPlan, route: Route, workshop: Workshop): Crafted {
  const { raw, like } = attackPath(plan, workshop)
  const bytes = buildPath(raw)
  return { nextHop: firstRouter(route, like), packet: sequence => echoRequest(route, bytes, sequence) }
}

/** Over an overheard path the first router is one of the attacker's own AS: from elsewhere he cannot send. */
function firstRouter({ as, ownPaths }: Route, path: SeenPath): UnderlayAddress {
  const router = ownPaths ? interfaceOf(as, path.interfaces[0]?.ifId ?? 0)?.router : as.routers[0]
  if (router === undefined) throw new UserError(`${as.isdAs} has no border router for this path`)
  return router.internalAddress
}

/** If it gets through, it is even answered. */
const echoRequest = ({ source, destination }: Route, path: Bytes, sequence: number): Bytes =>
  writePacket(
    { source, destination, path: { type: pathTypes.scion, bytes: path }, protocol: protocols.scmp },
    buildScmp({ kind: 'echoRequest', code: 0, identifier: endhostPort, sequence: sequence & 0xffff, data: new Uint8Array(16) }),
  )
