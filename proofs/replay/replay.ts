/** One transition of the model on the real router: the same verdict, by the same rule, and the same bytes. */

import type { ModelOutcome, ModelPointer, ModelStep } from '#proofs/model/step.ts'
import { dropRule } from '#router/drops.ts'
import type { RuleSet } from '#router/rules.ts'
import type { Verdict } from '#router/verdict.ts'
import { findAs } from '#topology/model.ts'
import { type Bytes, bytesEqual, toHex } from '#wire/bytes.ts'
import { upperLayerChecksum } from '#wire/checksum.ts'
import { dstIsdAs, dstIsdAsAt, headerLength, pathAt, protocols, srcIsdAs, srcIsdAsAt } from '#wire/header.ts'
import { hopLength, infoLength, metaLength } from '#wire/path.ts'
import { maxScmpPacketLength, parseScmp, type Scmp, scmpCode, scmpType } from '#wire/scmp.ts'
import { packetBytes } from './concrete.ts'
import type { ReplayNetwork } from './network.ts'
import { deliveryPorts, dstAddress } from './parts.ts'
import { Coincidence } from './symbols.ts'
import { createWorld, type Decision, type World } from './world.ts'

export interface Mismatch {
  /** "rule", "SCMP pointer", "packet" */
  readonly what: string
  readonly expected: string
  readonly got: string
}

/** A transition on which model and code differ. */
export interface Difference {
  readonly step: ModelStep
  readonly mismatches: readonly Mismatch[]
  /** the packet as the router's rules left it */
  readonly left: Bytes
  readonly world: World
}

/** Replays steps of one network. */
export interface Replay {
  /** `undefined`: the code does what the model does. Throws `UserError` for a step that this network has no place for. */
  step(step: ModelStep): Difference | undefined
}

/** By chance 16 bits are the same where sets are not, once in 65,536: what is no chance shows with other keys and atoms as well. */
const seeds = [1, 1001, 2001, 3001, 4001]

/** `rules`: of weakened routers. */
export function createReplay(network: ReplayNetwork, rules?: RuleSet): Replay {
  const worlds = seeds.map((seed): (() => World) => {
    let world: World | undefined
    return () => {
      world ??= createWorld(network, rules, seed)
      return world
    }
  })
  return {
    step(step) {
      let difference: Difference | undefined
      for (const world of worlds) {
        const found = replayIn(world(), step)
        if (found === undefined) return undefined
        difference = found === 'coincidence' ? difference : found
      }
      return difference
    },
  }
}

function replayIn(world: World, step: ModelStep): Difference | 'coincidence' | undefined {
  try {
    const writing = world.writing(step)
    const decision = world.decide(step.arrival, packetBytes(step.packet, writing))
    const mismatches = compare(step, decision, packetBytes(step.outcome.packet, writing), world)
    return mismatches.length === 0 ? undefined : { step, mismatches, left: decision.left.slice(), world }
  } catch (error) {
    if (error instanceof Coincidence) return 'coincidence'
    throw error
  }
}

type Same = (what: string, expected: string | number, got: string | number) => void

function compare(step: ModelStep, decision: Decision, left: Bytes, world: World): readonly Mismatch[] {
  const mismatches: Mismatch[] = []
  const same: Same = (what, expected, got) => {
    if (expected !== got) mismatches.push({ what, expected: String(expected), got: String(got) })
  }
  const { outcome } = step
  const { verdict, rule, sent } = decision
  same('verdict', outcome.verdict, verdict.kind)
  same('rule', outcome.rule, rule)
  same('reason', outcome.reason, reasonOf(verdict))
  same('sibling', outcome.sibling, verdict.kind === 'handOver' ? verdict.link.routerId : '')
  same('egress', outcome.egress, egressOf(verdict))
  if (!bytesEqual(left, decision.left)) same('packet', toHex(left), toHex(decision.left))
  if (verdict.kind === 'deliver' && outcome.verdict === 'deliver') same('delivered to', deliveredTo(step, world.network), verdict.to)
  if (verdict.kind === 'answer' && outcome.verdict === 'answer') compareAnswer(step, sent, left, same)
  else if (verdict.kind !== 'drop' && verdict.kind !== 'answer' && sent !== decision.left) same('what leaves', 'the packet', 'other bytes')
  return mismatches
}

