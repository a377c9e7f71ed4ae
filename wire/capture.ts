/**
 * Reading captures: pcapng and classic pcap, both byte orders, micro- and nanoseconds. Trusts no length: a snap length may lie, a file may be
 * cut. What cannot be read is a `Malformed` in its place; reading goes on wherever the next record's place is known.
 */
import { type Bytes, type Malformed, malformed } from './bytes.ts'
import { type UnderlayDatagram, unwrapUnderlay } from './frame.ts'
import { blockTypes, byteOrderMagic, optionCodes } from './pcapng.ts'

export interface Captured {
  /** nanoseconds since 1970; 0 where the file gives no time */
  readonly unixNs: bigint
  /** '' where the file names none */
  readonly interfaceName: string
  /** '' = none; several are joined by line feeds */
  readonly comment: string
  readonly linkType: number
  /** the frame as captured, a view into the file */
  readonly frame: Bytes
  /** bytes of the frame on the wire */
  readonly originalLength: number
  /** the UDP datagram in the frame, or why there is none */
  readonly datagram: UnderlayDatagram | Malformed
}

const classicMagic = { microseconds: 0xa1b2c3d4, nanoseconds: 0xa1b23c4d } as const

/** Reads integers of one byte order. */
interface Reader {
  u16(at: number): number
  u32(at: number): number
  u64(at: number): bigint
}

function createReader(file: Bytes, isLittle: boolean): Reader {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  return { u16: at => view.getUint16(at, isLittle), u32: at => view.getUint32(at, isLittle), u64: at => view.getBigUint64(at, isLittle) }
}

/** All frames of a capture file, in its order. */
export function* readCapture(file: Bytes): Generator<Captured | Malformed> {
  if (file.length < 4) {
    yield malformed('not a capture file: shorter than its first word', 0)
    return
  }
  const [big, little] = [createReader(file, false), createReader(file, true)]
  if (big.u32(0) === blockTypes.sectionHeader) yield* readPcapng(file)
  else if (isClassic(big.u32(0))) yield* readClassic(file, big)
  else if (isClassic(little.u32(0))) yield* readClassic(file, little)
  else yield malformed('not a capture file: expected pcapng or pcap', 0)
}

const isClassic = (magic: number): boolean => magic === classicMagic.microseconds || magic === classicMagic.nanoseconds

/** header 24: magic, version, zone, accuracy, snap length, link type; record 16: seconds, fraction, captured, original length, then the frame */
function* readClassic(file: Bytes, read: Reader): Generator<Captured | Malformed> {
  if (file.length < 24) {
    yield malformed('pcap file header cut', file.length)
    return
  }
  const fractionNs = read.u32(0) === classicMagic.nanoseconds ? 1n : 1000n
  const linkType = read.u32(20) & 0xffff
  for (let at = 24; at < file.length; ) {
    const length = at + 16 <= file.length ? read.u32(at + 8) : Infinity
    if (at + 16 + length > file.length) {
      yield malformed('pcap record reaches beyond the file', at)
      return
    }
    const unixNs = BigInt(read.u32(at)) * 1_000_000_000n + BigInt(read.u32(at + 4)) * fractionNs
    const frame = file.subarray(at + 16, at + 16 + length)
    yield captured({ unixNs, interfaceName: '', comment: '', linkType, frame, originalLength: read.u32(at + 12) })
    at += 16 + length
  }
}

const captured = (c: Omit<Captured, 'datagram'>): Captured => ({ ...c, datagram: unwrapUnderlay(c.linkType, c.frame) })

interface Interface {
  readonly name: string
  readonly linkType: number
  /** time units in a second */
  readonly unitsPerS: bigint
  /** seconds to add */
  readonly offsetS: bigint
}

interface Section {
  readonly file: Bytes
  readonly read: Reader
  readonly interfaces: Interface[]
}

interface Block {
  readonly type: number
  readonly at: number
  /** where its body ends, options included */
  readonly end: number
}

function* readPcapng(file: Bytes): Generator<Captured | Malformed> {
  let section: Section = { file, read: createReader(file, false), interfaces: [] }
  for (let at = 0; at < file.length; ) {
    if (at + 12 > file.length) return yield malformed('pcapng block cut', at)
    if (section.read.u32(at) === blockTypes.sectionHeader) {
      const isLittle = createReader(file, true).u32(at + 8) === byteOrderMagic
      section = { file, read: createReader(file, isLittle), interfaces: [] }
      if (section.read.u32(at + 8) !== byteOrderMagic) return yield malformed('pcapng section of unknown byte order', at + 8)
    }
    const length = section.read.u32(at + 4)
    if (length < 12 || at + length > file.length) return yield malformed(`pcapng block of ${length} bytes, ${file.length - at} left`, at)
    const record = readBlock(section, { type: section.read.u32(at), at, end: at + length - 4 })
    if (record !== undefined) yield record
    at += (length + 3) & ~3
  }
}

