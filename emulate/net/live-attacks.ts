/**
 * Attacks of a scenario by hosts of the network, and by someone on a link: their packets are followed through what routers wrote down.
 */
import { setTimeout } from 'node:timers/promises'
import { headerHex, type TraceEvent } from '#router/evidence.ts'
import { type AttackReport, countFate, type FateCount, patienceNs, sums } from '#sim/attack.ts'
import { type AttackPlan, attackKinds, type OnPathPlan, type PacketPlan, type SentPlan } from '#sim/attackers.ts'
import { findLink, isEndOf } from '#sim/faults.ts'
import { routerIn } from '#sim/given.ts'
import { createMeddler } from '#sim/on-path.ts'
import type { Scenario } from '#sim/scenario.ts'
import { type Fate, fateOf } from '#sim/witness.ts'
import type { Topology } from '#topology/model.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, fromHex, toHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import type { Emulation } from './emulation.ts'
import type { Fabric } from './fabric.ts'
import type { Hosts, NetHost } from './hosts.ts'

/** An attack that was made, or could not be. */
export interface LiveAttack {
  readonly kind: AttackPlan['kind']
  /** each packet's SCION header as it left, hex */
  readonly headers: readonly string[]
  /** Is this where its packets begin? default: at a router that they come to from inside its AS */
  readonly begins?: Begins
  readonly failed?: UserError
}

type Begins = (event: TraceEvent) => boolean

/** Throws `UserError` for someone on a link where there is none. */
export function requireLiveAttack(plan: AttackPlan, kind: Fabric['kind']): void {
  if ('link' in plan && kind === 'loopback') throw new UserError(`${plan.kind}: nobody sits on links of loopback`, 'mininet, netns')
}

/** Links on which someone sits, by index. */
export const attackedLinks = ({ topology, steps }: Pick<Scenario, 'topology' | 'steps'>): ReadonlySet<number> =>
  new Set(steps.flatMap(({ action: a }) => (a.kind === 'attack' && 'link' in a.plan ? [findLink({ topology }, a.plan.link).index] : [])))

/** Resolves when its packets have left. */
export function makeAttack(e: Emulation, plan: AttackPlan): Promise<LiveAttack> {
  if (plan.kind === 'packet') return sendGiven(e, plan)
  return 'link' in plan ? attackLink(e, plan) : attackFrom(e.hosts, plan, e.seed)
}

/** From a host, which makes them. */
export async function attackFrom(hosts: Hosts, plan: SentPlan, seed: number): Promise<LiveAttack> {
  const { kind } = plan
  const what = [JSON.stringify(plan), hosts.find(plan.to).address]
  const overhear = async (host: string): Promise<string[]> => [
    '--path',
    JSON.stringify(await hosts.command(hosts.find(host), ['overhear', ...what])),
  ]
  try {
    const heard = plan.kind === 'inject' && plan.overheard !== undefined ? await overhear(plan.overheard) : []
    const words = ['attack', ...what, '--seed', String(seed), ...heard]
    const { headers } = (await hosts.command(hosts.find(plan.from), words)) as Pick<LiveAttack, 'headers'>
    return { kind, headers }
  } catch (error) {
    if (error instanceof UserError) return { kind, headers: [], failed: error }
    throw error
  }
}

/** of the attacker's host */
const fromPort = 20_000

/** Bytes as they are, from a host to a router's socket. */
export const sendFromHost = (hosts: Hosts, host: NetHost, to: UnderlayAddress, bytes: Bytes): Promise<unknown> =>
  hosts.command(host, ['inject', to, toHex(bytes), '--from-port', String(fromPort)])

/** Given packets: from the host, or into the link as if the router at its end had sent them. Throws `UserError`. */
export async function sendGiven(e: Pick<Emulation, 'topology' | 'hosts' | 'net'>, plan: PacketPlan): Promise<LiveAttack> {
  const bytes = fromHex(plan.hex)!
  const { send, begins } = 'link' in plan ? ontoLink(e, plan.link) : fromHost(e, plan)
  const headers = Array.from({ length: plan.packets ?? 1 }, () => headerHex(bytes))
  for (const _ of headers) await send(bytes)
  return { kind: plan.kind, headers, begins }
}

