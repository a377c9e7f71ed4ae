/**
 * AS entries as protobuf bytes.   proto/control_plane/v1/seg.proto; pkg/segment/{as,hop}.go
 *
 *   ASEntry              1 signed: SignedMessage, see signed.ts  2 unsigned, see epic.ts
 *   ASEntrySignedBody    1 isd_as  2 next_isd_as  3 hop_entry {1 hop_field  2 ingress_mtu}  4 peer_entries  5 mtu  6 extensions
 *   PeerEntry            1 peer_isd_as  2 peer_interface  3 peer_mtu  4 hop_field
 *   HopField             1 ingress  2 egress  3 exp_time  4 mac
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { type Bytes, isMalformed, type Malformed, malformed } from '#wire/bytes.ts'
import { type IsdAs, isWildcard } from '#wire/isdas.ts'
import { macLength } from '#wire/path.ts'
import { decodeEpic, type EpicDetached, encodeEpic } from './epic.ts'
import { decodeExtensions, encodeExtensions } from './extensions.ts'
import { bytesKey, encodeFields, merged, readFields, readIsdAs, varintKey, writeIsdAs, writeVarint } from './protobuf.ts'
import { type AsEntry, type HopEntry, noIsdAs, type PeerEntry } from './segment.ts'
import { decodeHeader, readPair } from './signed.ts'

/**
 * Divergence: AS entries of more than 32 KiB are refused; the reference has no limit. Each is kept for hours, by everybody it is given to. An
 * AS with 300 interfaces that tells everything of each stays below.
 */
export const maxEntryLength = 0x8000

/** MTUs are unsigned on the wire and signed where the reference keeps them. */
const maxMtu = 0x7fff_ffff

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
  if (e.extensions !== undefined) w.tag(6, WireType.LengthDelimited).bytes(encodeExtensions(e.extensions))
  return w.finish()
}

/** ASEntry. `signed`: a SignedMessage. */
export const encodeEntry = (signed: Bytes, epic?: EpicDetached): Bytes =>
  encodeFields(
    epic === undefined
      ? [[1, signed]]
      : [
          [1, signed],
          [2, encodeEpic(epic)],
        ],
  )

export interface ReadEntry {
  readonly entry: AsEntry
  /** ASEntry as the reference writes it again: what is signed verbatim, of the rest only what it knows */
  readonly element: Bytes
}

export function decodeEntry(b: Bytes): ReadEntry | Malformed {
  if (b.length > maxEntryLength) return malformed(`an AS entry of ${b.length} bytes`, 0)
  const parts = readPair(b, true)
  if (isMalformed(parts)) return parts
  const entry = decodeSignedEntry(parts[0])
  if (isMalformed(entry)) return entry
  const epic = decodeEpic(parts[1])
  if (isMalformed(epic)) return epic
  return { entry: epic === undefined ? entry : { ...entry, epic }, element: encodeEntry(parts[0], epic) }
}

/** Down through the nested messages: SignedMessage 1 header_and_body, 2 body. */
function decodeSignedEntry(b: Bytes): AsEntry | Malformed {
  const message = readPair(b, false)
  if (isMalformed(message)) return message
  const headerAndBody = readPair(message[0], false)
  if (isMalformed(headerAndBody)) return headerAndBody
  const header = decodeHeader(headerAndBody[0])
  return isMalformed(header) ? header : decodeBody(headerAndBody[1])
}

function decodeBody(b: Bytes): AsEntry | Malformed {
  let [isdAs, next, mtu]: [IsdAs, IsdAs, number] = [noIsdAs, noIsdAs, 0]
  const [hopEntry, peerParts, extensionParts]: [Bytes[], Bytes[], Bytes[]] = [[], [], []]
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) isdAs = readIsdAs(r)
    else if (key === varintKey(2)) next = readIsdAs(r)
    else if (key === bytesKey(3)) hopEntry.push(r.bytes())
    else if (key === bytesKey(4)) peerParts.push(r.bytes())
    else if (key === varintKey(5)) mtu = r.uint32()
    else if (key === bytesKey(6)) extensionParts.push(r.bytes())
    else return false
    return true
  })
  if (error !== undefined) return error
  if (isWildcard(isdAs)) return malformed(`AS entry of the wildcard ${isdAs}`, 0)
  if (mtu > maxMtu) return malformed(`MTU ${mtu} is too big`, 0)
  const hop = decodeHopEntry(merged(hopEntry))
  if (isMalformed(hop)) return hop
  const peers: PeerEntry[] = []
  for (const part of peerParts) {
    const peer = decodePeer(part)
    if (isMalformed(peer)) return peer
    peers.push(peer)
  }
  const entry = { isdAs, next, mtu, hop: hop.hop, ingressMtu: hop.ingressMtu, peers }
  if (extensionParts.length === 0) return entry
  const extensions = decodeExtensions(merged(extensionParts))
  return isMalformed(extensions) ? extensions : { ...entry, extensions }
}

function decodeHopEntry(b: Bytes): Pick<AsEntry, 'hop' | 'ingressMtu'> | Malformed {
  let ingressMtu = 0
  const hopField: Bytes[] = []
  const error = readFields(b, (key, r) => {
    if (key === bytesKey(1)) hopField.push(r.bytes())
    else if (key === varintKey(2)) ingressMtu = r.uint32()
    else return false
    return true
  })
  if (ingressMtu > maxMtu) return malformed(`ingress MTU ${ingressMtu} is too big`, 0)
  const hop = error ?? decodeHop(merged(hopField))
  return isMalformed(hop) ? hop : { hop, ingressMtu }
}

function decodePeer(b: Bytes): PeerEntry | Malformed {
  let [peer, peerIfId, peerMtu]: [IsdAs, number, number] = [noIsdAs, 0, 0]
  const hopField: Bytes[] = []
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) peer = readIsdAs(r)
    else if (key === varintKey(2)) peerIfId = Number(r.uint64())
    else if (key === varintKey(3)) peerMtu = r.uint32()
    else if (key === bytesKey(4)) hopField.push(r.bytes())
    else return false
    return true
  })
  if (error !== undefined) return error
  if (isWildcard(peer)) return malformed(`peer entry of the wildcard ${peer}`, 0)
  if (peerMtu > maxMtu) return malformed(`peer MTU ${peerMtu} is too big`, 0)
  if (peerIfId > 0xffff) return malformed(`peer interface ${peerIfId} does not fit in 16 bits`, 0)
  const hop = decodeHop(merged(hopField))
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
