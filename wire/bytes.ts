/** Big-endian reads and writes on a Uint8Array, without a DataView and without allocation. The caller has checked the length. */
export type Bytes = Uint8Array

/** What a check says of bytes that cannot be read: the layer, the reason in words, and where. */
export interface Malformed {
  readonly malformed: string
  /** byte offset of the trouble */
  readonly at: number
}

export const malformed = (reason: string, at: number): Malformed => ({ malformed: reason, at })

export const isMalformed = (x: unknown): x is Malformed => typeof x === 'object' && x !== null && 'malformed' in x

export const getU16 = (b: Bytes, at: number): number => (b[at]! << 8) | b[at + 1]!
export const getU32 = (b: Bytes, at: number): number => ((b[at]! << 24) | (b[at + 1]! << 16) | (b[at + 2]! << 8) | b[at + 3]!) >>> 0
export const getU48 = (b: Bytes, at: number): number => getU16(b, at) * 0x1_0000_0000 + getU32(b, at + 2)
export const getU64 = (b: Bytes, at: number): bigint => (BigInt(getU32(b, at)) << 32n) | BigInt(getU32(b, at + 4))

export function setU16(b: Bytes, at: number, v: number): void {
  b[at] = v >>> 8
  b[at + 1] = v
}

export function setU32(b: Bytes, at: number, v: number): void {
  b[at] = v >>> 24
  b[at + 1] = v >>> 16
  b[at + 2] = v >>> 8
  b[at + 3] = v
}

export function setU48(b: Bytes, at: number, v: number): void {
  setU16(b, at, Math.floor(v / 0x1_0000_0000))
  setU32(b, at + 2, v % 0x1_0000_0000)
}

export function setU64(b: Bytes, at: number, v: bigint): void {
  setU32(b, at, Number((v >> 32n) & 0xffff_ffffn))
  setU32(b, at + 4, Number(v & 0xffff_ffffn))
}

/** A `Malformed` when fewer than `length` bytes are left at `at`. */
export const need = (b: Bytes, at: number, length: number, what: string): Malformed | undefined =>
  at + length <= b.length ? undefined : malformed(`${what} needs ${length} bytes, ${Math.max(0, b.length - at)} left`, at)

export function bytesEqual(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

export const concatBytes = (...parts: readonly Bytes[]): Bytes => joinBytes(parts)

/** For lists of any length: what others send may have more parts than a function takes arguments. */
export function joinBytes(parts: readonly Bytes[]): Bytes {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

const hexDigits = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))

export function toHex(b: Bytes): string {
  let text = ''
  for (const byte of b) text += hexDigits[byte]
  return text
}

/** Lower- or upper-case hex, white space ignored; `undefined` when the text is not hex. */
export function fromHex(text: string): Bytes | undefined {
  const clean = text.replace(/\s+/g, '')
  if (clean.length % 2 !== 0 || /[^0-9a-fA-F]/.test(clean)) return undefined
  const out = new Uint8Array(clean.length / 2)
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(clean.slice(2 * i, 2 * i + 2), 16)
  return out
}
