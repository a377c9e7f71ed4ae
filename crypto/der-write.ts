/** Writes ASN.1 DER (X.690): one function an element, nested as the structure is. */
import { type Bytes, concatBytes } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import { explicitTag, tags } from './der.ts'

export function element(tag: number, ...parts: readonly Bytes[]): Bytes {
  const length = parts.reduce((n, p) => n + p.length, 0)
  return concatBytes(Uint8Array.of(tag, ...lengthBytes(length)), ...parts)
}

const lengthBytes = (length: number): number[] => {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return [0x80 | bytes.length, ...bytes]
}

export const sequence = (...parts: readonly Bytes[]): Bytes => element(tags.sequence, ...parts)
export const octetString = (bytes: Bytes): Bytes => element(tags.octetString, bytes)
export const bitString = (bytes: Bytes, unusedBits = 0): Bytes => element(tags.bitString, Uint8Array.of(unusedBits), bytes)
export const boolean = (value: boolean): Bytes => element(tags.boolean, Uint8Array.of(value ? 0xff : 0))
export const utf8String = (text: string): Bytes => element(tags.utf8String, new TextEncoder().encode(text))
export const printableString = (text: string): Bytes => element(tags.printableString, new TextEncoder().encode(text))
export const explicit = (n: number, ...parts: readonly Bytes[]): Bytes => element(explicitTag(n), ...parts)

/** SET OF: its elements in ascending order of their encodings (X.690 11.6). */
export const setOf = (...parts: readonly Bytes[]): Bytes => element(tags.set, ...inOrder(parts))
export const inOrder = (parts: readonly Bytes[]): Bytes[] => [...parts].sort(compareBytes)

function compareBytes(a: Bytes, b: Bytes): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return a.length - b.length
}

export function integer(value: bigint): Bytes {
  const bytes: number[] = []
  let rest = value
  do {
    bytes.unshift(Number(rest & 0xffn))
    rest >>= 8n
  } while (rest !== (bytes[0]! >= 0x80 ? -1n : 0n))
  return element(tags.integer, Uint8Array.from(bytes))
}

export function oid(dotted: string): Bytes {
  const [root, second, ...arcs] = dotted.split('.').map(Number) as [number, number, ...number[]]
  return element(tags.oid, Uint8Array.from([40 * root + second, ...arcs].flatMap(base128)))
}

const base128 = (n: number): number[] => {
  const digits = [n % 128]
  for (let rest = Math.floor(n / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift(0x80 | (rest % 128))
  return digits
}

function timeText(seconds: number): string {
  assert(Number.isInteger(seconds), `${seconds} s is a whole number`)
  return new Date(seconds * 1000).toISOString().replace(/[-:T]|\.000/g, '')
}
const ascii = (tag: number, text: string): Bytes => element(tag, new TextEncoder().encode(text))

/** Whole seconds since 1970. */
export const generalizedTime = (seconds: number): Bytes => ascii(tags.generalizedTime, timeText(seconds))

/** As certificates write times: two digits of the year from 1950 to 2049.   RFC 5280 4.1.2.5 */
export const time = (seconds: number): Bytes => {
  const text = timeText(seconds)
  return text >= '1950' && text < '2050' ? ascii(tags.utcTime, text.slice(2)) : generalizedTime(seconds)
}
