/**
 * Decisions in bytes as steps of the model. A MAC's tag is the number of its six bytes, a SegID the set of its bits, time counts from the log's
 * beginning.
 */
import { epicSentAfterNs } from '#crypto/epic.ts'
import { modelHop, modelInfo } from '#proofs/model/fields.ts'
import type { ModelArrival, ModelOutcome, ModelPacket, ModelPointer } from '#proofs/model/step.ts'
import type { TraceEvent, TracePayload } from '#router/evidence.ts'
import type { Topology } from '#topology/model.ts'
import { nsPerS } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { epicTimestamp, hvfLength, lhvfAt, phvfAt } from '#wire/epic.ts'
import { dstIsdAs, dstIsdAsAt, pathAt, payloadLength, srcIsdAs, srcIsdAsAt } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { hopAt, hopLength, infoLength } from '#wire/path.ts'
import { dstHostOf, headerOf, isUnicast, type PathHeader } from './header.ts'
import { bitsOf, createKnowledge, type Knowledge } from './knowledge.ts'
import { halvesAway, modelNow, modelTime, representative } from './time.ts'

/** One decision: what the model is asked, what it must say, and whether the router took the way out for down. */
export interface Decision {
  readonly packet: ModelPacket
  readonly arrival: ModelArrival
  readonly down: boolean
  readonly outcome: ModelOutcome
}

export interface Abstraction {
  readonly knowledge: Knowledge
  /** Precondition: the model has such packets. `undefined`: what the packet became cannot be read. */
  decision(event: TraceEvent): Decision | undefined
}

/** `epochS`: unix seconds at which the model's time begins; `keyOf`: forwarding keys. */
export function createAbstraction(topology: Topology, epochS: number, keyOf: (isdAs: IsdAs) => Bytes): Abstraction {
  const knowledge = createKnowledge(epochS, keyOf)
  const { macTag, hvfTag } = knowledge
  const epicOf = (h: PathHeader, sentAt: number): Pick<ModelPacket, 'sentAt' | 'phvf' | 'lhvf'> => {
    if (h.kind !== 'epic') return { sentAt: 0, phvf: 0, lhvf: 0 }
    const [phvf, lhvf] = [phvfAt, lhvfAt].map(at => hvfTag(h, h.bytes.subarray(at(pathAt(h.bytes)), at(pathAt(h.bytes)) + hvfLength)))
    return { sentAt, phvf: phvf!, lhvf: lhvf! }
  }
  const packetOf = (h: PathHeader, payload: TracePayload, sentAt: number): ModelPacket => ({
    kind: h.kind,
    src: srcIsdAs(h.bytes),
    dst: dstIsdAs(h.bytes),
    srcHost: isUnicast(h.bytes) ? 'unicast' : 'bad',
    dstHost: dstHostOf(h.bytes, topology),
    payload: payloadOf(payload),
    lengthOk: payloadLength(h.bytes) === payload.length,
    currInf: h.currInf,
    currHf: h.currHf,
    segLen: [h.segLens[0] ?? 0, h.segLens[1] ?? 0, h.segLens[2] ?? 0],
    infos: h.infos.map(i => modelInfo(i, bitsOf(i.segId), modelTime(i.timestamp, epochS))),
    hops: h.hops.map(hop => modelHop(hop, macTag(hop.mac))),
    ...epicOf(h, sentAt),
  })
  return {
    knowledge,
    decision(event) {
      const [before, after] = [headerOf(event.before), headerOf(event.left ?? event.after)]
      if (before === undefined || after === undefined) return undefined
      const now = representative(before, modelNow(event, epochS), epochS)
      const sentAt = before.kind === 'epic' ? now + sentAfterNow(before, event) : 0
      const packet = packetOf(before, event.payload!, sentAt)
      knowledge.learn(event.as, event.in, before, packet)
      const arrival = { as: event.as, router: event.router, in: event.in, from: event.fromSibling ?? '', now }
      return { packet, arrival, down: event.egressDown === true, outcome: outcomeOf(event, after, packetOf(after, event.payload!, sentAt)) }
    },
  }
}

/** Half seconds from the router's now to when an EPIC packet says it was sent. */
const sentAfterNow = (h: PathHeader, { epochS, t }: TraceEvent): number =>
  halvesAway((h.infos[0]!.timestamp - epochS) * nsPerS + epicSentAfterNs(epicTimestamp(h.bytes, pathAt(h.bytes))) - t)

const payloadOf = ({ kind, port }: TracePayload): ModelPacket['payload'] =>
  kind !== 'other' ? kind : port === undefined ? 'noPort' : 'udp'

function outcomeOf(event: TraceEvent, left: PathHeader, packet: ModelPacket): ModelOutcome {
  const [scmpType = 0, scmpCode = 0, offset = 0] = (event.scmp ?? '').split('/').filter(Boolean).map(Number)
  return {
    verdict: event.verdict as ModelOutcome['verdict'],
    rule: event.rule,
    reason: (event.reason ?? '') as ModelOutcome['reason'],
    egress: event.verdict === 'forward' ? (event.egress ?? 0) : (event.asked ?? 0),
    sibling: event.toSibling ?? '',
    scmpType,
    scmpCode,
    pointer: pointerAt(left, offset),
    packet,
  }
}

/** What an SCMP pointer points at. Inside an EPIC path it leaves out the 16 bytes before the SCION path. Index -1: at no field's beginning. */
function pointerAt(h: PathHeader, offset: number): ModelPointer {
  if (offset === 0) return { of: 'none', at: 0 }
  if (offset === dstIsdAsAt) return { of: 'dstIsdAs', at: 0 }
  if (offset === srcIsdAsAt) return { of: 'srcIsdAs', at: 0 }
  const infos = h.at + 4
  const hops = hopAt(h.bytes, h.at, 0)
  const inPath = offset + h.at - pathAt(h.bytes)
  const [of, from, length] = inPath < hops ? (['info', infos, infoLength] as const) : (['hop', hops, hopLength] as const)
  const at = (inPath - from) / length
  return { of, at: Number.isInteger(at) ? at : -1 }
}
