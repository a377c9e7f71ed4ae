/** Rules 1-2: the pointers fit the path.   router/dataplane.go parsePath, determinePeer */
import { consDir, consEgress, consIngress, currHf, currInf, hopLength, infoLength, peerFlag } from '#wire/path.ts'
import { locateHop, type Packet, segmentOf } from '../packet.ts'
import type { Rule } from '../rule.ts'
import { refuse } from '../verdict.ts'

const hasSingleton = (p: Packet): boolean => p.secondAt === 1 || p.thirdAt - p.secondAt === 1 || p.hops - p.thirdAt === 1

/** CurrHF and CurrINF exist, CurrHF lies in CurrINF, and only a peering path has a segment of one hop. */
export const pathPointersFit: Rule = {
  name: 'pathPointersFit',
  clause: '#PathMetaHdr',
  apply(p) {
    const b = p.bytes
    const hf = currHf(b, p.path)
    if (hf >= p.hops) return refuse('pathMalformed')
    // Before pointers that disagree are refused: a router weakened here reads where they point, not where those of the last packet did.
    locateHop(p)
    if (currInf(b, p.path) !== segmentOf(p, hf)) return refuse('pathMalformed')
    return peerFlag(b, p.info) || !hasSingleton(p) ? undefined : refuse('pathMalformed')
  },
}

/** A segment marked Peer belongs to a path of exactly two segments; the hops that meet at the peering link are found here. */
export const peeringHopFound: Rule = {
  name: 'peeringHopFound',
  clause: '#peerlink',
  apply(p) {
    const b = p.bytes
    if (!peerFlag(b, p.info)) return undefined
    const first = p.secondAt
    if (p.thirdAt === first || p.hops !== p.thirdAt) return refuse('peeringMalformed')
    const hf = currHf(b, p.path)
    p.peering = hf === first - 1 || hf === first
    return undefined
  },
}

/** The interface the path says the packet entered our AS by. After a segment change inside the AS that is the previous hop's. */
export function ingressInterface(p: Packet): number {
  const b = p.bytes
  const afterCrossOver = !p.peering && segmentOf(p, currHf(b, p.path) - 1) === currInf(b, p.path) - 1
  const info = afterCrossOver ? p.info - infoLength : p.info
  const hop = afterCrossOver ? p.hop - hopLength : p.hop
  return consDir(b, info) ? consIngress(b, hop) : consEgress(b, hop)
}
