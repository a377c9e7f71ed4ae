/** The SCION packet around a BFD message.   draft-dekater-scion-dataplane {#scion-bfd}; router/dataplane.go newBFDSend, Send */
import { type HopMac, hopMac } from '#crypto/mac.ts'
import { type Clock, type UnderlayAddress, unixSeconds } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { buildPacket, type Header, type PathType, pathTypes, protocols, type RawHost } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildOneHop } from '#wire/onehop.ts'
import { macLength } from '#wire/path.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'

const trafficClass = 0xb8
const flowId = 0xdead
const expTime = 63
/** The neighbour's clock may be behind. */
const aheadS = 10

export interface Ends {
  readonly srcIsdAs: IsdAs
  readonly dstIsdAs: IsdAs
  readonly local: UnderlayAddress
  readonly remote: UnderlayAddress
}

/** Puts a BFD message into a packet for the other end of the link. */
export type Wrap = (message: Bytes, now: number) => Bytes

/** To a sibling router: an empty path. */
export function wrapForSibling(ends: Ends): Wrap {
  const header = headerFor(ends, pathTypes.empty)
  const path = new Uint8Array(0)
  return message => buildPacket(header, path, message)
}

/** To the neighbour behind interface `ifId`: a one-hop path with a MAC of our own. */
export function wrapForNeighbor(ends: Ends, ifId: number, mac: HopMac, clock: Clock): Wrap {
  const header = headerFor(ends, pathTypes.oneHop)
  return (message, now) => buildPacket(header, oneHopAt(unixSeconds(clock, now) - aheadS, ifId, mac), message)
}

function oneHopAt(timestamp: number, ifId: number, mac: HopMac): Bytes {
  const hop = { ingressAlert: false, egressAlert: false, expTime, consIngress: 0, consEgress: ifId }
  return buildOneHop(
    { consDir: true, peer: false, segId: 0, timestamp },
    { ...hop, mac: hopMac(mac, 0, timestamp, expTime, 0, ifId).subarray(0, macLength) },
  )
}

const headerFor = ({ srcIsdAs, dstIsdAs, local, remote }: Ends, pathType: PathType): Header => ({
  trafficClass,
  flowId,
  nextHeader: protocols.bfd,
  pathType,
  dstIsdAs,
  srcIsdAs,
  dstHost: hostOf(remote),
  srcHost: hostOf(local),
})

const hostOf = (address: UnderlayAddress): RawHost => parseHost(parseUnderlay(address).ip)
