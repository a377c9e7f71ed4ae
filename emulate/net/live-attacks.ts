/** Attacks of a scenario by hosts of the network: their packets are followed through what routers wrote down. */
import type { TraceEvent } from '#router/evidence.ts'
import { type AttackReport, countFate, type FateCount, sums } from '#sim/attack.ts'
import { type AttackPlan, attackKinds, type SentPlan } from '#sim/attackers.ts'
import { type Fate, fateOf } from '#sim/witness.ts'
import { UserError } from '#wire/error.ts'
import type { Hosts } from './hosts.ts'

/** An attack that was made, or could not be. */
export interface LiveAttack {
  readonly kind: SentPlan['kind']
  /** each packet's SCION header as it left, hex */
  readonly headers: readonly string[]
  readonly failed?: UserError
}

/** What only the simulator can do. Throws `UserError`. */
export function requireLiveAttack(plan: AttackPlan): asserts plan is SentPlan {
  const why = whyNotLive(plan)
  if (why !== undefined) throw new UserError(`${plan.kind}: ${why}`, 'hopproof sim run')
}

function whyNotLive(plan: AttackPlan): string | undefined {
  if (plan.kind === 'rewrite' || plan.kind === 'replay') return 'only simulated links have someone on them'
  if (plan.kind === 'splice') return 'only in the simulator is there time to wait for other segments'
  return plan.kind === 'inject' && plan.overheard !== undefined ? 'only in the simulator hosts overhear each other' : undefined
}

/** Resolves when its packets have left. */
export async function attackFrom(hosts: Hosts, plan: SentPlan, seed: number): Promise<LiveAttack> {
  const { kind } = plan
  const words = ['attack', JSON.stringify(plan), hosts.find(plan.to).address, '--seed', String(seed)]
  try {
    const { headers } = (await hosts.command(hosts.find(plan.from), words)) as Pick<LiveAttack, 'headers'>
    return { kind, headers }
  } catch (error) {
    if (error instanceof UserError) return { kind, headers: [], failed: error }
    throw error
  }
}

/** What became of its packets. */
export function reportOf({ kind, headers, failed }: LiveAttack, events: readonly TraceEvent[]): AttackReport {
  const fates = new Map<string, FateCount>()
  for (const fate of followPackets(headers, events)) countFate(fates, fate)
  return { kind, what: attackKinds[kind], packets: headers.length, ...sums(fates), ...(failed && { failed }) }
}

/** What became of packets that hosts sent with these SCION headers, hex, in the order they were sent in. */
export function followPackets(headers: readonly string[], events: readonly TraceEvent[]): Fate[] {
  const byHeader = new Map<string, TraceEvent[]>()
  for (const event of events) byHeader.set(event.before, [...(byHeader.get(event.before) ?? []), event])
  return headers.map(header => follow(byHeader, header))
}

/** From router to router: one's header after is the next one's before. Each decision is about one packet: it is taken out. */
function follow(byHeader: ReadonlyMap<string, TraceEvent[]>, header: string): Fate {
  const events: TraceEvent[] = []
  const take = (before: string, isHere: (e: TraceEvent) => boolean): TraceEvent | undefined => {
    const found = byHeader.get(before) ?? []
    const at = found.findIndex(isHere)
    return at < 0 ? undefined : found.splice(at, 1)[0]
  }
  // Handed over by a weakened router, it has the same header at the sibling, which is not where it began.
  const first = take(header, e => e.in === 0 && e.verdict === 'handOver') ?? take(header, e => e.in === 0)
  for (let next = first; next !== undefined; ) {
    const here: TraceEvent = next
    events.push(here)
    if (here.verdict !== 'forward' && here.verdict !== 'handOver') return fateOf(here, events)
    next = take(here.after, e => isNext(here, e))
  }
  return { end: 'lost', events }
}

/** A packet handed over has the same header at both routers of the AS: it is at the sibling only once it has left for there. */
const isNext = (before: TraceEvent, after: TraceEvent): boolean =>
  before.verdict === 'handOver' ? after.in === 0 && after.as === before.as && after.router !== before.router : after.in !== 0
