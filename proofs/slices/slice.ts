/**
 * The log cut into the ways of single packets: what a router sends is what the next one hears, to the byte. A router keeps nothing between
 * packets, so that each slice is judged for itself, in any order; a packet seen twice is two slices, one that was lost ends early.
 */
import type { TraceEvent } from '#router/evidence.ts'
import { farEnds, type Topology } from '#topology/model.ts'
import type { DecisionLog, Logged } from './log.ts'

export interface Slices {
  readonly slices: readonly (readonly Logged[])[]
  /** came over a link or from a sibling, and nobody sent it: none on a link on which nobody stands */
  readonly strays: readonly Logged[]
}

type FarEnds = ReturnType<typeof farEnds>

/** longer than any packet is under way */
const underWayNs = 1_000_000_000

export function sliceLog({ head, events, isCut }: DecisionLog, topology: Topology): Slices {
  const ends = farEnds(topology)
  const sent = gatherSent(events, ends)
  const onPath = new Set(head.onPath)
  // Router after router, as real ones write: who sent a packet may stand in what was not read.
  const mayFollow = isCut === true && events.some(({ event }, i) => event.t < (events[i - 1]?.event.t ?? 0))
  const next = new Map<Logged, Logged>()
  const firsts: Logged[] = []
  const strays: Logged[] = []
  for (const logged of events) {
    const { event } = logged
    if (event.in === 0 && event.fromSibling === undefined) {
      firsts.push(logged)
      continue
    }
    const sender = take(sent, arrivalKey(event, event.payload?.digest)) ?? take(sent, arrivalKey(event, answered))
    if (sender !== undefined && isOnward(sender.event)) {
      next.set(sender, logged)
      continue
    }
    firsts.push(logged)
    const near = ends(event.as, event.in)
    const isMeddled = near !== undefined && onPath.has(endName(near.isdAs, near.ifId))
    const wasUnderWay = head.fromNs !== undefined && event.t <= head.fromNs + underWayNs
    if (sender === undefined && !isMeddled && !wasUnderWay && !mayFollow) strays.push(logged)
  }
  return { slices: firsts.map(first => follow(first, next)), strays }
}

function follow(first: Logged, next: ReadonlyMap<Logged, Logged>): Logged[] {
  const slice = [first]
  for (let at = next.get(first); at !== undefined; at = next.get(at)) slice.push(at)
  return slice
}

const endName = (isdAs: string, ifId: number): string => `${isdAs}#${ifId}`

/** An answer is another packet: its payload is not in the log. */
const answered = 'answer'

const keyOf = (as: string, router: string, ifId: number, sibling: string, header: string, payload: string | undefined): string =>
  `${as} ${router} ${ifId} ${sibling} ${payload} ${header}`

const arrivalKey = (e: TraceEvent, payload: string | undefined): string =>
  keyOf(e.as, e.router, e.in, e.fromSibling ?? '', e.before, payload)

const isOnward = (e: TraceEvent): boolean => e.verdict === 'forward' || e.verdict === 'handOver'

/** What was sent, by where and as what it must be heard next. */
function gatherSent(events: readonly Logged[], ends: FarEnds): Map<string, Logged[]> {
  const sent = new Map<string, Logged[]>()
  for (const logged of events) {
    const key = sendKey(logged.event, ends)
    if (key === undefined) continue
    const same = sent.get(key)
    if (same === undefined) sent.set(key, [logged])
    else same.push(logged)
  }
  // The first sent is the first taken.
  for (const same of sent.values()) same.reverse()
  return sent
}

function sendKey(e: TraceEvent, ends: FarEnds): string | undefined {
  const overLink = (ifId: number, payload: string | undefined): string | undefined => {
    const far = ends(e.as, ifId)
    return far && keyOf(far.isdAs, far.routerId, far.ifId, '', e.after, payload)
  }
  if (e.verdict === 'forward') return overLink(e.egress ?? 0, e.payload?.digest)
  if (e.verdict === 'handOver') return keyOf(e.as, e.toSibling ?? '', 0, e.router, e.after, e.payload?.digest)
  // Of an answer that could not be made the header is the packet's own.
  if (e.verdict !== 'answer' || e.after === e.left) return undefined
  return e.fromSibling === undefined ? overLink(e.in, answered) : keyOf(e.as, e.fromSibling, 0, e.router, e.after, answered)
}

const take = (sent: ReadonlyMap<string, Logged[]>, key: string): Logged | undefined => sent.get(key)?.pop()