/** A packet block's packet; nothing for other blocks. */
function readBlock(section: Section, block: Block): Captured | Malformed | undefined {
  switch (block.type) {
    case blockTypes.interfaceDescription:
      return readInterface(section, block)
    case blockTypes.enhancedPacket:
      return block.end < block.at + 28
        ? malformed('packet block cut', block.at)
        : readPacket(section, block, section.read.u32(block.at + 8))
    case blockTypes.obsoletePacket:
      return block.end < block.at + 28
        ? malformed('packet block cut', block.at)
        : readPacket(section, block, section.read.u16(block.at + 8))
    case blockTypes.simplePacket:
      return block.end < block.at + 12 ? malformed('packet block cut', block.at) : readSimplePacket(section, block)
    default:
      return undefined
  }
}

/** Every interface block takes a number, a bad one too, so that the others keep theirs. */
function readInterface({ file, read, interfaces }: Section, block: Block): Malformed | undefined {
  if (block.end < block.at + 16) {
    interfaces.push({ name: '', linkType: -1, unitsPerS: 1_000_000n, offsetS: 0n })
    return malformed('interface block cut', block.at)
  }
  let [name, unitsPerS, offsetS] = ['', 1_000_000n, 0n]
  for (const { code, at, value } of readOptions(file, read, block.at + 16, block.end)) {
    if (code === optionCodes.interfaceName) name = decodeText(value)
    if (code === optionCodes.timestampResolution && value.length > 0) unitsPerS = unitsOf(value[0]!)
    if (code === optionCodes.timestampOffset && value.length === 8) offsetS = BigInt.asIntN(64, read.u64(at))
  }
  interfaces.push({ name, linkType: read.u16(block.at + 8), unitsPerS, offsetS })
  return undefined
}

/** if_tsresol: negative power of 10, or of 2 when the high bit is set. */
const unitsOf = (resolution: number): bigint => (resolution & 0x80 ? 2n ** BigInt(resolution & 0x7f) : 10n ** BigInt(resolution))

interface BlockOption {
  readonly code: number
  readonly at: number
  readonly value: Bytes
}

function* readOptions(file: Bytes, read: Reader, from: number, end: number): Generator<BlockOption> {
  for (let at = from; at + 4 <= end; ) {
    const [code, length] = [read.u16(at), read.u16(at + 2)]
    if (code === optionCodes.end || at + 4 + length > end) return
    yield { code, at: at + 4, value: file.subarray(at + 4, at + 4 + length) }
    at += 4 + ((length + 3) & ~3)
  }
}

const decodeText = (bytes: Bytes): string => new TextDecoder().decode(bytes)

function readPacket({ file, read, interfaces }: Section, block: Block, number: number): Captured | Malformed {
  const at = block.at + 8
  const seenOn = interfaces[number]
  if (seenOn === undefined) return malformed(`packet on interface ${number}, which the file does not describe`, block.at)
  const length = read.u32(at + 12)
  const data = at + 20
  if (data + length > block.end) return malformed(`packet of ${length} bytes reaches beyond its block`, block.at)
  const units = (BigInt(read.u32(at + 4)) << 32n) | BigInt(read.u32(at + 8))
  const comments = Array.from(readOptions(file, read, data + ((length + 3) & ~3), block.end)).filter(o => o.code === optionCodes.comment)
  return captured({
    unixNs: seenOn.offsetS * 1_000_000_000n + (units * 1_000_000_000n) / seenOn.unitsPerS,
    interfaceName: seenOn.name,
    comment: comments.map(o => decodeText(o.value)).join('\n'),
    linkType: seenOn.linkType,
    frame: file.subarray(data, data + length),
    originalLength: read.u32(at + 16),
  })
}

/** No time and no captured length: the frame ends where the block or the original length does, the padding may be part of it. */
function readSimplePacket({ file, read, interfaces }: Section, block: Block): Captured | Malformed {
  const seenOn = interfaces[0]
  if (seenOn === undefined) return malformed('packet before any interface description', block.at)
  const originalLength = read.u32(block.at + 8)
  const data = block.at + 12
  const frame = file.subarray(data, Math.min(block.end, data + originalLength))
  return captured({ unixNs: 0n, interfaceName: seenOn.name, comment: '', linkType: seenOn.linkType, frame, originalLength })
}
