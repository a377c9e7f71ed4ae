/**
 * Reads ASN.1 DER (X.690) front to back: the shape expected is the code that reads it. Only definite, shortest lengths and one-byte tags;
 * never recursive, so nothing can nest too deep. Reading functions throw `DerError`; `decodeDer` is the one place that makes a `Malformed` of it.
 */
import { type Bytes, getU16, type Malformed, malformed } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** Context-specific tags: [n] around whole elements, and [n] in place of a primitive's own tag. */
export const explicitTag = (n: number): number => 0xa0 | n
export const implicitTag = (n: number): number => 0x80 | n

/** Where reading stands in the contents of one element, or of the whole input. */
export interface DerReader {
  readonly bytes: Bytes
  at: number
  readonly end: number
}

class DerError extends Error {
  readonly at: number
  constructor(reason: string, at: number) {
    super(reason)
    this.at = at
  }
}

export function refuse(reason: string, at: number): never {
  throw new DerError(reason, at)
}

/** The value of all of `bytes`, or what is wrong with them and where. Longer inputs than `maxLength` are not looked at. */
export function decodeDer<T>(bytes: Bytes, maxLength: number, read: (reader: DerReader) => T): T | Malformed {
  if (bytes.length > maxLength) return malformed(`${bytes.length} bytes, at most ${maxLength} are read`, 0)
  const reader: DerReader = { bytes, at: 0, end: bytes.length }
  try {
    const value = read(reader)
    expectEnd(reader)
    return value
  } catch (error) {
    if (error instanceof DerError) return malformed(error.message, error.at)
    if (error instanceof UserError) return malformed(error.message, reader.at)
    throw error
  }
}

export const atEnd = (r: DerReader): boolean => r.at === r.end
export const expectEnd = (r: DerReader): void => (atEnd(r) ? undefined : refuse('trailing bytes', r.at))
export const nextTag = (r: DerReader): number | undefined => (atEnd(r) ? undefined : r.bytes[r.at])

/** Goes into the next element, whatever its tag, and past it in `r`. */
export function enterAny(r: DerReader): DerReader {
  const start = r.at
  if (r.end - start < 2) refuse('data cut', start)
  if ((r.bytes[start]! & 0x1f) === 0x1f) refuse('tag of more than one byte', start)
  const [length, from] = readLength(r, start + 1)
  if (length > r.end - from) refuse(`data cut: ${length} bytes announced, ${r.end - from} left`, start)
  r.at = from + length
  return { bytes: r.bytes, at: from, end: r.at }
}

function readLength(r: DerReader, at: number): [length: number, from: number] {
  const first = r.bytes[at]!
  if (first < 0x80) return [first, at + 1]
  const count = first & 0x7f
  if (count === 0 || count > 4 || at + count >= r.end) refuse('length indefinite, too long or cut', at)
  let length = 0
  for (let i = 1; i <= count; i++) length = length * 256 + r.bytes[at + i]!
  if (length < 0x80 || length < 256 ** (count - 1)) refuse('length not in its shortest form', at)
  return [length, at + 1 + count]
}

/** Goes into the next element, which must have this tag. */
export function enter(r: DerReader, tag: number, what: string): DerReader {
  if (nextTag(r) !== tag) refuse(`${what} expected`, r.at)
  return enterAny(r)
}

/** Goes into the next element if it has this tag. */
export const enterOptional = (r: DerReader, tag: number): DerReader | undefined => (nextTag(r) === tag ? enterAny(r) : undefined)

/** The bytes of the next element, its tag and length included. */
export function readWhole(r: DerReader): Bytes {
  const start = r.at
  enterAny(r)
  return r.bytes.subarray(start, r.at)
}

const contents = (r: DerReader): Bytes => r.bytes.subarray(r.at, r.end)
export const readContents = (r: DerReader, tag: number, what: string): Bytes => contents(enter(r, tag, what))

/** Every element that is left, each given to `read`. */
export function readAll<T>(r: DerReader, read: (r: DerReader) => T): T[] {
  const values: T[] = []
  while (!atEnd(r)) values.push(read(r))
  return values
}

/** Longest integer read: an RSA modulus of 8192 bits fits. */
const maxIntegerLength = 1025

export function readInteger(r: DerReader, what: string): bigint {
  const at = r.at
  const b = readContents(r, tags.integer, what)
  if (b.length > maxIntegerLength) refuse(`${what}: an integer of ${b.length} bytes`, at)
  if (b.length === 0 || (b.length > 1 && ((b[0] === 0 && b[1]! < 0x80) || (b[0] === 0xff && b[1]! >= 0x80))))
    refuse(`${what}: an integer in its shortest form expected`, at)
  return BigInt.asIntN(8 * b.length, unsigned(b))
}

