/** A step of the model as a UDP datagram: who sends it to whom, when, and what the router must write down of it. */
import { nodeNames } from '#emulate/net/wiring.ts'
import type { ModelStep } from '#proofs/model/step.ts'
import { packetBytes } from '#proofs/replay/concrete.ts'
import type { ReplayNetwork } from '#proofs/replay/network.ts'
import { placedMacs } from '#proofs/replay/placed.ts'
import { deliveredTo, pointerAt } from '#proofs/replay/replay.ts'
import type { Symbols } from '#proofs/replay/symbols.ts'
import { modelNow } from '#proofs/slices/time.ts'
import { dropRule } from '#router/drops.ts'
import { headerHex, type TraceEvent } from '#router/evidence.ts'
import { farEnds, findAs, type Topology } from '#topology/model.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'

/** Where a step's packet comes from. */
interface Place {
  /** in whose namespace it is sent */
  readonly node: string
  readonly from: UnderlayAddress
  readonly to: UnderlayAddress
}

export interface Shot extends Place {
  readonly step: ModelStep
  readonly bytes: Bytes
  /** unix seconds of the model's time 0 */
  readonly epochS: number
  readonly expected: Partial<TraceEvent>
}

/** `topology`: with the addresses of the network that runs; `symbols`: with its keys. Throws `Coincidence`. */
export function shotOf(topology: Topology, network: ReplayNetwork, step: ModelStep, symbols: Symbols): Shot {
  const writing = { symbols, hvfOf: network.hvfOf, now: step.arrival.now, placed: placedMacs(step, network, symbols) }
  const left = packetBytes(step.outcome.packet, writing)
  const bytes = packetBytes(step.packet, writing)
  return { step, ...placeOf(topology, step), bytes, epochS: symbols.epochS, expected: expectedOf(topology, step, left) }
}

function placeOf(topology: Topology, { arrival: { as: isdAs, router: id, in: ingress, from } }: ModelStep): Place {
  const nameOf = nodeNames(topology)
  const as = findAs(topology, isdAs)!
  const router = as.routers.find(r => r.id === id)!
  if (ingress === 0) {
    const sibling = as.routers.find(r => r.id === from)
    const service = as.controlServices[0]!
    const source = sibling?.internalAddress ?? service.address.replace(/\d+$/, '40001')
    return { node: nameOf(isdAs, sibling?.id ?? service.id), from: source, to: router.internalAddress }
  }
  const link = router.interfaces.find(i => i.ifId === ingress)!
  const far = farEnds(topology)(isdAs, ingress)!
  return { node: nameOf(far.isdAs, far.routerId), from: link.remote, to: link.local }
}

/** What the model says, in the words of the evidence. */
function expectedOf(topology: Topology, step: ModelStep, left: Bytes): Partial<TraceEvent> {
  const { verdict, rule, reason, egress, sibling } = step.outcome
  const expected = { verdict, rule, reason: reason || undefined, toSibling: sibling || undefined }
  const header = headerHex(left)
  if (verdict === 'answer')
    return { ...expected, scmp: scmpOf(step, left), asked: reason === '' ? egress : undefined, left: header } as Partial<TraceEvent>
  const way = verdict === 'forward' ? { egress } : verdict === 'deliver' ? { to: deliveredTo(step, { topology }) } : {}
  return { ...expected, ...way, after: header } as Partial<TraceEvent>
}

function scmpOf({ outcome, packet }: ModelStep, left: Bytes): string {
  const { scmpType, scmpCode, reason, pointer } = outcome
  const hasPointer = reason !== '' && dropRule(reason).scmp?.pointer !== undefined
  return `${scmpType}/${scmpCode}${hasPointer ? `/${pointerAt(pointer, left, packet.segLen)}` : ''}`
}

/** Tells the decision about a shot from others: router, way in and header. */
export const arrivalOf = ({ router, in: ingress, from, before }: Pick<TraceEvent, 'router' | 'in' | 'from' | 'before'>): string =>
  `${router} ${ingress} ${from} ${before}`

export const shotName = ({ step: { arrival }, from, bytes }: Shot): string => arrivalOf({ ...arrival, from, before: headerHex(bytes) })

/**
 * What is wrong about it; `undefined`: it was decided as the model says, in the half second of the step. `decisions`: about such a packet; `heard`:
 * those whose packet the next router heard.
 */
export function complaintOf(
  { step, epochS, expected }: Shot,
  decisions: readonly TraceEvent[],
  heard: ReadonlySet<TraceEvent>,
): string | undefined {
  const { now } = step.arrival
  const inTime = decisions.filter(event => modelNow(event, epochS) === now)
  if (inTime.length === 0) return decisions.length === 0 ? 'no router decided about it' : 'no router decided about it in time'
  const complaints = inTime.map(
    event => differenceOf(event, expected) ?? (isOnward(event) && !heard.has(event) ? 'the next router did not hear it' : undefined),
  )
  return complaints.find(c => c !== undefined)
}

const isOnward = ({ verdict }: TraceEvent): boolean => verdict === 'forward' || verdict === 'handOver'

function differenceOf(event: TraceEvent, expected: Partial<TraceEvent>): string | undefined {
  const keys = (Object.keys(expected) as (keyof TraceEvent)[]).filter(key => event[key] !== expected[key])
  return keys.length === 0 ? undefined : keys.map(key => `${key} ${event[key]}, the model: ${expected[key]}`).join('; ')
}
