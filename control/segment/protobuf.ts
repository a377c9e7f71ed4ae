/** What all our protobuf messages need beyond the library's reader and writer: bad bytes as values, zero left out, ISD-AS numbers. */
import { BinaryReader, type BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { type Bytes, getU64, joinBytes, type Malformed, malformed, setU64 } from '#wire/bytes.ts'
import { getIsdAs, type IsdAs, setIsdAs } from '#wire/isdas.ts'

export const varintKey = (field: number): number => field * 8 + WireType.Varint
export const bytesKey = (field: number): number => field * 8 + WireType.LengthDelimited

/**
 * Gives each field of a message to `take` as `varintKey(n)` or `bytesKey(n)`; it reads the value and returns true, or returns false and the
 * field is skipped, as protobuf skips unknown fields and known ones of another wire type.
 */
export function readFields(b: Bytes, take: (key: number, r: BinaryReader) => boolean): Malformed | undefined {
  const r = new BinaryReader(b)
  try {
    while (r.pos < r.len) {
      const [field, type] = r.tag()
      if (!take(field * 8 + type, r)) r.skip(type, field)
    }
    return r.pos === r.len ? undefined : malformed('protobuf field runs over the end', r.pos)
  } catch {
    // The library says so of truncated and overlong fields; nothing of ours throws in `take`.
    return malformed('not protobuf', r.pos)
  }
}

/** Zero is the default and left out. */
export function writeVarint(w: BinaryWriter, field: number, value: number): void {
  if (value !== 0) w.tag(field, WireType.Varint).uint64(value)
}

const scratch = new Uint8Array(8)

export function writeIsdAs(w: BinaryWriter, field: number, isdAs: IsdAs): void {
  setIsdAs(scratch, 0, isdAs)
  const value = getU64(scratch, 0)
  if (value !== 0n) w.tag(field, WireType.Varint).uint64(value)
}

export function readIsdAs(r: BinaryReader): IsdAs {
  setU64(scratch, 0, BigInt(r.uint64()))
  return getIsdAs(scratch, 0)
}

/** Embedded messages that come in several pieces are one: protobuf merges them. */
export const merged = (pieces: readonly Bytes[]): Bytes => (pieces.length === 1 ? pieces[0]! : joinBytes(pieces))

/** A map field's entry {1 key, 2 value}: the value's wire type says what `value` writes. */
export function writeMapEntry(w: BinaryWriter, field: number, key: number, type: WireType, value: (w: BinaryWriter) => void): void {
  w.tag(field, WireType.LengthDelimited).fork().tag(1, WireType.Varint).uint64(key).tag(2, type)
  value(w)
  w.join()
}

const varintLength = (v: number): number => (v < 0x80 ? 1 : v < 0x4000 ? 2 : v < 0x20_0000 ? 3 : v < 0x1000_0000 ? 4 : 5)

/** Bytes of a length-delimited field with a number below 16 and so much in it. */
export const fieldLength = (contentLength: number): number => 1 + varintLength(contentLength) + contentLength

/** Writes such a field at `at`; returns where it ends. */
export function writeField(b: Bytes, at: number, field: number, content: Bytes): number {
  const from = writeFieldHead(b, at, field, content.length)
  b.set(content, from)
  return from + content.length
}

/** All of it but the content; returns where that begins. */
export function writeFieldHead(b: Bytes, at: number, field: number, contentLength: number): number {
  b[at++] = bytesKey(field)
  let rest = contentLength
  for (; rest > 0x7f; rest >>>= 7) b[at++] = rest | 0x80
  b[at++] = rest
  return at
}

/** A message of length-delimited fields, put together in one go: what nests and repeats segments and entries is copied often. */
export function encodeFields(fields: readonly (readonly [field: number, content: Bytes])[]): Bytes {
  const b = new Uint8Array(fields.reduce((n, [, content]) => n + fieldLength(content.length), 0))
  let at = 0
  for (const [field, content] of fields) at = writeField(b, at, field, content)
  return b
}