/** Bytes as a big-endian number. */
export const unsigned = (b: Bytes): bigint => {
  let hex = '0x0'
  for (const byte of b) hex += byte.toString(16).padStart(2, '0')
  return BigInt(hex)
}

/** An integer of at most 64 bits, as the reference's numbers are. */
export function readInt64(r: DerReader, what: string): bigint {
  const at = r.at
  const value = readInteger(r, what)
  return BigInt.asIntN(64, value) === value ? value : refuse(`${what}: more than 64 bits`, at)
}

export function readBoolean(r: DerReader, what: string): boolean {
  const at = r.at
  const b = readContents(r, tags.boolean, what)
  if (b.length !== 1 || (b[0] !== 0 && b[0] !== 0xff)) refuse(`${what}: 00 or ff expected`, at)
  return b[0] === 0xff
}

/** A bit string of whole bytes, or with unused bits where `bits` allows them: a key usage. */
export function readBitString(r: DerReader, what: string, bits: 'bytes' | 'any' = 'bytes'): Bytes {
  const at = r.at
  const b = readContents(r, tags.bitString, what)
  const unused = b[0]
  if (unused === undefined || unused > 7 || (unused > 0 && (bits === 'bytes' || b.length === 1 || (b.at(-1)! & ((1 << unused) - 1)) !== 0)))
    refuse(`${what}: wrong number of unused bits`, at)
  return b.subarray(1)
}

/** Dotted text: "1.2.840.10045.4.3.2". */
export function readOid(r: DerReader, what: string): string {
  const at = r.at
  const b = readContents(r, tags.oid, what)
  const arcs: number[] = []
  let arc = 0
  for (const [i, byte] of b.entries()) {
    if (arc === 0 && byte === 0x80) refuse(`${what}: number not in its shortest form`, at)
    arc = arc * 128 + (byte & 0x7f)
    if (arc > 0x7fff_ffff) refuse(`${what}: number too large`, at)
    if (byte < 0x80) {
      arcs.push(arc)
      arc = 0
    } else if (i === b.length - 1) refuse(`${what}: cut`, at)
  }
  const first = arcs.shift() ?? refuse(`${what}: empty`, at)
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - 40 * root, ...arcs].join('.')
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The characters a string type may hold; those of the reference's reader ('*' and '&' are in use, so it allows them in PrintableString). */
const alphabets: Readonly<Record<number, RegExp>> = {
  [tags.printableString]: /^[A-Za-z0-9 '()+,\-./:=?*&]*$/,
  [tags.numericString]: /^[0-9 ]*$/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: IA5 is all of ASCII
  [tags.ia5String]: /^[\x00-\x7f]*$/,
  [tags.t61String]: /^/,
}

/** Any of the string types in use. */
export function readText(r: DerReader, what: string): string {
  const at = r.at
  const tag = nextTag(r) ?? refuse(`${what} expected`, at)
  const b = contents(enterAny(r))
  if (tag === tags.utf8String) {
    try {
      return utf8.decode(b)
    } catch {
      return refuse(`${what}: not UTF-8`, at)
    }
  }
  if (tag === tags.bmpString && b.length % 2 === 0)
    return Array.from({ length: b.length / 2 }, (_, i) => String.fromCharCode(getU16(b, 2 * i))).join('')
  const text = Array.from(b, byte => String.fromCharCode(byte)).join('')
  return alphabets[tag]?.test(text) ? text : refuse(`${what}: a string expected`, at)
}

/**
 * A UTCTime or GeneralizedTime as seconds since 1970.
 * Divergence: only whole seconds in UTC ("Z") are read, as RFC 5280 has it; the reference also reads fractions and time zones.
 */
export function readTime(r: DerReader, what: string, ...allowed: readonly number[]): number {
  const at = r.at
  const tag = nextTag(r) ?? refuse(`${what} expected`, at)
  if (!allowed.includes(tag)) refuse(`${what}: a time expected`, at)
  const text = String.fromCharCode(...readContents(r, tag, what).subarray(0, 16))
  const parts = (tag === tags.utcTime ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/).exec(text)
  if (parts === null) refuse(`${what}: "${text}" is not a time`, at)
  const [year, month, day, hour, minute, second] = parts.slice(1).map(p => Number(p ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const fullYear = tag === tags.generalizedTime ? year : year < 50 ? 2000 + year : 1900 + year
  const date = new Date(0)
  date.setUTCFullYear(fullYear, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    refuse(`${what}: "${text}" is not a time`, at)
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second
}
