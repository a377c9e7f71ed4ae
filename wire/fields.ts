/**
 * Every header as a table: name as in the draft, bit offset, width, clause, and how to say the value. Feeds dumps, explanations, the hex view
 * and the packet generators; never the hot path. A test proves that table and accessors agree.
 */
import { bfdStates } from './bfd.ts'
import { type Bytes, toHex } from './bytes.ts'
import { optionTypes } from './extensions.ts'
import { pathTypes, protocols } from './header.ts'
import { formatAs } from './isdas.ts'
import { expUnitS } from './path.ts'
import { formatUnixSeconds } from './path-text.ts'
import { scmpTypeName } from './scmp-names.ts'
import { formatSpi, spaoAlgorithms } from './spao.ts'

const dataPlane = 'draft-dekater-scion-dataplane'
const controlPlane = 'draft-dekater-scion-controlplane'
const docs = 'docs.scion.org/protocols'

/** Up to 48 bits are a number, 64 bits a bigint. */
export type FieldNumber = number | bigint

export interface Field {
  readonly name: string
  /** offset in its header, bits */
  readonly bit: number
  /** bits */
  readonly width: number
  /** document#anchor */
  readonly clause: string
  /** 'bytes' has no value but its hex */
  readonly kind: 'number' | 'bytes'
  readonly format: (value: FieldNumber) => string
}

export interface HeaderTable {
  readonly name: string
  /** document#anchor */
  readonly clause: string
  /** bytes of the fixed fields */
  readonly length: number
  readonly fields: readonly Field[]
}

/** Name, width in bits, and how to say it ('bytes': a string of bytes, in hex); a clause of its own where it has one. */
type Row = readonly [name: string, width: number, format?: 'bytes' | ((value: FieldNumber) => string), clause?: string]

const decimal = (v: FieldNumber): string => String(v)
const hex = (v: FieldNumber): string => `0x${v.toString(16)}`
const flag = (v: FieldNumber): string => (v === 1 ? 'set' : 'clear')
const inWords = (v: FieldNumber): string => `${v} (${Number(v) * 4} bytes)`
const microseconds = (v: FieldNumber): string => `${v} us`

/** "17 (udp)" by a table of names. */
const named =
  (names: Readonly<Record<string, number>>) =>
  (v: FieldNumber): string => {
    const name = Object.keys(names).find(key => names[key] === v)
    return name === undefined ? String(v) : `${v} (${name})`
  }
export const formatProtocol = named(protocols)

function table(name: string, clause: string, rows: readonly Row[]): HeaderTable {
  let bit = 0
  const fields = rows.map(([field, width, format = decimal, own]): Field => {
    const at = bit
    bit += width
    const said = format === 'bytes' ? { kind: format, format: decimal } : { kind: 'number' as const, format }
    return { name: field, bit: at, width, clause: own ?? clause, ...said }
  })
  return { name, clause, length: bit / 8, fields }
}

const addressTypes = `${dataPlane}#addr-type-length-field`
const isdAs = (isd: string, as: string): Row[] => [
  [isd, 16],
  [as, 48, v => formatAs(Number(v))],
]
const infoRows: readonly Row[] = [
  ['RSV', 6],
  ['P', 1, flag, `${dataPlane}#peerlink`],
  ['C', 1, flag],
  ['RSV', 8],
  ['SegID', 16, hex, `${dataPlane}#def-acc`],
  ['Timestamp', 32, v => `${v} (${formatUnixSeconds(Number(v))})`],
]
const scmpQuery: readonly Row[] = [
  ['Identifier', 16],
  ['SequenceNumber', 16],
]
const scmpTraceroute: readonly Row[] = [...scmpQuery, ...isdAs('ISD', 'AS'), ['InterfaceID', 64]]

