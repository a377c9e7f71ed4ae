/**
 * Segments as protobuf bytes, the field numbers of proto/control_plane/v1/seg.proto and proto/crypto/v1/signed.proto.
 *
 *   PathSegment          1 segment_info (bytes)  2 as_entries (repeated)
 *   SegmentInformation   1 timestamp  2 segment_id
 *   ASEntry              1 signed: SignedMessage {1 header_and_body: HeaderAndBody {1 header  2 body}  2 signature}
 *   ASEntrySignedBody    1 isd_as  2 next_isd_as  3 hop_entry {1 hop_field  2 ingress_mtu}  4 peer_entries  5 mtu
 *   PeerEntry            1 peer_isd_as  2 peer_interface  3 peer_mtu  4 hop_field
 *   HopField             1 ingress  2 egress  3 exp_time  4 mac
 *
 * Unknown fields of entries are kept, because entries are kept as bytes; the next issue reads the extensions.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { type Bytes, concatBytes, isMalformed, type Malformed, malformed } from '#wire/bytes.ts'

import { type IsdAs, isWildcard } from '#wire/isdas.ts'
import { macLength } from '#wire/path.ts'
import { findInterned, intern } from './intern.ts'
import { bytesKey, encodeFields, readFields, readIsdAs, varintKey, writeIsdAs, writeVarint } from './protobuf.ts'
import { type AsEntry, type HopEntry, makeSegment, noIsdAs, type PeerEntry, type Segment, type SegmentInfo } from './segment.ts'

/** A path has 64 hop fields, a segment of it at most 63 (SegLen has 6 bits). */
export const maxEntries = 63
/** MTUs are unsigned on the wire and signed where the reference keeps them. */
const maxMtu = 0x7fff_ffff

/** The start of PathSegment: its segment_info, tag included. */
export function encodeInfo(info: SegmentInfo): Bytes {
  const w = new BinaryWriter()
  writeVarint(w, 1, info.timestamp)
  writeVarint(w, 2, info.segId)
  return encodeFields([[1, w.finish()]])
}

function writeHop(w: BinaryWriter, field: number, hop: HopEntry): void {
  w.tag(field, WireType.LengthDelimited).fork()
  writeVarint(w, 1, hop.ingress)
  writeVarint(w, 2, hop.egress)
  writeVarint(w, 3, hop.expTime)
  w.tag(4, WireType.LengthDelimited).bytes(hop.mac).join()
}

/** ASEntrySignedBody. */
export function encodeBody(e: AsEntry): Bytes {
  const w = new BinaryWriter()
  writeIsdAs(w, 1, e.isdAs)
  writeIsdAs(w, 2, e.next)
  w.tag(3, WireType.LengthDelimited).fork()
  writeHop(w, 1, e.hop)
  writeVarint(w, 2, e.ingressMtu)
  w.join()
  for (const p of e.peers) {
    w.tag(4, WireType.LengthDelimited).fork()
    writeIsdAs(w, 1, p.peer)
    writeVarint(w, 2, p.peerIfId)
    writeVarint(w, 3, p.peerMtu)
    writeHop(w, 4, p.hop)
    w.join()
  }
  writeVarint(w, 5, e.mtu)
  return w.finish()
}

/** An as_entries element of PathSegment, tag included: what appending to a beacon appends. `signed`: a SignedMessage. */
export const encodeEntry = (signed: Bytes): Bytes => encodeFields([[2, encodeFields([[1, signed]])]])

/** The parts of PathSegment, whatever their order in the bytes; `bytes` has them in order and without unknown fields. */
interface Parts {
  readonly info: Bytes
  readonly entries: readonly Bytes[]
}

function splitSegment(b: Bytes): Parts | Malformed {
  let info: Bytes = new Uint8Array(0)
  const entries: Bytes[] = []
  const error = readFields(b, (key, r) => {
    if (key === bytesKey(1)) info = r.bytes()
    else if (key === bytesKey(2)) entries.push(r.bytes())
    else return false
    return true
  })
  if (error !== undefined) return error
  if (entries.length === 0 || entries.length > maxEntries) return malformed(`a segment of ${entries.length} AS entries`, 0)
  return { info, entries }
}

const joinSegment = (parts: Parts): Bytes => encodeFields([[1, parts.info], ...parts.entries.map(e => [2, e] as const)])

/** Does not keep `b`. Says nothing of the chain: `checkBeacon`, `checkSegment` do. */
export function decodeSegment(b: Bytes): Segment | Malformed {
  const known = findInterned(b)
  if (known !== undefined) return known
  const parts = splitSegment(b)
  if (isMalformed(parts)) return parts
  const info = decodeInfo(parts.info)
  if (isMalformed(info)) return info
  const entries: AsEntry[] = []
  for (const part of parts.entries) {
    const entry = decodeEntry(part)
    if (isMalformed(entry)) return entry
    entries.push(entry)
  }
  return intern(makeSegment(info, entries, joinSegment(parts)))
}

