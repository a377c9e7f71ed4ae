/**
 * Addresses of a network, in the order the reference generator documents: first two per link, then a block per AS, from 127.0.0.0/8 (its first
 * four are left out), so that any network also runs on a machine's loopback interface. IPv6 has the same number below fd00:f00d:cafe::/96.
 */
import type { UnderlayAddress } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'
import { formatIp, parseIp } from '#wire/ip.ts'
import { joinHostPort } from '#wire/underlay-address.ts'

export const linkPort = 50000
/** The ports of an AS's services and routers lie in the dispatched range; two apart, the second was once for QUIC. */
const firstNodePort = 31000
const nodePorts = 880
const blockSize = 8

export interface AddressSource {
  /** The next address of a link. */
  linkAddress(underlay: 'ipv4' | 'ipv6'): UnderlayAddress
  /** Begin an AS's block. */
  startBlock(): void
  /** The next IP in the block. */
  nodeIp(underlay: 'ipv4' | 'ipv6'): string
  /** The next port of a service or a router's internal side. */
  nodePort(): number
}

/** Throws `UserError` for a bad subnet, and later when it is used up. */
export function allocateAddresses(subnet = '127.0.0.0/8'): AddressSource {
  const { base, size } = parseSubnet(subnet)
  let next = 4
  let port = 0
  const take = (underlay: 'ipv4' | 'ipv6'): string => {
    if (next >= size - 1) throw new UserError(`the subnet ${subnet} has too few addresses for this network`, 'give a larger one')
    return formatNumber(base + next++, underlay)
  }
  return {
    linkAddress: underlay => joinHostPort(take(underlay), linkPort),
    // A block's first address stays free: it names the network.
    startBlock: () => void (next = Math.ceil(next / blockSize) * blockSize + 1),
    nodeIp: take,
    nodePort: () => firstNodePort + 2 * (port++ % nodePorts),
  }
}

function formatNumber(n: number, underlay: 'ipv4' | 'ipv6'): string {
  const low = Uint8Array.of(n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255)
  if (underlay === 'ipv4') return formatIp(low)
  return formatIp(Uint8Array.from([0xfd, 0, 0xf0, 0x0d, 0xca, 0xfe, 0, 0, 0, 0, 0, 0, ...low]))
}

function parseSubnet(text: string): { readonly base: number; readonly size: number } {
  const [address = '', length = ''] = text.split('/')
  const bytes = parseIp(address)?.bytes
  const bits = /^\d{1,2}$/.test(length) ? Number(length) : Number.NaN
  if (bytes?.length !== 4 || !(bits >= 4 && bits <= 29))
    throw new UserError(`"${text}" is not an IPv4 network`, 'expected one like 10.0.0.0/8')
  const size = 2 ** (32 - bits)
  const base = bytes.reduce((n, b) => n * 256 + b, 0)
  if (base % size !== 0) throw new UserError(`"${text}" has bits set behind the prefix`, 'expected one like 10.0.0.0/8')
  return { base, size }
}
