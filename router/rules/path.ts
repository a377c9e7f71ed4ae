/** Rules 1-2: the pointers fit the path.   router/dataplane.go parsePath, determinePeer */
import { consDir, currHf, currInf, infOfHf, numHops, numInf, peerFlag, segLen } from '#wire/path.ts'
import { locateHop, type Packet } from '../packet.ts'
import type { Rule } from '../rule.ts'
import { refuse } from '../verdict.ts'

const hasSingleton = (p: Packet): boolean =>
  segLen(p.bytes, p.path, 0) === 1 || segLen(p.bytes, p.path, 1) === 1 || segLen(p.bytes, p.path, 2) === 1

/** CurrHF and CurrINF exist, CurrHF lies in CurrINF, and only a peering path has a segment of one hop. */
export const pathPointersFit: Rule = {
  name: 'pathPointersFit',
  clause: '#pathmeta',
  apply(p) {
    const b = p.bytes
    const hf = currHf(b, p.path)
    const inf = currInf(b, p.path)
    if (hf >= numHops(b, p.path) || inf >= numInf(b, p.path)) return refuse('pathMalformed')
    locateHop(p)
    if (!peerFlag(b, p.info) && hasSingleton(p)) return refuse('pathMalformed')
    return inf === infOfHf(b, p.path, hf) ? undefined : refuse('pathMalformed')
  },
}

/** A segment marked Peer belongs to a path of exactly two segments; the hops that meet at the peering link are found here. */
export const peeringHopFound: Rule = {
  name: 'peeringHopFound',
  clause: '#peering',
  apply(p) {
    const b = p.bytes
    if (!peerFlag(b, p.info)) return undefined
    const first = segLen(b, p.path, 0)
    if (first === 0 || segLen(b, p.path, 1) === 0 || segLen(b, p.path, 2) !== 0) return refuse('peeringMalformed')
    const hf = currHf(b, p.path)
    p.peering = hf === first - 1 || hf === first
    return undefined
  },
}

/** The interface the path says the packet entered our AS by. After a segment change inside the AS that is the previous hop's. */
export function ingressInterface(p: Packet): number {
  const b = p.bytes
  const hf = currHf(b, p.path)
  const inf = currInf(b, p.path)
  const afterCrossOver = !p.peering && inf > 0 && hf > 0 && infOfHf(b, p.path, hf - 1) === inf - 1
  const info = afterCrossOver ? p.info - 8 : p.info
  const hop = afterCrossOver ? p.hop - 12 : p.hop
  return consDir(b, info) ? (b[hop + 2]! << 8) | b[hop + 3]! : (b[hop + 4]! << 8) | b[hop + 5]!
}
