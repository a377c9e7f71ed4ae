/**
 * Writing captures: pcapng with interface names, nanoseconds and a comment on each packet.   draft-ietf-opsawg-pcapng
 *
 *   block: Type 32 | Total Length 32 | body | options (Code 16 | Length 16 | value, padded to 4) | Total Length 32
 *   a section header, an interface description before its first packet, enhanced packet blocks; all big-endian, which readers accept
 */
import type { UnderlayAddress } from './actor.ts'
import { type Bytes, concatBytes, setU16, setU32, setU64 } from './bytes.ts'
import { linkTypes, wrapUnderlay } from './frame.ts'

export const blockTypes = {
  sectionHeader: 0x0a0d0d0a,
  interfaceDescription: 1,
  obsoletePacket: 2,
  simplePacket: 3,
  enhancedPacket: 6,
} as const
export const optionCodes = { end: 0, comment: 1, interfaceName: 2, application: 4, timestampResolution: 9, timestampOffset: 14 } as const
export const byteOrderMagic = 0x1a2b3c4d
const nanoseconds = 9
/** An option's length has 16 bits. */
const maxOptionLength = 0xffff

const padded = (length: number): number => (length + 3) & ~3

function option(code: number, value: Bytes): Bytes {
  const b = new Uint8Array(4 + padded(value.length))
  setU16(b, 0, code)
  setU16(b, 2, value.length)
  b.set(value, 4)
  return b
}

const textOption = (code: number, text: string): Bytes => option(code, new TextEncoder().encode(text).subarray(0, maxOptionLength))
const endOfOptions = option(optionCodes.end, new Uint8Array(0))

function block(type: number, ...parts: readonly Bytes[]): Bytes {
  const body = concatBytes(...parts)
  const b = new Uint8Array(12 + padded(body.length))
  setU32(b, 0, type)
  setU32(b, 4, b.length)
  b.set(body, 8)
  setU32(b, b.length - 4, b.length)
  return b
}

/** The first block of a file. `application`: who wrote it. */
export function sectionHeaderBlock(application: string): Bytes {
  const body = new Uint8Array(16)
  setU32(body, 0, byteOrderMagic)
  setU16(body, 4, 1)
  body.fill(0xff, 8)
  return block(blockTypes.sectionHeader, body, textOption(optionCodes.application, application), endOfOptions)
}

/** Interfaces are numbered from 0 in the order of their blocks. */
export function interfaceBlock(name: string, linkType: number = linkTypes.ethernet): Bytes {
  const body = new Uint8Array(8)
  setU16(body, 0, linkType)
  const resolution = option(optionCodes.timestampResolution, Uint8Array.of(nanoseconds))
  return block(blockTypes.interfaceDescription, body, textOption(optionCodes.interfaceName, name), resolution, endOfOptions)
}

/** `unixNs`: nanoseconds since 1970. An empty comment is left out. */
export function packetBlock(interfaceNumber: number, unixNs: bigint, frame: Bytes, comment = ''): Bytes {
  const head = new Uint8Array(20)
  setU32(head, 0, interfaceNumber)
  setU64(head, 4, unixNs)
  setU32(head, 12, frame.length)
  setU32(head, 16, frame.length)
  const data = new Uint8Array(padded(frame.length))
  data.set(frame)
  const options = comment === '' ? [] : [textOption(optionCodes.comment, comment), endOfOptions]
  return block(blockTypes.enhancedPacket, head, data, ...options)
}

export interface CapturePacket {
  readonly unixNs: bigint
  /** "1-ff00:0:110 br1 #2": whatever names the place it was seen */
  readonly interfaceName: string
  readonly comment: string
  readonly src: UnderlayAddress
  readonly dst: UnderlayAddress
  /** the SCION packet */
  readonly payload: Bytes
}

/** A capture being written: gives each packet's pieces of the file to `write`, the section header at once. */
export function createCapture(write: (piece: Bytes) => void, application: string): (packet: CapturePacket) => void {
  const interfaces = new Map<string, number>()
  write(sectionHeaderBlock(application))
  return packet => {
    let number = interfaces.get(packet.interfaceName)
    if (number === undefined) {
      number = interfaces.size
      interfaces.set(packet.interfaceName, number)
      write(interfaceBlock(packet.interfaceName))
    }
    write(packetBlock(number, packet.unixNs, wrapUnderlay(packet.src, packet.dst, packet.payload), packet.comment))
  }
}