export const tables = {
  common: table('common header', `${dataPlane}#common-header`, [
    ['Version', 4],
    ['TrafficClass', 8, hex],
    ['FlowID', 20, hex],
    ['NextHdr', 8, formatProtocol, `${dataPlane}#protnum`],
    ['HdrLen', 8, inWords],
    ['PayloadLen', 16],
    ['PathType', 8, named(pathTypes), `${dataPlane}#path-type-field`],
    ['DT', 2, decimal, addressTypes],
    ['DL', 2, decimal, addressTypes],
    ['ST', 2, decimal, addressTypes],
    ['SL', 2, decimal, addressTypes],
    ['RSV', 16, hex],
  ]),
  address: table('address header', `${dataPlane}#address-header`, [...isdAs('DstISD', 'DstAS'), ...isdAs('SrcISD', 'SrcAS')]),
  pathMeta: table('path meta header', `${dataPlane}#PathMetaHdr`, [
    ['CurrINF', 2],
    ['CurrHF', 6],
    ['RSV', 6],
    ['Seg0Len', 6],
    ['Seg1Len', 6],
    ['Seg2Len', 6],
  ]),
  info: table('info field', `${dataPlane}#inffield`, infoRows),
  hop: table('hop field', `${dataPlane}#hopfld`, [
    ['RSV', 6],
    ['I', 1, flag],
    ['E', 1, flag],
    ['ExpTime', 8, v => `${v} (${(Number(v) + 1) * expUnitS} s)`],
    ['ConsIngress', 16],
    ['ConsEgress', 16],
    ['MAC', 48, 'bytes', `${dataPlane}#hf-mac-overview`],
  ]),
  epic: table('EPIC header', `${docs}/scion-header#path-type-epic-hp`, [
    ['EpicTS', 32],
    ['Counter', 32],
    ['PHVF', 32, 'bytes'],
    ['LHVF', 32, 'bytes'],
  ]),
  extension: table('options header', `${dataPlane}#ext-header`, [
    ['NextHdr', 8, formatProtocol],
    ['ExtLen', 8, v => `${v} (${(Number(v) + 1) * 4} bytes)`],
  ]),
  option: table('option', `${dataPlane}#optfld`, [
    ['OptType', 8, named(optionTypes)],
    ['OptDataLen', 8],
  ]),
  authenticator: table('packet authenticator', `${docs}/authenticator-option`, [
    ['SPI', 32, v => formatSpi(Number(v))],
    ['Algorithm', 8, named(spaoAlgorithms)],
    ['RSV', 8],
    ['Timestamp', 48],
  ]),
  udp: table('UDP header', 'RFC768', [
    ['SrcPort', 16],
    ['DstPort', 16],
    ['Length', 16],
    ['Checksum', 16, hex],
  ]),
  scmp: table('SCMP header', `${controlPlane}#scmp`, [
    ['Type', 8, v => `${v} (${scmpTypeName(Number(v)) ?? 'unknown'})`],
    ['Code', 8],
    ['Checksum', 16, hex],
  ]),
  bfd: table('BFD control packet', 'RFC5880#section-4.1', [
    ['Vers', 3],
    ['Diag', 5],
    ['Sta', 2, named(bfdStates)],
    ['P', 1, flag],
    ['F', 1, flag],
    ['C', 1, flag],
    ['A', 1, flag],
    ['D', 1, flag],
    ['M', 1, flag],
    ['DetectMult', 8],
    ['Length', 8],
    ['MyDiscriminator', 32, hex],
    ['YourDiscriminator', 32, hex],
    ['DesiredMinTxInterval', 32, microseconds],
    ['RequiredMinRxInterval', 32, microseconds],
    ['RequiredMinEchoRxInterval', 32, microseconds],
  ]),
} as const

/** The block behind the SCMP header, by type. */
export const scmpBlocks: Readonly<Record<number, HeaderTable>> = {
  1: table('destination unreachable', `${docs}/scmp#destination-unreachable`, [['RSV', 32]]),
  2: table('packet too big', `${controlPlane}#packet-too-big`, [
    ['RSV', 16],
    ['MTU', 16],
  ]),
  4: table('parameter problem', `${docs}/scmp#parameter-problem`, [
    ['RSV', 16],
    ['Pointer', 16],
  ]),
  5: table('external interface down', `${controlPlane}#external-interface-down`, [...isdAs('ISD', 'AS'), ['InterfaceID', 64]]),
  6: table('internal connectivity down', `${controlPlane}#internal-connectivity-down`, [
    ...isdAs('ISD', 'AS'),
    ['IngressID', 64],
    ['EgressID', 64],
  ]),
  128: table('echo request', `${controlPlane}#echo-request`, scmpQuery),
  129: table('echo reply', `${controlPlane}#echo-reply`, scmpQuery),
  130: table('traceroute request', `${controlPlane}#traceroute-request`, scmpTraceroute),
  131: table('traceroute reply', `${controlPlane}#traceroute-reply`, scmpTraceroute),
}

/** The bits `bit`..`bit + width` of the bytes; at most 64. */
export function readBits(b: Bytes, bit: number, width: number): FieldNumber {
  let value = 0n
  for (let i = bit >> 3; i * 8 < bit + width; i++) value = (value << 8n) | BigInt(b[i]!)
  const spare = BigInt((8 - ((bit + width) & 7)) & 7)
  const cut = (value >> spare) & ((1n << BigInt(width)) - 1n)
  return width > 48 ? cut : Number(cut)
}

/** A field of the header that begins at byte `at`. */
export const readField = (b: Bytes, at: number, field: Field): FieldNumber => readBits(b, at * 8 + field.bit, field.width)

/** The other way; higher bits of the value are cut. */
export function writeBits(b: Bytes, bit: number, width: number, value: bigint): void {
  for (let i = 0; i < width; i++) {
    const mask = 0x80 >> ((bit + i) & 7)
    if (((value >> BigInt(width - 1 - i)) & 1n) === 1n) b[(bit + i) >> 3]! |= mask
    else b[(bit + i) >> 3]! &= ~mask
  }
}

export const writeField = (b: Bytes, at: number, field: Field, value: bigint): void => writeBits(b, at * 8 + field.bit, field.width, value)

/** The field's value in words; bytes in hex. */
export const formatField = (b: Bytes, at: number, field: Field): string =>
  field.kind === 'bytes' ? toHex(b.subarray(at + field.bit / 8, at + (field.bit + field.width) / 8)) : field.format(readField(b, at, field))
