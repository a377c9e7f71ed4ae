/**
 * A packet that its sender has not decided in full: only what a router has read is fixed, the rest is filled with bytes nobody reads. What is
 * chosen later is what the sender would have written at the start.
 */
import { type Bytes, setU32 } from '#wire/bytes.ts'
import { hostTypes, pathTypes, protocols } from '#wire/header.ts'
import { type IsdAs, setIsdAs } from '#wire/isdas.ts'
import { buildOneHop, oneHopLength } from '#wire/onehop.ts'
import { type Hop, hopLength, type Info, infoLength, metaLength, setSegId, writeHop, writeInfo } from '#wire/path.ts'
import { buildUdp } from '#wire/udp.ts'

export interface Draft {
  readonly src: IsdAs
  /** `nowhere`: not yet chosen */
  readonly dst: IsdAs
  /** 1..3 */
  readonly segments: number
  /** one of the segments has a single hop field */
  readonly lone: boolean
  /** of the segments whose end is chosen */
  readonly lens: readonly number[]
  /** of the segments that have been read, as they leave the sender; before them `unread` */
  readonly infos: readonly Info[]
  readonly hops: readonly Hop[]
  /** CurrINF and CurrHF as they leave the sender: what comes before is never read */
  readonly startInf: number
  readonly startHf: number
  /** a one-hop path, of which the first hop field is chosen; else a SCION path */
  readonly oneHop?: true
}

/** An AS of no network, so that no router takes it for its own. */
export const nowhere: IsdAs = '65535-ffff:ffff:ffff'

export const unread: Info = { consDir: false, peer: false, segId: 0, timestamp: 0 }
export const unreadHop: Hop = { ingressAlert: false, egressAlert: false, expTime: 0, consIngress: 0, consEgress: 0, mac: new Uint8Array(6) }

/** Where a router finds it: the pointers, and the SegID as the routers before left it. */
export interface Pointer {
  readonly inf: number
  readonly hf: number
  readonly segId: number
}

export const headerStart = 36
const payload = buildUdp({ srcPort: 30041, dstPort: 30041, data: new Uint8Array(0) })
const isdAsBytes = new Map<IsdAs, Bytes>()

function bytesOf(isdAs: IsdAs): Bytes {
  const known = isdAsBytes.get(isdAs) ?? new Uint8Array(8)
  if (!isdAsBytes.has(isdAs)) setIsdAs(known, 0, isdAs)
  isdAsBytes.set(isdAs, known)
  return known
}

/** Number of hop fields of each segment: as chosen, or as many as are needed so that no router learns more than was chosen. */
export function lengthsOf({ segments, lone, lens, hops }: Draft): number[] {
  const before = lens.reduce((sum, n) => sum + n, 0)
  const lengths = [...lens]
  let owed = lone && !lens.includes(1)
  while (lengths.length < segments) {
    // The current segment goes on behind the hop that is being chosen; of those to come one may be the lone one.
    const here = lengths.length === lens.length ? Math.max(2, hops.length - before + 1) : 2
    const isLone = owed && lengths.length > lens.length
    lengths.push(isLone ? 1 : here)
    if (isLone) owed = false
  }
  return lengths
}

/** Can the segments still be what was said: one alone, or none? */
export function canBe({ segments, lone, lens }: Draft): boolean {
  return lens.includes(1) ? lone : !lone || lens.length < segments
}

/** A fresh buffer, at most 1,020 bytes of header: 3 segments of as many hop fields as fit in 64. */
export function writeDraft(draft: Draft, pointer: Pointer): Bytes {
  return draft.oneHop ? writeOneHop(draft, pointer) : writeScion(draft, pointer)
}

function writeOneHop(draft: Draft, { segId }: Pointer): Bytes {
  const b = packetAround(draft, pathTypes.oneHop, oneHopLength)
  b.set(buildOneHop({ ...draft.infos[0]!, segId }, draft.hops[0]!), headerStart)
  return b
}

/** All but the path. */
function packetAround(draft: Draft, pathType: number, pathLength: number): Bytes {
  const end = headerStart + pathLength
  const b = new Uint8Array(end + payload.length)
  b[3] = 1
  b[4] = protocols.udp
  b[5] = end / 4
  b[7] = payload.length
  b[8] = pathType
  b[9] = (hostTypes.ipv4 << 4) | hostTypes.ipv4
  b.set(bytesOf(draft.dst), 12)
  b.set(bytesOf(draft.src), 20)
  b[28] = 10
  b[31] = 1
  b[32] = 10
  b[35] = 2
  b.set(payload, end)
  return b
}

function writeScion(draft: Draft, { inf, hf, segId }: Pointer): Bytes {
  const lengths = lengthsOf(draft)
  const count = lengths.reduce((sum, n) => sum + n, 0)
  const hopsAt = headerStart + metaLength + infoLength * draft.segments
  const b = packetAround(draft, pathTypes.scion, hopsAt - headerStart + hopLength * count)
  setU32(b, headerStart, ((inf << 30) | (hf << 24) | (lengths[0]! << 12) | ((lengths[1] ?? 0) << 6) | (lengths[2] ?? 0)) >>> 0)
  draft.infos.forEach((info, i) => {
    writeInfo(b, headerStart + metaLength + infoLength * i, info)
  })
  if (inf < draft.infos.length) setSegId(b, headerStart + metaLength + infoLength * inf, segId)
  draft.hops.forEach((hop, i) => {
    writeHop(b, hopsAt + hopLength * i, hop)
  })
  return b
}
