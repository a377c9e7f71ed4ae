/**
 * What else can be wrong with a packet. The attacker of Attacker.tla does one thing to it, so that which of two rules comes first hardly shows; here
 * a step of the chosen cover is made wrong once more. One fault of each kind, not all there are.
 */
import { segmentOf } from '#proofs/model/fields.ts'
import type { ModelArrival, ModelHop, ModelInfo, ModelPacket } from '#proofs/model/step.ts'
import type { Topology } from '#topology/model.ts'

/** What a router is asked. */
export interface Question {
  readonly packet: ModelPacket
  readonly arrival: ModelArrival
}

/** `undefined`: this packet cannot have it. */
type Fault = (question: Question, topology: Topology) => Question | undefined

const inPacket =
  (change: (packet: ModelPacket, arrival: ModelArrival, topology: Topology) => Partial<ModelPacket> | undefined): Fault =>
  ({ packet, arrival }, topology) => {
    const changed = change(packet, arrival, topology)
    return changed && { packet: { ...packet, ...changed }, arrival }
  }

const inArrival =
  (change: (arrival: ModelArrival, packet: ModelPacket, topology: Topology) => Partial<ModelArrival> | undefined): Fault =>
  ({ packet, arrival }, topology) => {
    const changed = change(arrival, packet, topology)
    return changed && { packet, arrival: { ...arrival, ...changed } }
  }

/** Of the hop field at which the packet stands, or `ahead` of it. */
const inHop = (ahead: number, change: (hop: ModelHop, packet: ModelPacket) => Partial<ModelHop>): Fault =>
  inPacket(packet => {
    const hop = packet.hops[packet.currHf + ahead]
    return hop && { hops: packet.hops.with(packet.currHf + ahead, { ...hop, ...change(hop, packet) }) }
  })

const inInfo = (at: (packet: ModelPacket) => number, change: (info: ModelInfo) => Partial<ModelInfo>): Fault =>
  inPacket(packet => {
    const info = packet.infos[at(packet)]
    return info && { infos: packet.infos.with(at(packet), { ...info, ...change(info) }) }
  })

const current = (packet: ModelPacket): number => packet.currInf
const pointer = (hf: number, inf: number): Fault =>
  inPacket(({ kind, currHf, currInf }) => {
    const moved = { currHf: currHf + hf, currInf: currInf + inf }
    return kind === 'oneHop' || moved.currHf < 0 || moved.currHf > 63 || moved.currInf < 0 || moved.currInf > 3 ? undefined : moved
  })
/** Only as many segments as there are info fields: else bytes of one kind would be read as another. */
const lengths = (...change: readonly [number, number, number]): Fault =>
  inPacket(({ segLen, infos, kind }) => {
    const [a, b, c] = segLen.map((length, i) => length + change[i]!) as [number, number, number]
    const announced = c > 0 ? 3 : b > 0 ? 2 : 1
    return kind === 'oneHop' || Math.min(a, b, c) < 0 || Math.max(a, b, c) > 63 || a === 0 || announced !== infos.length
      ? undefined
      : { segLen: [a, b, c] }
  })
/** `total` hop fields, all like the last. */
const long = (total: number): Fault =>
  inPacket(({ kind, hops, segLen: [, b, c] }) =>
    kind === 'oneHop' || b + c >= total || total - b - c > 63
      ? undefined
      : { segLen: [total - b - c, b, c], hops: Array.from({ length: total }, (_, i) => hops[i] ?? hops.at(-1)!) },
  )
const expiresAt = ({ currInf, currHf, infos, hops }: ModelPacket): number | undefined => {
  const [info, hop] = [infos[currInf], hops[currHf]]
  return info && hop && info.ts + (1 + hop.exp) * 675
}
const at = (afterExpiry: number): Fault =>
  inArrival((_, packet) => {
    const expiry = expiresAt(packet)
    return expiry === undefined ? undefined : { now: expiry + afterExpiry }
  })
const sent = (before: number): Fault => inPacket(({ kind }, { now }) => (kind === 'epic' ? { sentAt: now - before } : undefined))

/** Only a traceroute is answered. */
const asked =
  (fault: Fault): Fault =>
  (question, topology) => {
    const found = fault(question, topology)
    return found && { ...found, packet: { ...found.packet, payload: 'traceroute' } }
  }