interface Door {
  readonly begins: Begins
  send(bytes: Bytes): Promise<unknown>
}

function fromHost({ hosts }: Pick<Emulation, 'hosts'>, { from, router: id }: Extract<PacketPlan, { readonly from: string }>): Door {
  const host = hosts.find(from)
  const { internalAddress, id: router } = routerIn(host.as, id)
  return {
    begins: e => e.in === 0 && e.as === host.as.isdAs && e.router === router,
    send: bytes => sendFromHost(hosts, host, internalAddress, bytes),
  }
}

function ontoLink({ topology, net }: Pick<Emulation, 'topology' | 'net'>, end: string): Door {
  const { index, direction, begins } = wayOf(topology, end)
  return { begins, send: bytes => net.wires!.send(index, direction, bytes) }
}

/** The way of a link from this end, and where what goes there arrives. */
function wayOf(topology: Topology, end: string): { readonly index: number; readonly direction: 0 | 1; readonly begins: Begins } {
  const { index, a, b } = findLink({ topology }, end)
  const direction = isEndOf(end, a) ? 0 : 1
  const far = direction === 0 ? b : a
  return { index, direction, begins: e => e.in === far.ifId && e.as === far.isdAs }
}

/** milliseconds */
const lookAgainMs = 10

/** Resolves when all packets have been picked, and what is sent again has left; gives up when none has come for as long as in the simulator. */
export async function attackLink({ topology, net }: Pick<Emulation, 'topology' | 'net'>, plan: OnPathPlan): Promise<LiveAttack> {
  const { index, direction, begins } = wayOf(topology, plan.link)
  const headers: string[] = []
  const made = (bytes: Bytes): unknown => headers.push(headerHex(bytes))
  const underWay: Promise<void>[] = []
  const meddler = createMeddler(plan, made)
  const leave = await net.wires!.tap(index, direction, packet => {
    meddler.see(packet, (copy, afterNs) => underWay.push(again(copy, afterNs)))
    return packet
  })
  const untilMs = performance.now() + patienceNs / 1e6
  while (meddler.picked < (plan.packets ?? 1) && meddler.failed === undefined && performance.now() < untilMs) await setTimeout(lookAgainMs)
  await leave()
  await Promise.all(underWay)
  return { kind: plan.kind, headers, begins, ...(meddler.failed && { failed: meddler.failed }) }

  async function again(copy: Bytes, afterNs: number): Promise<void> {
    await setTimeout(afterNs / 1e6)
    made(copy)
    await net.wires!.send(index, direction, copy)
  }
}

/** What became of its packets. */
export function reportOf({ kind, headers, begins, failed }: LiveAttack, events: readonly TraceEvent[]): AttackReport {
  const fates = new Map<string, FateCount>()
  for (const fate of followPackets(headers, events, begins)) countFate(fates, fate)
  return { kind, what: attackKinds[kind], packets: headers.length, ...sums(fates), ...(failed && { failed }) }
}

const fromInside: Begins = event => event.in === 0

/** What became of packets that were sent with these SCION headers, hex, in the order they were sent in. */
export function followPackets(headers: readonly string[], events: readonly TraceEvent[], begins = fromInside): Fate[] {
  const byHeader = new Map<string, TraceEvent[]>()
  for (const event of events) byHeader.set(event.before, [...(byHeader.get(event.before) ?? []), event])
  return headers.map(header => follow(byHeader, header, begins))
}

/** From router to router: one's header after is the next one's before. Each decision is about one packet: it is taken out. */
function follow(byHeader: ReadonlyMap<string, TraceEvent[]>, header: string, begins: Begins): Fate {
  const events: TraceEvent[] = []
  const take = (before: string, isHere: (e: TraceEvent) => boolean): TraceEvent | undefined => {
    const found = byHeader.get(before) ?? []
    const at = found.findIndex(isHere)
    return at < 0 ? undefined : found.splice(at, 1)[0]
  }
  // Handed over by a weakened router, it has the same header at the sibling, which is not where it began.
  const first = take(header, e => begins(e) && e.verdict === 'handOver') ?? take(header, begins)
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
