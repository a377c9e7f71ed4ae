/** From what the user gives to packets: hex text, a raw packet, or the SCION packets of a capture. */
import { existsSync } from 'node:fs'
import { readInputBytes } from '#emulate/files/input.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, fromHex, isMalformed } from '#wire/bytes.ts'
import { type Captured, readCapture } from '#wire/capture.ts'
import { UserError } from '#wire/error.ts'
import { checkHeader, nextHeader, protocols, version } from '#wire/header.ts'

export interface SeenPacket {
  readonly bytes: Bytes
  /** 1-based place in the capture, as Wireshark counts; `undefined` when it is from no capture */
  readonly frame?: number
  readonly unixNs?: bigint
  /** underlay source and destination */
  readonly from?: UnderlayAddress
  readonly to?: UnderlayAddress
  readonly interfaceName?: string
  readonly comment?: string
  /** bytes the capture cut off */
  readonly missing?: number
}

export interface Input {
  /** for people: "tiny4.pcap", "stdin", "the argument" */
  readonly name: string
  readonly isCapture: boolean
  readonly packets: readonly SeenPacket[]
  /** frames of a capture that hold no SCION packet, or cannot be read */
  readonly others: number
}

/** `argument`: hex, "-" or a file. `frame`: only this one of a capture, whatever it holds. Throws `UserError`. */
export function readPackets(argument: string, frame?: number): Input {
  if (argument === '-') return readContent(readInputBytes('-'), 'stdin', frame)
  if (existsSync(argument)) return readContent(readInputBytes(argument), argument, frame)
  const bytes = parseHex(argument)
  if (bytes !== undefined) return single('the argument', bytes, frame)
  const hint = 'expected hex digits, a file (pcapng, pcap, hex text, raw bytes), or - for stdin'
  throw new UserError(`"${argument.length > 60 ? `${argument.slice(0, 60)}...` : argument}" is neither a file nor hex`, hint)
}

/** Hex with white space, colons or a leading 0x; `undefined` when it is anything else, or nothing. */
function parseHex(text: string): Bytes | undefined {
  const bytes = fromHex(text.trim().replace(/^0x/i, '').replaceAll(':', ''))
  return bytes?.length === 0 ? undefined : bytes
}

function readContent(content: Bytes, name: string, frame: number | undefined): Input {
  if (content.length === 0) throw new UserError('is empty', 'expected a packet or a capture', { file: name })
  if (isCaptureFile(content)) return readFrames(content, name, frame)
  const text = textOf(content)
  return single(name, text === undefined ? content : hexOf(text, name), frame)
}

function hexOf(text: string, file: string): Bytes {
  const bytes = parseHex(text)
  if (bytes === undefined)
    throw new UserError('is text, but not hex', 'expected a packet in hex or raw bytes, or a pcapng or pcap capture', { file })
  return bytes
}

function single(name: string, bytes: Bytes, frame: number | undefined): Input {
  if (frame !== undefined && frame !== 1) throw new UserError(`${name} holds one packet, not ${frame}`, '--frame is for captures')
  return { name, isCapture: false, packets: [{ bytes }], others: 0 }
}

/** No hex text begins with a byte of these. */
const captureMagics = ['0a0d0d0a', 'a1b2c3d4', 'd4c3b2a1', 'a1b23c4d', '4d3cb2a1'].map(hex => fromHex(hex)!)
const isCaptureFile = (b: Bytes): boolean => captureMagics.some(magic => magic.every((byte, i) => b[i] === byte))

/** Printable ASCII and white space only: everything else is raw bytes. No SCION packet looks so, its version is 0. */
const textOf = (b: Bytes): string | undefined => {
  const isText = b.every(byte => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d))
  return isText ? new TextDecoder().decode(b) : undefined
}

function readFrames(content: Bytes, name: string, wanted: number | undefined): Input {
  const packets: SeenPacket[] = []
  let frame = 0
  let others = 0
  for (const captured of readCapture(content)) {
    if (isMalformed(captured)) {
      others++
      continue
    }
    frame++
    if (wanted === frame) return { name, isCapture: true, packets: [wantedFrame(captured, frame, name)], others: 0 }
    if (wanted !== undefined) continue
    const seen = seenPacket(captured, frame)
    if (seen === undefined || !looksLikeScion(seen.bytes)) others++
    else packets.push(seen)
  }
  if (wanted !== undefined) throw new UserError(`has ${frame} frames, no frame ${wanted}`, 'frames count from 1', { file: name })
  if (packets.length === 0) throw new UserError(`holds no SCION packet in its ${frame} frames`, 'is it the right capture?', { file: name })
  return { name, isCapture: true, packets, others }
}

/** the year 10000 */
const endOfCalendarNs = 253_402_300_800n * 1_000_000_000n

function seenPacket(c: Captured, frame: number): SeenPacket | undefined {
  if (isMalformed(c.datagram)) return undefined
  const { src, dst, payload, missing } = c.datagram
  const { interfaceName, comment } = c
  // 0 stands for a file that gives no time; what lies outside of the calendar is none.
  return {
    bytes: payload,
    frame,
    from: src,
    to: dst,
    interfaceName,
    comment,
    missing,
    ...(c.unixNs > 0n && c.unixNs < endOfCalendarNs ? { unixNs: c.unixNs } : {}),
  }
}

function wantedFrame(c: Captured, frame: number, file: string): SeenPacket {
  const seen = seenPacket(c, frame)
  if (seen !== undefined) return seen
  const why = isMalformed(c.datagram) ? c.datagram.malformed : ''
  throw new UserError(`frame ${frame} holds no UDP datagram: ${why}`, 'without --frame all frames with SCION packets are listed', { file })
}

const scionProtocols: ReadonlySet<number> = new Set(Object.values(protocols))

/** Other UDP traffic hardly ever passes as SCION version 0 with a header that fits. */
const looksLikeScion = (b: Bytes): boolean => checkHeader(b) === undefined && version(b) === 0 && scionProtocols.has(nextHeader(b))