const hopFaults = (name: string, ahead: number): Readonly<Record<string, Fault>> => ({
  [`${name}Expired`]: inHop(ahead, () => ({ exp: 0 })),
  [`${name}Mac`]: inHop(ahead, (_, { hops }) => ({ mac: hops[0]!.mac })),
  [`${name}In`]: inHop(ahead, ({ consIngress }) => ({ consIngress: consIngress === 0 ? 77 : 0 })),
  [`${name}Eg`]: inHop(ahead, ({ consEgress }) => ({ consEgress: consEgress === 0 ? 77 : 0 })),
  [`${name}Swapped`]: inHop(ahead, ({ consIngress, consEgress }) => ({ consIngress: consEgress, consEgress: consIngress })),
  [`${name}InAlert`]: asked(inHop(ahead, () => ({ ingressAlert: true }))),
  [`${name}EgAlert`]: asked(inHop(ahead, () => ({ egressAlert: true }))),
})

const routersOf = (topology: Topology, as: string) => topology.ases.find(a => a.isdAs === as)?.routers ?? []

export const faults: Readonly<Record<string, Fault>> = {
  none: question => question,
  length: inPacket(() => ({ lengthOk: false })),
  srcHost: inPacket(() => ({ srcHost: 'bad' })),
  dstHost: inPacket(() => ({ dstHost: 'bad' })),
  noService: inPacket(() => ({ dstHost: 'noService' })),
  service: inPacket(() => ({ dstHost: 'service' })),
  scmpError: inPacket(() => ({ payload: 'scmpError' })),
  traceroute: inPacket(() => ({ payload: 'traceroute' })),
  noPort: inPacket(() => ({ payload: 'noPort' })),
  srcLocal: inPacket((_, { as }) => ({ src: as })),
  srcOther: inPacket(({ src }, { as }, { ases }) => ({ src: ases.find(a => a.isdAs !== as && a.isdAs !== src)?.isdAs ?? src })),
  dstLocal: inPacket((_, { as }) => ({ dst: as })),
  dstOther: inPacket(({ dst }, { as }, { ases }) => ({ dst: ases.find(a => a.isdAs !== as && a.isdAs !== dst)?.isdAs ?? dst })),
  lastInstant: at(0),
  expired: at(1),
  ...hopFaults('before', -1),
  ...hopFaults('here', 0),
  ...hopFaults('next', 1),
  thirdPeer: inInfo(
    () => 2,
    ({ peer }) => ({ peer: !peer }),
  ),
  peer: inInfo(current, ({ peer }) => ({ peer: !peer })),
  consDir: inInfo(current, ({ consDir }) => ({ consDir: !consDir })),
  nextPeer: inInfo(
    p => segmentOf(p.segLen, p.currHf + 1),
    ({ peer }) => ({ peer: !peer }),
  ),
  nextConsDir: inInfo(
    p => segmentOf(p.segLen, p.currHf + 1),
    ({ consDir }) => ({ consDir: !consDir }),
  ),
  segId: inInfo(current, ({ segId }) => ({ segId: segId.slice(1) })),
  hfBack: pointer(-1, 0),
  hfOn: pointer(1, 0),
  infBack: pointer(0, -1),
  infOn: pointer(0, 1),
  bothBack: pointer(-1, -1),
  bothOn: pointer(1, 1),
  end: inPacket(({ segLen: [a, b, c], kind }) => (kind === 'oneHop' || a + b + c > 63 ? undefined : { currHf: a + b + c })),
  noHops: inPacket(({ kind }) => (kind === 'oneHop' ? undefined : { segLen: [0, 0, 0] })),
  gap: inPacket(({ segLen: [a, , c] }) => (c > 0 ? { segLen: [a, 0, c] } : undefined)),
  shorter: lengths(-1, 0, 0),
  secondShorter: lengths(0, -1, 0),
  thirdShorter: lengths(0, 0, -1),
  moved: lengths(-1, 1, 0),
  movedBack: lengths(1, -1, 0),
  thirdMoved: lengths(0, 1, -1),
  thirdMovedBack: lengths(0, -1, 1),
  hops64: long(64),
  hops65: long(65),
  otherLink: inArrival(({ as, router, in: ifId }, _, topology) => {
    const link = routersOf(topology, as)
      .find(r => r.id === router)
      ?.interfaces.find(i => i.ifId !== ifId)
    return link && { in: link.ifId, from: '' }
  }),
  host: inArrival(() => ({ in: 0, from: '' })),
  sibling: inArrival(({ as, router }, _, topology) => {
    const other = routersOf(topology, as).find(r => r.id !== router)
    return other && { in: 0, from: other.id }
  }),
  freshEnough: sent(6),
  stale: sent(7),
  early: sent(-2),
  tooEarly: sent(-3),
  fields: inPacket(({ kind, phvf, lhvf }) => (kind === 'epic' ? { phvf: lhvf, lhvf: phvf } : undefined)),
  thirdHop: inPacket(({ kind, hops }) => (kind === 'oneHop' ? { hops: [...hops, hops.at(-1)!] } : undefined)),
}
