/**
 * A control service that does not keep to the rules: it has its AS's key, its interfaces and what honest ASes told it, and says to its
 * neighbours whatever it likes. What becomes of it is for them to count (`control/events.ts`).
 */
import { createOneHopWays } from '#control/beacon/beaconing.ts'
import { extend } from '#control/beacon/extend.ts'
import { segmentsTo } from '#control/lookup/segment-store.ts'
import { combine } from '#control/path/combine.ts'
import { appendEntry, makeRoot } from '#control/segment/codec.ts'
import { encodeBody } from '#control/segment/entry.ts'
import { type AsEntry, firstIsdAs, type Segment } from '#control/segment/segment.ts'
import { associatedData } from '#control/segment/verify.ts'
import { type ServiceState, waysOver } from '#control/state.ts'
import type { Request, Way } from '#control/transport/exchange.ts'
import { encodeBeacon, encodeSegments } from '#control/transport/message.ts'
import { type Outbox, type Random, unixSeconds } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { macLength } from '#wire/path.ts'
import type { Network } from './network.ts'
import { randomFor } from './random.ts'

/** What each kind is, for people. */
export const rogueKinds = {
  forgedEntry: 'beacons that begin with an entry of `victim` it made up, as if it were its neighbour',
  foreignEntries: "entries of others as they are, with its own behind one that names another's neighbour next",
  replayedBeacons: "others' beacons passed on as they came, without an entry of its own",
  flood: 'more and more beacons, each with another interface it has not, all well signed',
  malformed: 'bytes that are no message, and messages that hold no beacon',
  foreignRegistration: 'segments of others registered at the core AS they begin at',
} as const

export interface RoguePlan {
  readonly kind: keyof typeof rogueKinds
  /** whose control service it is */
  readonly as: IsdAs
  /** of `forgedEntry`: whose entry is made up */
  readonly victim?: IsdAs | undefined
  /** rounds: in each one message leaves by every interface to a customer or, of a core AS, another core AS */
  readonly count: number
  readonly intervalNs: number
}

export interface RogueReport {
  /** messages sent, each perhaps several times */
  readonly sent: number
  /** of those that were questions: the other end said it took them, it refused, it never answered */
  readonly taken: number
  readonly refused: number
  readonly lost: number
}

/** Begins now. Throws `UserError` for an AS without control service. */
export function startRogue(network: Network, plan: RoguePlan): RogueReport {
  const node = network.services.find(s => s.as.isdAs === plan.as)
  if (node === undefined) throw new UserError(`${plan.as} has no control service`)
  const report = { sent: 0, taken: 0, refused: 0, lost: 0 }
  const rogue: Rogue = { plan, random: randomFor(network.seed, `rogue ${plan.kind} ${plan.as}`), round: 0, report }
  const step = (): void => {
    network.loop.call(node.node, (now, out) => speak(rogue, node.service.state, now, out))
    if (++rogue.round < plan.count) network.loop.at(network.loop.now + plan.intervalNs, step)
  }
  step()
  return report
}

interface Rogue {
  readonly plan: RoguePlan
  readonly random: Random
  /** so many are over */
  round: number
  readonly report: { -readonly [K in keyof RogueReport]: number }
}

function speak(rogue: Rogue, s: ServiceState, now: number, out: Outbox): void {
  if (rogue.plan.kind === 'foreignRegistration') registerForeign(rogue, s, now, out)
  else announce(rogue, s, now, out)
}

function announce(rogue: Rogue, s: ServiceState, now: number, out: Outbox): void {
  const wayOver = createOneHopWays(s)
  const nowS = unixSeconds(s.clock, now)
  for (const { ifId, linkType, neighbor } of s.extender.interfaces.values()) {
    if (linkType !== 'child' && linkType !== 'core') continue
    const way = wayOver(ifId, nowS)
    const body = bodyOf(rogue, s, ifId, nowS)
    if (rogue.plan.kind === 'malformed' && rogue.round % 2 === 0) sendNoise(rogue, way, out)
    else if (body !== undefined) ask(rogue, s, { to: neighbor, kind: 'beacon', body, ways: [way] }, now, out)
  }
}

