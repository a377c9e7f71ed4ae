/**
 * Hop-by-hop (200) and end-to-end (201) options headers.   draft-dekater-scion-dataplane {#ext-header} {#optfld}; slayers/extn.go
 *
 *   NextHdr 8 | ExtLen 8 (x4 bytes, without the first 4) | options: Type 8, DataLen 8, data; type 0 (Pad1) is a single byte
 */
import { type Bytes, isMalformed, type Malformed, malformed, need } from './bytes.ts'
import { assert } from './error.ts'
import { headerLength, nextHeader, protocols } from './header.ts'

export const optionTypes = { pad1: 0, padN: 1, authenticator: 2, experiment1: 253, experiment2: 254 } as const
const maxExtensionLength = 1024
const emptyData = new Uint8Array(0)

export const isExtension = (protocol: number): boolean => protocol === protocols.hopByHop || protocol === protocols.endToEnd

export const extensionNextHeader = (b: Bytes, at: number): number => b[at]!
/** bytes, 4..1024 */
export const extensionLength = (b: Bytes, at: number): number => (b[at + 1]! + 1) * 4
export const optionType = (b: Bytes, at: number): number => b[at]!
/** bytes of the data */
export const optionDataLength = (b: Bytes, at: number): number => (b[at] === optionTypes.pad1 ? 0 : b[at + 1]!)
export const optionDataAt = (b: Bytes, at: number): number => (b[at] === optionTypes.pad1 ? at + 1 : at + 2)
export const optionEnd = (b: Bytes, at: number): number => optionDataAt(b, at) + optionDataLength(b, at)

/** The header is whole and its options fill it exactly. */
export function checkExtension(b: Bytes, at: number): Malformed | undefined {
  const short = need(b, at, 2, 'extension header') ?? need(b, at, extensionLength(b, at), 'extension header')
  if (short !== undefined) return short
  const end = at + extensionLength(b, at)
  for (let o = at + 2; o < end; o = optionEnd(b, o)) {
    if (b[o] !== optionTypes.pad1 && o + 2 > end) return malformed('option without a length', o)
    if (optionEnd(b, o) > end) return malformed(`option of ${optionDataLength(b, o)} bytes reaches beyond its header`, o)
  }
  return undefined
}

/** Where an option's type byte stands, for each option, padding too. Precondition: `checkExtension` passed. */
export function* optionsAt(b: Bytes, at: number): Generator<number> {
  const end = at + extensionLength(b, at)
  for (let o = at + 2; o < end; o = optionEnd(b, o)) yield o
}

export interface Option {
  readonly type: number
  /** at most 255 bytes */
  readonly data: Bytes
}

export const isPadding = (option: Option): boolean => option.type === optionTypes.pad1 || option.type === optionTypes.padN

/** All options, padding too. Precondition: `checkExtension` passed. */
export const parseOptions = (b: Bytes, at: number): Option[] =>
  Array.from(optionsAt(b, at), o => ({ type: optionType(b, o), data: b.slice(optionDataAt(b, o), optionEnd(b, o)) }))

/** Types that must begin at 4n+2, so that their data begins at a multiple of 4. */
const needsAlignment = (type: number): boolean => type === optionTypes.authenticator

/** Pad1 for one byte, PadN for more, nothing for none. */
const padding = (length: number): Option[] =>
  length === 0
    ? []
    : [length === 1 ? { type: optionTypes.pad1, data: emptyData } : { type: optionTypes.padN, data: new Uint8Array(length - 2) }]

const optionLength = (option: Option): number => (option.type === optionTypes.pad1 ? 1 : 2 + option.data.length)

/** The header with these options in order; padding comes before an option that needs alignment, and at the end. */
export function buildExtension(next: number, options: readonly Option[]): Bytes {
  const placed: Option[] = []
  let length = 2
  const place = (option: Option): void => {
    placed.push(option)
    length += optionLength(option)
  }
  for (const option of options) {
    if (needsAlignment(option.type)) padding((6 - (length % 4)) % 4).forEach(place)
    place(option)
  }
  padding((4 - (length % 4)) % 4).forEach(place)
  assert(length <= maxExtensionLength, `options of ${length} bytes fit an extension header`)
  return writeExtension(next, placed, length)
}

function writeExtension(next: number, options: readonly Option[], length: number): Bytes {
  const b = new Uint8Array(length)
  b[0] = next
  b[1] = length / 4 - 1
  let at = 2
  for (const option of options) {
    b[at] = option.type
    if (option.type !== optionTypes.pad1) {
      b[at + 1] = option.data.length
      b.set(option.data, at + 2)
    }
    at += optionLength(option)
  }
  return b
}

/** The message behind the extension headers, and where those stand. */
export interface UpperLayer {
  readonly protocol: number
  /** byte offset in the packet */
  readonly at: number
  readonly hopByHop: number | undefined
  readonly endToEnd: number | undefined
}

/** Steps over at most one hop-by-hop, then at most one end-to-end header. Precondition: `checkHeader` passed. */
export function findUpperLayer(b: Bytes): UpperLayer | Malformed {
  const hopByHop = stepOver(b, protocols.hopByHop, { protocol: nextHeader(b), at: headerLength(b) })
  if (isMalformed(hopByHop)) return hopByHop
  const endToEnd = stepOver(b, protocols.endToEnd, hopByHop)
  if (isMalformed(endToEnd)) return endToEnd
  if (isExtension(endToEnd.protocol)) return malformed('extension header repeated or out of order', endToEnd.at)
  return { protocol: endToEnd.protocol, at: endToEnd.at, hopByHop: hopByHop.over, endToEnd: endToEnd.over }
}

interface Step {
  readonly protocol: number
  readonly at: number
  readonly over?: number | undefined
}

function stepOver(b: Bytes, extension: number, { protocol, at }: Step): Step | Malformed {
  if (protocol !== extension) return { protocol, at }
  return checkExtension(b, at) ?? { protocol: extensionNextHeader(b, at), at: at + extensionLength(b, at), over: at }
}
