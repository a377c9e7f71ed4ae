/**
 * Segments as protobuf bytes, the field numbers of proto/control_plane/v1/seg.proto.   pkg/segment/seg.go
 *
 *   PathSegment          1 segment_info (bytes)  2 as_entries (repeated), see entry.ts
 *   SegmentInformation   1 timestamp  2 segment_id
 *
 * What was met before is not read again: see intern.ts.
 */
import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { type Bytes, isMalformed, type Malformed, malformed } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import { decodeEntry, encodeBody, encodeEntry } from './entry.ts'
import { findPrefix, intern } from './intern.ts'
import { bytesKey, readFields, varintKey, writeVarint } from './protobuf.ts'
import { type AsEntry, grow, type Segment, type SegmentInfo, type SegmentRoot } from './segment.ts'
import { encodeHeaderAndBody, encodeSigned } from './signed.ts'

/** A path has 64 hop fields, a segment of it at most 63 (SegLen has 6 bits). */
export const maxEntries = 63

/** A segment's beginning, before it has entries. */
export function makeRoot({ timestamp, segId }: SegmentInfo): SegmentRoot {
  const w = new BinaryWriter()
  writeVarint(w, 1, timestamp)
  writeVarint(w, 2, segId)
  return { timestamp, segId, bytes: w.finish() }
}

/** The parts of PathSegment, whatever their order in the bytes. */
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

/** Does not keep `b`. Says nothing of the chain: `checkBeacon`, `checkSegment` do. */
export function decodeSegment(b: Bytes): Segment | Malformed {
  const parts = splitSegment(b)
  if (isMalformed(parts)) return parts
  const known = findPrefix(parts.info, parts.entries)
  const root = known?.root ?? decodeInfo(parts.info.slice())
  if (isMalformed(root)) return root
  let segment = known
  for (const part of parts.entries.slice(known?.length ?? 0)) {
    const read = decodeEntry(part)
    if (isMalformed(read)) return read
    segment = intern(grow(root, segment, read.entry, read.element))
  }
  return segment!
}

/** Keeps `bytes`. */
function decodeInfo(bytes: Bytes): SegmentRoot | Malformed {
  let [timestamp, segId] = [0, 0]
  const error = readFields(bytes, (key, r) => {
    if (key === varintKey(1)) timestamp = Number(r.int64())
    else if (key === varintKey(2)) segId = r.uint32()
    else return false
    return true
  })
  if (error !== undefined) return error
  // Divergence: the reference takes timestamps that no info field can carry.
  if (timestamp < 0 || timestamp > 0xffff_ffff) return malformed(`timestamp ${timestamp} does not fit in 32 bits`, 0)
  return segId > 0xffff ? malformed(`segment id ${segId} does not fit in 16 bits`, 0) : { timestamp, segId, bytes }
}

/** The segment with one entry more. `signed`: the SignedMessage of the entry's `encodeBody`. */
export const appendEntry = (root: SegmentRoot, before: Segment | undefined, entry: AsEntry, signed: Bytes): Segment =>
  intern(grow(root, before, entry, encodeEntry(signed, entry.epic)))

const none = new Uint8Array(0)

/** The segment of these entries, signed by nobody. */
export function makeSegment(info: SegmentInfo, entries: readonly AsEntry[]): Segment {
  const root = makeRoot(info)
  const unsigned = (e: AsEntry): Bytes => encodeSigned({ headerAndBody: encodeHeaderAndBody(none, encodeBody(e)), signature: none })
  let segment: Segment | undefined
  for (const e of entries) segment = grow(root, segment, e, encodeEntry(unsigned(e), e.epic))
  assert(segment !== undefined, 'a segment has entries')
  return segment
}
