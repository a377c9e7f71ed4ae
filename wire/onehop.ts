/**
 * One-hop path, 32 bytes: info field, first hop, second hop.   draft-dekater-scion-dataplane {#onehop}; slayers/path/onehop
 *
 * The sender knows only its own hop; the receiving border router writes the second.
 */
import { type Bytes, type Malformed, malformed } from './bytes.ts'
import { type Hop, hopLength, type Info, infoLength, type ScionPath, writeHop, writeInfo } from './path.ts'

export const oneHopLength = infoLength + 2 * hopLength
export const firstHopAt = (at: number): number => at + infoLength
export const secondHopAt = (at: number): number => at + infoLength + hopLength

export const checkOneHop = (b: Bytes, at: number, end: number = b.length): Malformed | undefined =>
  at + oneHopLength <= end ? undefined : malformed(`one-hop path needs ${oneHopLength} bytes, ${Math.max(0, end - at)} left`, at)

/** The path as its sender writes it: the second hop is all zero. */
export function buildOneHop(info: Info, firstHop: Hop): Bytes {
  const b = new Uint8Array(oneHopLength)
  writeInfo(b, 0, info)
  writeHop(b, firstHopAt(0), firstHop)
  return b
}

/**
 * The two-hop SCION path a completed one-hop path stands for, pointing at its second hop: what the receiver reverses to answer. One-hop paths
 * run in construction direction and never over a peering hop, whatever their flags say.
 */
export const oneHopAsScionPath = (info: Info, firstHop: Hop, secondHop: Hop): ScionPath => ({
  currInf: 0,
  currHf: 1,
  segLens: [2],
  infos: [{ ...info, consDir: true, peer: false }],
  hops: [firstHop, secondHop],
})