function ask({ report }: Rogue, s: ServiceState, request: Omit<Request, 'done'>, now: number, out: Outbox): void {
  report.sent++
  const done: Request['done'] = answer => {
    const end = 'body' in answer ? 'taken' : answer.failed === 'refused' ? 'refused' : 'lost'
    report[end]++
  }
  s.exchange.ask({ ...request, done }, now, out)
}

const noiseLength = 100
const noise = ({ random }: Rogue): Bytes => Uint8Array.from({ length: noiseLength }, () => random() & 0xff)

function sendNoise(rogue: Rogue, way: Way, out: Outbox): void {
  rogue.report.sent++
  way.send(noise(rogue), out)
}

/** `undefined` as long as there is nothing to make it of. */
function bodyOf(rogue: Rogue, s: ServiceState, ifId: number, nowS: number): Bytes | undefined {
  if (rogue.plan.kind === 'malformed') return noise(rogue)
  const beacon = beaconOf(rogue, s, ifId, nowS)
  return beacon && encodeBeacon(beacon)
}

function beaconOf(rogue: Rogue, s: ServiceState, ifId: number, nowS: number): Segment | undefined {
  const { kind, victim } = rogue.plan
  const known = newest(s)
  if (kind === 'forgedEntry') return forged(rogue, s, victim!, ifId, nowS)
  if (kind === 'flood') return known && extendBy(s, known.beacon, 0xffff - (rogue.round % 0xf000), ifId, nowS)
  if (kind === 'replayedBeacons') return known?.beacon
  return known?.beacon.before && extendBy(s, known.beacon.before, known.ingress, ifId, nowS)
}

/** Of the beacons it got the longest, of those the newest. */
function newest(s: ServiceState) {
  const stored = [...s.beacons.groups.values()].flatMap(group => [...group.stored.values()])
  return stored.toSorted((a, b) => b.beacon.length - a.beacon.length || b.beacon.timestamp - a.beacon.timestamp)[0]
}

/** Its own entry, rightly made but for an interface it may not have. */
function extendBy(s: ServiceState, beacon: Segment, ingress: number, ifId: number, nowS: number): Segment | undefined {
  const egress = s.extender.interfaces.get(ifId)!
  const interfaces = new Map([...s.extender.interfaces, [ingress, { ...egress, ifId: ingress }], [ifId, egress]])
  return extend({ ...s.extender, interfaces }, beacon, ingress, ifId, nowS)
}

function forged(rogue: Rogue, s: ServiceState, victim: IsdAs, ifId: number, nowS: number): Segment | undefined {
  const root = makeRoot({ timestamp: nowS, segId: rogue.random() & 0xffff })
  const mac = noise(rogue).subarray(0, macLength)
  const hop = { ingress: 0, egress: 1, expTime: s.extender.expTime, mac }
  const entry: AsEntry = { isdAs: victim, next: s.isdAs, mtu: s.extender.mtu, hop, ingressMtu: 0, peers: [] }
  const signed = s.extender.signer.keyFor(nowS, nowS)?.sign(encodeBody(entry), () => associatedData(root, undefined))
  return signed && extendBy(s, appendEntry(root, undefined, entry, signed), ifId === 1 ? 2 : 1, ifId, nowS)
}

function registerForeign(rogue: Rogue, s: ServiceState, now: number, out: Outbox): void {
  const known = newest(s)
  if (known === undefined) return
  const origin = firstIsdAs(known.beacon)
  const ups = segmentsTo(s.ups, origin, unixSeconds(s.clock, now))
  const ways = waysOver(s, combine(s.isdAs, origin, { ups, cores: [], downs: [] }))
  const body = encodeSegments({ downs: [known.beacon] })
  if (ways.length > 0) ask(rogue, s, { to: origin, kind: 'registration', body, ways }, now, out)
}