function decodeInfo(b: Bytes): SegmentInfo | Malformed {
  let [timestamp, segId] = [0, 0]
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) timestamp = Number(r.int64())
    else if (key === varintKey(2)) segId = r.uint32()
    else return false
    return true
  })
  if (error !== undefined) return error
  // Divergence: the reference takes timestamps that no info field can carry.
  if (timestamp < 0 || timestamp > 0xffff_ffff) return malformed(`timestamp ${timestamp} does not fit in 32 bits`, 0)
  return segId > 0xffff ? malformed(`segment id ${segId} does not fit in 16 bits`, 0) : { timestamp, segId }
}

/** The bytes of one length-delimited field; empty when it is absent. */
function only(b: Bytes, field: number): Bytes | Malformed {
  let found: Bytes = new Uint8Array(0)
  const error = readFields(b, (key, r) => {
    if (key !== bytesKey(field)) return false
    found = r.bytes()
    return true
  })
  return error ?? found
}

/** Down through the nested messages: ASEntry 1 signed, 1 header_and_body, 2 body. */
function decodeEntry(b: Bytes): AsEntry | Malformed {
  let inner: Bytes | Malformed = b
  for (const field of [1, 1, 2]) {
    inner = only(inner, field)
    if (isMalformed(inner)) return inner
  }
  return decodeBody(inner)
}

function decodeBody(b: Bytes): AsEntry | Malformed {
  let [isdAs, next, mtu]: [IsdAs, IsdAs, number] = [noIsdAs, noIsdAs, 0]
  let hopEntry: Bytes = new Uint8Array(0)
  const peerParts: Bytes[] = []
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) isdAs = readIsdAs(r)
    else if (key === varintKey(2)) next = readIsdAs(r)
    else if (key === bytesKey(3)) hopEntry = r.bytes()
    else if (key === bytesKey(4)) peerParts.push(r.bytes())
    else if (key === varintKey(5)) mtu = r.uint32()
    else return false
    return true
  })
  if (error !== undefined) return error
  if (isWildcard(isdAs)) return malformed(`AS entry of the wildcard ${isdAs}`, 0)
  if (mtu > maxMtu) return malformed(`MTU ${mtu} is too big`, 0)
  const hop = decodeHopEntry(hopEntry)
  if (isMalformed(hop)) return hop
  const peers: PeerEntry[] = []
  for (const part of peerParts) {
    const peer = decodePeer(part)
    if (isMalformed(peer)) return peer
    peers.push(peer)
  }
  return { isdAs, next, mtu, hop: hop.hop, ingressMtu: hop.ingressMtu, peers }
}

function decodeHopEntry(b: Bytes): Pick<AsEntry, 'hop' | 'ingressMtu'> | Malformed {
  let ingressMtu = 0
  let hopField: Bytes = new Uint8Array(0)
  const error = readFields(b, (key, r) => {
    if (key === bytesKey(1)) hopField = r.bytes()
    else if (key === varintKey(2)) ingressMtu = r.uint32()
    else return false
    return true
  })
  if (ingressMtu > maxMtu) return malformed(`ingress MTU ${ingressMtu} is too big`, 0)
  const hop = error ?? decodeHop(hopField)
  return isMalformed(hop) ? hop : { hop, ingressMtu }
}

function decodePeer(b: Bytes): PeerEntry | Malformed {
  let [peer, peerIfId, peerMtu]: [IsdAs, number, number] = [noIsdAs, 0, 0]
  let hopField: Bytes = new Uint8Array(0)
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) peer = readIsdAs(r)
    else if (key === varintKey(2)) peerIfId = Number(r.uint64())
    else if (key === varintKey(3)) peerMtu = r.uint32()
    else if (key === bytesKey(4)) hopField = r.bytes()
    else return false
    return true
  })
  if (error !== undefined) return error
  if (isWildcard(peer)) return malformed(`peer entry of the wildcard ${peer}`, 0)
  if (peerMtu > maxMtu) return malformed(`peer MTU ${peerMtu} is too big`, 0)
  if (peerIfId > 0xffff) return malformed(`peer interface ${peerIfId} does not fit in 16 bits`, 0)
  const hop = decodeHop(hopField)
  return isMalformed(hop) ? hop : { peer, peerIfId, peerMtu, hop }
}

function decodeHop(b: Bytes): HopEntry | Malformed {
  let [ingress, egress, expTime] = [0, 0, 0]
  let mac: Bytes = new Uint8Array(0)
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) ingress = Number(r.uint64())
    else if (key === varintKey(2)) egress = Number(r.uint64())
    else if (key === varintKey(3)) expTime = r.uint32()
    else if (key === bytesKey(4)) mac = r.bytes()
    else return false
    return true
  })
  if (error !== undefined) return error
  if (ingress > 0xffff || egress > 0xffff) return malformed('an interface id does not fit in 16 bits', 0)
  if (expTime > 0xff) return malformed(`ExpTime ${expTime} does not fit in 8 bits`, 0)
  return mac.length === macLength ? { ingress, egress, expTime, mac: mac.slice() } : malformed(`a MAC of ${mac.length} bytes`, 0)
}

/** The beacon with one entry more, its bytes appended. */
export const appendEntry = (before: Segment, entry: AsEntry, encoded: Bytes): Segment =>
  intern(makeSegment(before, [...before.entries, entry], concatBytes(before.bytes, encoded)))
