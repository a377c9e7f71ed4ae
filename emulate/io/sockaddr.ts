/**
 * Socket addresses as the system calls take them (Linux, little-endian), and their text.
 *
 *   IPv4, 16 bytes:  family 2 (2) | port, big-endian (2) | address (4) | 0 (8)
 *   IPv6, 28 bytes:  family 10 (2) | port (2) | flow label 0 (4) | address (16) | scope, little-endian (4)
 */
import { networkInterfaces } from 'node:os'
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, getU16, setU16 } from '#wire/bytes.ts'
import { formatIp, parseIp } from '#wire/ip.ts'
import { joinHostPort, parsePort, splitHostPort } from '#wire/underlay-address.ts'

export const families = { ipv4: 2, ipv6: 10 } as const
/** bytes, enough for either kind */
export const sockaddrRoom = 28

/** 16 or 28 bytes. `address` is well-formed. */
export function toSockaddr(address: UnderlayAddress): Bytes {
  const { host, port } = splitHostPort(address)
  const { bytes: ip, zone } = parseIp(host)!
  const isIpv4 = ip.length === 4
  const sockaddr = new Uint8Array(isIpv4 ? 16 : 28)
  sockaddr[0] = isIpv4 ? families.ipv4 : families.ipv6
  setU16(sockaddr, 2, parsePort(port))
  sockaddr.set(ip, isIpv4 ? 4 : 8)
  if (zone !== '') new DataView(sockaddr.buffer).setUint32(24, scopeOf(zone), true)
  return sockaddr
}

export const familyOf = (sockaddr: Bytes): number => sockaddr[0]!
export const portOf = (sockaddr: Bytes): number => getU16(sockaddr, 2)

/** The address that begins at `at`. */
export function sockaddrText(bytes: Bytes, at = 0): UnderlayAddress {
  const port = getU16(bytes, at + 2)
  if (bytes[at] === families.ipv4) return joinHostPort(formatIp(bytes.subarray(at + 4, at + 8)), port)
  const scope = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 24, true)
  return joinHostPort(formatIp(bytes.subarray(at + 8, at + 24)) + (scope === 0 ? '' : `%${zoneOf(scope)}`), port)
}

/** The number of an interface that "fe80::1%eth0" names; 0 where there is none. */
const scopeOf = (zone: string): number => (/^\d+$/.test(zone) ? Number(zone) : (scopes().find(([name]) => name === zone)?.[1] ?? 0))

const zoneOf = (scope: number): string => scopes().find(([, number]) => number === scope)?.[0] ?? String(scope)

const scopes = (): [name: string, scope: number][] =>
  Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).flatMap(a => (a.family === 'IPv6' && a.scopeid > 0 ? [[name, a.scopeid] as [string, number]] : [])),
  )

/** addresses whose other form is remembered */
const maxKnown = 4096

/** `toSockaddr` that remembers. */
export function createSockaddrs(): (address: UnderlayAddress) => Bytes {
  const known = new Map<UnderlayAddress, Bytes>()
  return address => {
    let sockaddr = known.get(address)
    if (sockaddr === undefined) {
      if (known.size >= maxKnown) known.clear()
      known.set(address, (sockaddr = toSockaddr(address)))
    }
    return sockaddr
  }
}

/** `sockaddrText` that remembers: a peer known lately costs no new text. */
export function createSockaddrTexts(): (bytes: Bytes, at: number) => UnderlayAddress {
  const keys = new Uint8Array(maxKnown * sockaddrRoom)
  const texts = new Array<UnderlayAddress | undefined>(maxKnown).fill(undefined)
  return (bytes, at) => {
    const length = bytes[at] === families.ipv4 ? 8 : sockaddrRoom
    // FNV-1a
    let hash = 0x811c9dc5
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[at + i]!, 0x01000193)
    const place = (hash ^ (hash >>> 16)) & (maxKnown - 1)
    const key = place * sockaddrRoom
    let same = texts[place] !== undefined
    for (let i = 0; same && i < length; i++) same = keys[key + i] === bytes[at + i]
    if (!same) {
      for (let i = 0; i < length; i++) keys[key + i] = bytes[at + i]!
      texts[place] = sockaddrText(bytes, at)
    }
    return texts[place]!
  }
}