const reasonOf = (verdict: Verdict): string =>
  verdict.kind === 'drop' || (verdict.kind === 'answer' && verdict.with === 'error') ? verdict.reason : ''

function egressOf(verdict: Verdict): number {
  if (verdict.kind === 'forward') return verdict.link.ifId
  return verdict.kind === 'answer' && verdict.with === 'traceroute' ? verdict.ifId : 0
}

/** The underlay address. */
export function deliveredTo({ packet, arrival }: ModelStep, { topology }: Pick<ReplayNetwork, 'topology'>): string {
  if (packet.dstHost === 'host') return `${dstAddress}:${deliveryPorts[packet.payload]}`
  return findAs(topology, arrival.as)?.controlServices[0]?.address ?? 'no service'
}

/** Every field of the message, whom it goes to and that it quotes the packet as the rules left it. */
function compareAnswer(step: ModelStep, sent: Bytes | undefined, left: Bytes, same: Same): void {
  if (sent === undefined) {
    same('what leaves', 'an answer', 'nothing')
    return
  }
  const { outcome, packet, arrival } = step
  const at = headerLength(sent)
  same('SCMP type', outcome.scmpType, scmpType(sent, at))
  same('SCMP code', outcome.scmpCode, scmpCode(sent, at))
  same('SCMP source', arrival.as, srcIsdAs(sent))
  same('SCMP destination', packet.src, dstIsdAs(sent))
  same('SCMP checksum', 0, upperLayerChecksum(sent, protocols.scmp, at, sent.length - at))
  if (outcome.scmpType !== scmpType(sent, at)) return
  const message = parseScmp(sent, at)
  if ('pointer' in message) same('SCMP pointer', pointerAt(outcome.pointer, left, packet.segLen), message.pointer)
  if ('isdAs' in message) same('SCMP ISD-AS', arrival.as, message.isdAs)
  same('SCMP interface', namedInterface(outcome), interfaceOf(message))
  if ('quote' in message) same('SCMP quote', toHex(left.subarray(0, quoteLength(sent, message.quote, left))), toHex(message.quote))
}

/** All of it, if the answer holds all of it. */
const quoteLength = (sent: Bytes, quote: Bytes, whole: Bytes): number => (sent.length < maxScmpPacketLength ? whole.length : quote.length)

const interfaceOf = (message: Scmp): number => {
  if (message.kind === 'internalConnectivityDown') return Number(message.egress)
  return 'ifId' in message ? Number(message.ifId) : 0
}

/** Of a link that is down: that by which the packet was to leave. */
function namedInterface({ reason, egress, packet }: ModelOutcome): number {
  if (reason === '' || dropRule(reason).scmp?.type === 4 || dropRule(reason).scmp?.type === 1) return egress
  const [info, hop] = [packet.infos[packet.currInf]!, packet.hops[packet.currHf]!]
  return info.consDir ? hop.consEgress : hop.consIngress
}

/** Byte offset of what the model points at. Inside an EPIC path it leaves out the 16 bytes before the SCION path, as the reference's does. */
export function pointerAt({ of, at }: ModelPointer, packet: Bytes, segLen: readonly number[]): number {
  const infosAt = pathAt(packet) + metaLength
  switch (of) {
    case 'none':
      return 0
    case 'dstIsdAs':
      return dstIsdAsAt
    case 'srcIsdAs':
      return srcIsdAsAt
    case 'info':
      return infosAt + infoLength * at
    case 'hop':
      return infosAt + infoLength * segLen.filter(length => length > 0).length + hopLength * at
  }
}
