/** The payload of a case's packet, and the extension headers before it. */
import { authenticate, authenticatorExtension } from '#crypto/spao.ts'
import { bfdStates, bfdVersion, buildBfd } from '#wire/bfd.ts'
import { type Bytes, concatBytes, fromHex, setU16 } from '#wire/bytes.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { buildExtension, type Option } from '#wire/extensions.ts'
import { protocols } from '#wire/header.ts'
import { setIsdAs } from '#wire/isdas.ts'
import { scmpBlockLength, scmpHeaderLength } from '#wire/scmp.ts'
import { buildUdp } from '#wire/udp.ts'
import type { PacketSpec, PayloadSpec } from './format.ts'

export interface Payload {
  /** NextHdr of the SCION header */
  readonly nextHeader: number
  readonly bytes: Bytes
  /** Checksum and authenticator, in the whole packet, which ends with the payload. */
  finish(packet: Bytes): void
}

/** The bytes 0, 1, 2, ... */
const counting = (length: number): Bytes => Uint8Array.from({ length }, (_, i) => i)

const standardPayload: PayloadSpec = { udp: { src: 40_111, dst: 21_000, data: 18 } }
/** Of the reference's stand-in for DRKey. */
export const zeroKey = new Uint8Array(16)

/** `quoted`: builds a packet that is quoted in an SCMP message. */
export function buildPayload(spec: PacketSpec, nowNs: bigint, quoted: (spec: PacketSpec) => Bytes): Payload {
  const { protocol, bytes } = upperLayer(spec.payload ?? standardPayload, quoted)
  const hasEndToEnd = spec.endToEnd !== undefined || spec.authenticator !== undefined
  const endToEnd = hasEndToEnd ? endToEndHeader(spec, protocol, nowNs) : nothing
  const next = hasEndToEnd ? protocols.endToEnd : protocol
  const hopByHop = spec.hopByHop === undefined ? nothing : buildExtension(next, spec.hopByHop.map(readOption))
  return {
    nextHeader: spec.hopByHop === undefined ? next : protocols.hopByHop,
    bytes: concatBytes(hopByHop, endToEnd, bytes),
    finish(packet) {
      const at = packet.length - bytes.length
      if ((protocol === protocols.udp && bytes.length >= 8) || (protocol === protocols.scmp && bytes.length >= 4))
        setUpperLayerChecksum(packet, protocol, at)
      if (spec.authenticator !== undefined) authenticate(zeroKey, packet, protocol, at)
    },
  }
}

const nothing = new Uint8Array(0)

function endToEndHeader({ endToEnd = [], authenticator }: PacketSpec, next: number, nowNs: bigint): Bytes {
  if (authenticator === undefined) return buildExtension(next, endToEnd.map(readOption))
  const sentNs = nowNs + BigInt(Math.round(Number.parseFloat(authenticator.sent ?? '0') * 1e9))
  return authenticatorExtension(next, authenticator.spi, sinceMidnightNs(sentNs))
}

const dayNs = 86_400_000_000_000n
/** Since the DRKey epoch began, nanoseconds. */
export const sinceMidnightNs = (unixNs: bigint): number => Number(unixNs % dayNs)

const readOption = ({ type, hex }: { readonly type: number; readonly hex: string }): Option => ({ type, data: fromHex(hex)! })

function upperLayer(spec: PayloadSpec, quoted: (spec: PacketSpec) => Bytes): { readonly protocol: number; readonly bytes: Bytes } {
  if ('udp' in spec)
    return { protocol: protocols.udp, bytes: buildUdp({ srcPort: spec.udp.src, dstPort: spec.udp.dst, data: counting(spec.udp.data) }) }
  if ('tcp' in spec) return { protocol: protocols.tcp, bytes: tcpHeader(spec.tcp) }
  if ('bfd' in spec) return { protocol: protocols.bfd, bytes: bfdPacket(spec.bfd) }
  if ('scmp' in spec) return { protocol: protocols.scmp, bytes: scmpMessage(spec.scmp, quoted) }
  return { protocol: spec.protocol, bytes: fromHex(spec.hex)! }
}

/** 20 bytes: ports and data offset, all else zero. */
function tcpHeader({ src, dst }: { readonly src: number; readonly dst: number }): Bytes {
  const b = new Uint8Array(20)
  setU16(b, 0, src)
  setU16(b, 2, dst)
  b[12] = 0x50
  return b
}

type ScmpSpec = Extract<PayloadSpec, { readonly scmp: unknown }>['scmp']

function scmpMessage({ type, code = 0, id = 0, seq = 0, data = 0, quote }: ScmpSpec, quoted: (spec: PacketSpec) => Bytes): Bytes {
  const head = new Uint8Array(scmpHeaderLength + scmpBlockLength(type))
  head[0] = type
  head[1] = code
  if (type >= 128 && head.length >= 8) {
    setU16(head, 4, id)
    setU16(head, 6, seq)
  }
  return concatBytes(head, quote === undefined ? counting(data) : quoted(quote))
}

type BfdSpec = Extract<PayloadSpec, { readonly bfd: unknown }>['bfd']

function bfdPacket({ state, my, your, diag = 0, mult = 3, tx = 200_000, rx = 200_000, echo = 0 }: BfdSpec): Bytes {
  return buildBfd({
    version: bfdVersion,
    diagnostic: diag,
    state: bfdStates[state],
    flags: 0,
    detectMult: mult,
    myDiscriminator: my,
    // Nobody's, as long as none has come.
    yourDiscriminator: your === 'theirs' ? 0 : your,
    desiredMinTxUs: tx,
    requiredMinRxUs: rx,
    requiredMinEchoRxUs: echo,
  })
}

/** Writes the ISD-AS and interface ids of an SCMP block: each 8 bytes. */
export function setScmpPlace(b: Bytes, at: number, isdAs: Parameters<typeof setIsdAs>[2], ...ifIds: readonly number[]): void {
  setIsdAs(b, at, isdAs)
  for (const [i, ifId] of ifIds.entries()) setU16(b, at + 8 + 8 * i + 6, ifId)
}
