/**
 * ISD-AS numbers, 64 bits: ISD (16) | AS (48).   draft-dekater-scion-dataplane {#address-header}, text form draft-dekater-scion-controlplane {#numbering}
 *
 * In values an ISD-AS is its canonical text ("1-ff00:0:110", "1-64512"): a map key, a JSON string, compared with ===.
 * In packets it is compared as two 32-bit halves.
 */
import { type Bytes, getU16, getU32, getU48, setU16, setU32, setU48 } from './bytes.ts'
import { UserError } from './error.ts'

export type IsdAs = `${number}-${string}`

export const isdAsLength = 8
/** BGP AS numbers (up to here) are written in decimal, greater ones as three groups of hex. */
const maxBgpAs = 0xffff_ffff
const maxAs = 0xffff_ffff_ffff

/** The canonical text of an AS number. */
export function formatAs(as: number): string {
  if (as <= maxBgpAs) return String(as)
  const group = (shift: number): string => (Math.floor(as / 2 ** shift) % 0x1_0000).toString(16)
  return `${group(32)}:${group(16)}:${group(0)}`
}

/** An AS number from "ff00:0:110" or decimal "64512" (at most 2^32-1); throws `UserError`. */
export function parseAs(text: string): number {
  if (/^\d+$/.test(text)) {
    const as = Number(text)
    if (as <= maxBgpAs) return as
    throw new UserError(`AS number ${text} is above ${maxBgpAs}`, 'write large AS numbers as three groups of hex, like ff00:0:110')
  }
  const groups = text.split(':')
  if (groups.length === 3 && groups.every(g => /^[0-9a-fA-F]+$/.test(g) && Number.parseInt(g, 16) <= 0xffff))
    return groups.reduce((as, g) => as * 0x1_0000 + Number.parseInt(g, 16), 0)
  throw new UserError(`"${text}" is not an AS number`, 'expected decimal (64512) or three groups of hex (ff00:0:110)')
}

/** Decimal 0..65535; throws `UserError`. */
export const parseIsd = (text: string): number => {
  if (/^\d+$/.test(text) && Number(text) <= 0xffff) return Number(text)
  throw new UserError(`"${text}" is not an ISD number`, 'expected a decimal number from 0 to 65535')
}

/** The canonical ISD-AS of any accepted spelling; throws `UserError`. */
export function parseIsdAs(text: string): IsdAs {
  const dash = text.indexOf('-')
  if (dash < 0 || text.indexOf('-', dash + 1) >= 0) throw new UserError(`"${text}" is not an ISD-AS`, 'expected ISD-AS, like 1-ff00:0:110')
  return makeIsdAs(parseIsd(text.slice(0, dash)), parseAs(text.slice(dash + 1)))
}

export const makeIsdAs = (isd: number, as: number): IsdAs => `${isd}-${formatAs(as)}`

/** Other spellings: "ISD1-ASff00:0:110" (prefixes) and "1-ff00_0_110" (underscores, for file names), or both. */
export interface IsdAsStyle {
  readonly prefixes: boolean
  readonly separator: ':' | '_'
}

export const formatIsdAs = (isdAs: IsdAs, style: IsdAsStyle): string => {
  const [isd, as] = isdAs.split('-') as [string, string]
  const [isdPrefix, asPrefix] = style.prefixes ? ['ISD', 'AS'] : ['', '']
  return `${isdPrefix}${isd}-${asPrefix}${as.replaceAll(':', style.separator)}`
}

/** Exactly the given spelling; throws `UserError`. */
export function parseStyledIsdAs(text: string, style: IsdAsStyle): IsdAs {
  const bare = style.prefixes ? /^ISD([^-]*)-AS([^-]*)$/.exec(text) : /^([^-]*)-([^-]*)$/.exec(text)
  if (bare === null || (style.separator !== ':' && text.includes(':')))
    throw new UserError(`"${text}" is not an ISD-AS`, `expected it spelt like ${formatIsdAs('1-ff00:0:110', style)}`)
  return makeIsdAs(parseIsd(bare[1]!), parseAs(bare[2]!.replaceAll(style.separator, ':')))
}

export const isdOf = (isdAs: IsdAs): number => Number(isdAs.slice(0, isdAs.indexOf('-')))
export const asOf = (isdAs: IsdAs): number => parseAs(isdAs.slice(isdAs.indexOf('-') + 1))

/** "AS 0": any AS of the ISD, e.g. 1-0. */
export const isWildcard = (isdAs: IsdAs): boolean => isdAs.startsWith('0-') || isdAs.endsWith('-0')

/** Order of the 64-bit number. */
export const compareIsdAs = (a: IsdAs, b: IsdAs): number => (a === b ? 0 : isdOf(a) - isdOf(b) || asOf(a) - asOf(b))

// Reading and writing the same few thousand ISD-AS again and again must not format and parse them again; the bound keeps hostile input from
// growing it.
const names = new Map<number, Map<number, IsdAs>>()
const numbers = new Map<IsdAs, { readonly high: number; readonly low: number }>()
const maxNames = 100_000

function remember(isdAs: IsdAs, high: number, low: number): void {
  if (numbers.size >= maxNames) {
    names.clear()
    numbers.clear()
  }
  numbers.set(isdAs, { high, low })
  const row = names.get(high)
  if (row === undefined) names.set(high, new Map([[low, isdAs]]))
  else row.set(low, isdAs)
}

export function getIsdAs(b: Bytes, at: number): IsdAs {
  const high = getU32(b, at)
  const low = getU32(b, at + 4)
  const known = names.get(high)?.get(low)
  if (known !== undefined) return known
  const isdAs = makeIsdAs(getU16(b, at), getU48(b, at + 2))
  remember(isdAs, high, low)
  return isdAs
}

/** The 64-bit number, as protobuf has it. */
export const isdAsNumber = (isdAs: IsdAs): bigint => (BigInt(isdOf(isdAs)) << 48n) | BigInt(asOf(isdAs))
/** Of a 64-bit number. */
export const isdAsOfNumber = (n: bigint): IsdAs => makeIsdAs(Number(n >> 48n), Number(n & 0xffff_ffff_ffffn))

export function setIsdAs(b: Bytes, at: number, isdAs: IsdAs): void {
  const known = numbers.get(isdAs)
  if (known === undefined) {
    setU16(b, at, isdOf(isdAs))
    setU48(b, at + 2, asOf(isdAs))
    remember(isdAs, getU32(b, at), getU32(b, at + 4))
  } else {
    setU32(b, at, known.high)
    setU32(b, at + 4, known.low)
  }
}

export const isAsNumber = (as: number): boolean => Number.isInteger(as) && as >= 0 && as <= maxAs
