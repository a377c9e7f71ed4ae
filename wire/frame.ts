/**
 * Underlay frames, as they stand in captures: Ethernet, IP and UDP around a SCION packet, put on and taken off. Reading also knows loopback,
 * raw IP and Linux "any" captures.
 */
import type { UnderlayAddress } from './actor.ts'
import { type Bytes, getU16, isMalformed, type Malformed, malformed, need, setU16 } from './bytes.ts'
import { foldSum, onesSum } from './checksum.ts'
import { assert } from './error.ts'
import { parseIp } from './ip.ts'
import { formatUnderlay, parseUnderlay } from './underlay-address.ts'

/** Link-layer types of captures (LINKTYPE_*). */
export const linkTypes = { null: 0, ethernet: 1, raw: 101, loop: 108, linuxCooked: 113, ipv4: 228, ipv6: 229, linuxCooked2: 276 } as const
/** LINKTYPE_RAW as some systems number it. */
const otherRaw: readonly number[] = [12, 14]

const etherTypes = { ipv4: 0x0800, ipv6: 0x86dd, vlan: 0x8100, serviceVlan: 0x88a8 } as const
const udpProtocol = 17
const ethernetLength = 14
const udpHeaderLength = 8

export interface UnderlayDatagram {
  readonly src: UnderlayAddress
  readonly dst: UnderlayAddress
  /** what the capture holds of the UDP payload */
  readonly payload: Bytes
  /** bytes of the payload that the capture cut off */
  readonly missing: number
}

/** An Ethernet frame from one socket to the other, both IPv4 or both IPv6. Link addresses are made from the IPs; TTL 64, not fragmented. */
export function wrapUnderlay(src: UnderlayAddress, dst: UnderlayAddress, payload: Bytes): Bytes {
  const [from, to] = [parseUnderlay(src), parseUnderlay(dst)]
  const [fromIp, toIp] = [parseIp(from.ip)!.bytes, parseIp(to.ip)!.bytes]
  assert(fromIp.length === toIp.length, `${src} and ${dst} are of one IP version`)
  const ipLength = fromIp.length === 4 ? 20 : 40
  const udp = ethernetLength + ipLength
  const b = new Uint8Array(udp + udpHeaderLength + payload.length)
  assert(b.length - ethernetLength <= 0xffff, `a payload of ${payload.length} bytes fits an IP packet`)
  writeEthernet(b, fromIp, toIp)
  if (fromIp.length === 4) writeIpv4(b, ethernetLength, fromIp, toIp)
  else writeIpv6(b, ethernetLength, fromIp, toIp)
  setU16(b, udp, from.port)
  setU16(b, udp + 2, to.port)
  setU16(b, udp + 4, udpHeaderLength + payload.length)
  b.set(payload, udp + udpHeaderLength)
  const pseudo = onesSum(fromIp, 0, fromIp.length, onesSum(toIp, 0, toIp.length, udpProtocol + b.length - udp))
  setU16(b, udp + 6, foldSum(onesSum(b, udp, b.length - udp, pseudo)) || 0xffff)
  return b
}

/** Locally administered link addresses: 02:00 and the IP's last four bytes. */
function writeEthernet(b: Bytes, src: Bytes, dst: Bytes): void {
  b[0] = b[6] = 0x02
  b.set(dst.subarray(-4), 2)
  b.set(src.subarray(-4), 8)
  setU16(b, 12, src.length === 4 ? etherTypes.ipv4 : etherTypes.ipv6)
}

function writeIpv4(b: Bytes, at: number, src: Bytes, dst: Bytes): void {
  b[at] = 0x45
  setU16(b, at + 2, b.length - at)
  b[at + 6] = 0x40
  b[at + 8] = 64
  b[at + 9] = udpProtocol
  b.set(src, at + 12)
  b.set(dst, at + 16)
  setU16(b, at + 10, foldSum(onesSum(b, at, 20)))
}

function writeIpv6(b: Bytes, at: number, src: Bytes, dst: Bytes): void {
  b[at] = 0x60
  setU16(b, at + 4, b.length - at - 40)
  b[at + 6] = udpProtocol
  b[at + 7] = 64
  b.set(src, at + 8)
  b.set(dst, at + 24)
}

