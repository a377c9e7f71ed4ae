/** MACs without a record: those an attacker makes with a leaked key, and that of the hop field a router completes a one-hop path with. */
import type { ModelPacket, ModelStep } from '#proofs/model/step.ts'
import { macLength } from '#wire/path.ts'
import type { Placed } from './concrete.ts'
import type { ReplayNetwork } from './network.ts'
import type { Symbols } from './symbols.ts'

const segmentEnds = ({ segLen: [a, b, c] }: ModelPacket): readonly number[] => [a, a + b, a + b + c]

/** What must be made for this one step, so that a forged tag is valid wherever the router of the step looks. */
export function placedMacs({ packet, arrival, outcome }: ModelStep, network: ReplayNetwork, symbols: Symbols): readonly Placed[] {
  const placed: Placed[] = []
  const forge = (info: number, hop: number): void => {
    const [{ ts, segId }, { exp, consIngress, consEgress, mac: tag }] = [packet.infos[info]!, packet.hops[hop]!]
    if (!network.leaked.includes(arrival.as) || !network.forgedTags.includes(tag)) return
    const found = symbols.search(arrival.as, ts, exp, consIngress, consEgress)
    placed.push({ info, hop, mac: found.mac, shift: found.segId ^ symbols.segId(segId) })
  }
  if (packet.kind === 'oneHop') {
    forge(0, 0)
    complete(outcome.packet, arrival.as, placed, symbols)
    return placed
  }
  const { currInf, currHf, infos, hops } = packet
  if (infos[currInf] !== undefined && hops[currHf] !== undefined) forge(currInf, currHf)
  const crosses = segmentEnds(packet).includes(currHf + 1)
  if (crosses && infos[currInf + 1] !== undefined && hops[currHf + 1] !== undefined) forge(currInf + 1, currHf + 1)
  return placed
}

/** Tag 0: the right MAC of the hop field that the receiving router adds, which nobody had before. */
function complete({ infos, hops }: ModelPacket, as: ModelStep['arrival']['as'], placed: Placed[], symbols: Symbols): void {
  const [info, , hop] = [infos[0], hops[0], hops[1]]
  if (info === undefined || hop === undefined || hop.mac !== 0 || hop.consIngress === 0) return
  const shift = placed[0]?.shift ?? 0
  const mac = symbols.make(as, symbols.segId(info.segId) ^ shift, info.ts, hop.exp, hop.consIngress, hop.consEgress)
  placed.push({ info: 0, hop: 1, mac: mac.slice(0, macLength), shift })
}
