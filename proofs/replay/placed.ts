/** MACs without a record: those an attacker makes with a leaked key, and that of the hop field a router completes a one-hop path with. */
import type { ModelPacket, ModelStep, SegId } from '#proofs/model/step.ts'
import { type Bytes, getU16 } from '#wire/bytes.ts'
import { macLength } from '#wire/path.ts'
import { type Placed, segIdWith } from './concrete.ts'
import type { ReplayNetwork } from './network.ts'
import { Coincidence, type Symbols } from './symbols.ts'

const segmentEnds = ({ segLen: [a, b, c] }: ModelPacket): readonly number[] => [a, a + b, a + b + c]

/** What must be made for this one step, so that a forged tag is valid wherever the router of the step looks. */
export function placedMacs({ packet, arrival, outcome }: ModelStep, network: ReplayNetwork, symbols: Symbols): readonly Placed[] {
  const placed: Placed[] = []
  const isForged = (hop: number): boolean =>
    network.leaked.includes(arrival.as) && packet.hops[hop] !== undefined && network.forgedTags.includes(packet.hops[hop].mac)
  const place = (info: number, hop: number, from: ModelPacket, folded: boolean): void => {
    const { ts, segId } = from.infos[info]!
    const { exp, consIngress, consEgress, mac: tag } = from.hops[hop]!
    const make = (value: number): Bytes => symbols.make(arrival.as, value, ts, exp, consIngress, consEgress).slice(0, macLength)
    placed.push({ info, hop, tag, mac: fixedPoint(tag, folded ? toggled(segId, tag) : segId, make, symbols) })
  }
  if (packet.kind === 'oneHop') {
    if (isForged(0)) place(0, 0, packet, false)
    if (outcome.packet.hops[1]?.mac === 0 && outcome.packet.hops[1].consIngress !== 0) place(0, 1, outcome.packet, false)
    return placed
  }
  const { currInf, currHf } = packet
  if (packet.infos[currInf] !== undefined && isForged(currHf)) place(currInf, currHf, packet, isFoldedFirst(packet, arrival.in))
  const crosses = segmentEnds(packet).includes(currHf + 1) && packet.infos[currInf + 1] !== undefined
  if (crosses && isForged(currHf + 1)) place(currInf + 1, currHf + 1, packet, false)
  return placed
}

/** Against construction direction the SegID is checked as it is without the MAC. */
function isFoldedFirst({ infos, currInf, currHf, segLen }: ModelPacket, ingress: number): boolean {
  const { consDir, peer } = infos[currInf]!
  const atPeering = peer && (currHf === segLen[0] - 1 || currHf === segLen[0])
  return !consDir && ingress !== 0 && !atPeering
}

const toggled = (set: SegId, tag: number): SegId => (set.includes(tag) ? set.filter(s => s !== tag) : [...set, tag])

/** Where the SegID holds the very MAC that is made of it, one is sought whose first bytes are what went in: two of three seeds have it. */
function fixedPoint(tag: number, set: SegId, make: (segId: number) => Bytes, symbols: Symbols): Bytes {
  if (!set.includes(tag)) return make(symbols.segId(set))
  const rest = segIdWith({ tag, mac: new Uint8Array(2) }, set, symbols)
  for (let prefix = 0; prefix < 0x1_0000; prefix++) {
    const mac = make(rest ^ prefix)
    if (getU16(mac, 0) === prefix) return mac
  }
  throw new Coincidence(`no MAC ${tag} is part of its own SegID`)
}
