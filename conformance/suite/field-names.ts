/**
 * Fields of a packet by name: "path.hop[1].ExpTime" (the tables of wire/fields.ts), "path.info[0].RSV#2" for the second of that name, and
 * "byte[9]" for any byte. Where a case overwrites, masks or points.
 */
import { type Bytes, fromHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { writeBits } from '#wire/fields.ts'
import { walkedFields } from '#wire/walk.ts'

/** Bits of a packet. */
export interface BitRange {
  readonly bit: number
  readonly width: number
}

/** All fields of a packet, as far as it can be read. */
export function namedFields(packet: Bytes): Map<string, BitRange> {
  const named = new Map<string, BitRange>()
  for (const { layer, name, bit, width } of walkedFields(packet).fields) {
    let unique = `${layer}.${name}`
    for (let i = 2; named.has(unique); i++) unique = `${layer}.${name}#${i}`
    named.set(unique, { bit, width })
  }
  return named
}

/** Throws `UserError`. */
export function findField(packet: Bytes, name: string, fields = namedFields(packet)): BitRange {
  const byte = /^byte\[(\d+)\]$/.exec(name)
  const found = byte === null ? fields.get(name) : { bit: 8 * Number(byte[1]), width: 8 }
  if (found === undefined || found.bit + found.width > 8 * packet.length)
    throw new UserError(`the packet has no field "${name}"`, `it has ${[...fields.keys()].join(', ')}`)
  return found
}

/** Overwrites fields: numbers, or hex for as many bytes as the field has. All names mean the packet as it was before. Throws `UserError`. */
export function setFields(packet: Bytes, values: Readonly<Record<string, number | string>>): void {
  const entries = Object.entries(values)
  if (entries.length === 0) return
  const fields = namedFields(packet)
  const found = entries.map(([name, value]) => ({ range: findField(packet, name, fields), value, name }))
  for (const { range, value, name } of found) {
    if (typeof value === 'number') writeBits(packet, range.bit, range.width, BigInt(value))
    else writeHex(packet, range, value, name)
  }
}

function writeHex(packet: Bytes, { bit, width }: BitRange, hex: string, name: string): void {
  const bytes = fromHex(hex)!
  if (bit % 8 !== 0 || width !== 8 * bytes.length) throw new UserError(`"${name}" has ${width} bits, not the ${8 * bytes.length} of ${hex}`)
  packet.set(bytes, bit / 8)
}