/** The UDP datagram in a frame, or why there is none. */
export function unwrapUnderlay(linkType: number, b: Bytes): UnderlayDatagram | Malformed {
  const ip = ipAt(linkType, b)
  if (isMalformed(ip)) return ip
  const short = need(b, ip, 1, 'IP header')
  if (short !== undefined) return short
  if (b[ip]! >> 4 === 4) return unwrapIpv4(b, ip)
  return b[ip]! >> 4 === 6 ? unwrapIpv6(b, ip) : malformed(`IP version ${b[ip]! >> 4}`, ip)
}

/** Where the IP header begins. */
function ipAt(linkType: number, b: Bytes): number | Malformed {
  switch (linkType) {
    case linkTypes.ethernet:
      return afterEtherType(b, ethernetLength - 2)
    case linkTypes.null:
    case linkTypes.loop:
      return 4
    case linkTypes.linuxCooked:
      return afterEtherType(b, 14)
    case linkTypes.linuxCooked2:
      return isIp(b.length >= 2 ? getU16(b, 0) : 0) ? 20 : malformed('not IP', 0)
    case linkTypes.raw:
    case linkTypes.ipv4:
    case linkTypes.ipv6:
      return 0
    default:
      return otherRaw.includes(linkType) ? 0 : malformed(`link type ${linkType} is not known`, 0)
  }
}

const isIp = (etherType: number): boolean => etherType === etherTypes.ipv4 || etherType === etherTypes.ipv6

/** Steps over VLAN tags. */
function afterEtherType(b: Bytes, at: number): number | Malformed {
  for (let i = at; i + 2 <= b.length; i += 4) {
    const type = getU16(b, i)
    if (isIp(type)) return i + 2
    if (type !== etherTypes.vlan && type !== etherTypes.serviceVlan) return malformed(`EtherType 0x${type.toString(16)} is not IP`, i)
  }
  return malformed('frame ends before its EtherType', b.length)
}

function unwrapIpv4(b: Bytes, at: number): UnderlayDatagram | Malformed {
  const short = need(b, at, 20, 'IPv4 header')
  if (short !== undefined) return short
  const udp = at + (b[at]! & 0xf) * 4
  if (udp < at + 20) return malformed('IPv4 header length below 20 bytes', at)
  if ((getU16(b, at + 6) & 0x3fff) !== 0) return malformed('IPv4 fragment', at + 6)
  if (b[at + 9] !== udpProtocol) return malformed(`IP protocol ${b[at + 9]}, not UDP`, at + 9)
  return unwrapUdp(b, udp, b.subarray(at + 12, at + 16), b.subarray(at + 16, at + 20))
}

const ipv6Options: readonly number[] = [0, 43, 60]
const ipv6Fragment = 44

function unwrapIpv6(b: Bytes, at: number): UnderlayDatagram | Malformed {
  const short = need(b, at, 40, 'IPv6 header')
  if (short !== undefined) return short
  let protocol = b[at + 6]!
  let udp = at + 40
  while (ipv6Options.includes(protocol) && udp + 2 <= b.length) {
    protocol = b[udp]!
    udp += (b[udp + 1]! + 1) * 8
  }
  if (protocol === ipv6Fragment) return malformed('IPv6 fragment', udp)
  if (protocol !== udpProtocol) return malformed(`IP protocol ${protocol}, not UDP`, at + 6)
  return unwrapUdp(b, udp, b.subarray(at + 8, at + 24), b.subarray(at + 24, at + 40))
}

function unwrapUdp(b: Bytes, at: number, srcIp: Bytes, dstIp: Bytes): UnderlayDatagram | Malformed {
  const short = need(b, at, udpHeaderLength, 'underlay UDP header')
  if (short !== undefined) return short
  const length = getU16(b, at + 4)
  if (length < udpHeaderLength) return malformed(`underlay UDP length ${length}`, at + 4)
  const payload = b.subarray(at + udpHeaderLength, Math.min(b.length, at + length))
  return {
    src: formatUnderlay(srcIp, getU16(b, at)),
    dst: formatUnderlay(dstIp, getU16(b, at + 2)),
    payload,
    missing: length - udpHeaderLength - payload.length,
  }
}
