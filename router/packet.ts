/**
 * A packet on its way through the rules: the bytes, where it came from, and what the rules have found out so far. One record is reused for
 * packet after packet, so the rules allocate nothing.
 */

import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, type Malformed, malformed } from '#wire/bytes.ts'
import { checkEpic, epicScionAt } from '#wire/epic.ts'
import { checkHeader, headerLength, nextHeader, pathAt, pathType, pathTypes, protocols } from '#wire/header.ts'
import { checkOneHop } from '#wire/onehop.ts'
import { checkPath, clearMetaReserved, currHf, currInf, hopLength, infoAt, numInf, segLen, setCurrent } from '#wire/path.ts'
import type { RouterLink } from './links.ts'

/** What comes before all rules, where rules are named: it cannot be left out, without it there is nothing to decide about. */
export const parser = 'parse'

export interface Packet {
  bytes: Bytes
  /** nanoseconds since the run's start */
  now: number
  ingress: RouterLink
  from: UnderlayAddress
  /** where the SCION path begins (inside an EPIC path: after its 16 bytes) */
  path: number
  /** hop fields in the path, and the hop at which the second and the third segment begin (`hops` where there is none) */
  hops: number
  secondAt: number
  thirdAt: number
  /** where the first hop field begins */
  hopsAt: number
  /** where the current info and hop field begin */
  info: number
  hop: number
  /** what follows the extensions: its protocol number and where it begins */
  protocol: number
  payload: number
  /** where the end-to-end extension begins, 0 = none */
  endToEnd: number
  /** the current hop field is one of the two at a peering link */
  peering: boolean
  /** the path crossed from one segment to the next in this router */
  crossedOver: boolean
  /** EPIC: as received, the current hop is the last but one, the last, or neither */
  epicRole: 'penultimate' | 'last' | 'none'
  egress: RouterLink | undefined
  egressIfId: number
  /** name of the rule that decided; `parser` before any rule */
  rule: string
  /** this packet's four words in `blocks`: its hop MAC, once computed */
  block: number
  readonly blocks: Uint32Array
}

const nothing: Bytes = new Uint8Array(0)

export const createPacket = (ingress: RouterLink, blocks = new Uint32Array(4), block = 0): Packet => ({
  bytes: nothing,
  now: 0,
  ingress,
  from: '',
  path: 0,
  hops: 0,
  secondAt: 0,
  thirdAt: 0,
  hopsAt: 0,
  info: 0,
  hop: 0,
  protocol: 0,
  payload: 0,
  endToEnd: 0,
  peering: false,
  crossedOver: false,
  epicRole: 'none',
  egress: undefined,
  egressIfId: 0,
  rule: parser,
  block,
  blocks,
})

/** The buffer of the reference holds this much of a datagram; the rest is cut before parsing (router/dataplane.go: 9000 - 512). */
export const maxDatagram = 8488

export function loadPacket(p: Packet, bytes: Bytes, ingress: RouterLink, from: UnderlayAddress, now: number): void {
  p.bytes = bytes.length > maxDatagram ? bytes.subarray(0, maxDatagram) : bytes
  p.now = now
  p.ingress = ingress
  p.from = from
  p.peering = false
  p.crossedOver = false
  p.epicRole = 'none'
  p.egress = undefined
  p.egressIfId = 0
  p.endToEnd = 0
  p.path = 0
}

/** Notes where the segments lie: the rules ask again and again. Precondition: `checkPath` passed. */
function measurePath(p: Packet): void {
  const b = p.bytes
  p.secondAt = segLen(b, p.path, 0)
  p.thirdAt = p.secondAt + segLen(b, p.path, 1)
  p.hops = p.thirdAt + segLen(b, p.path, 2)
  p.hopsAt = infoAt(p.path, numInf(b, p.path))
}

/** The segment of hop `hf`. */
export const segmentOf = (p: Packet, hf: number): number => (hf < p.secondAt ? 0 : hf < p.thirdAt ? 1 : 2)

/** Looks where the pointers point. */
export function locateHop(p: Packet): void {
  p.info = infoAt(p.path, currInf(p.bytes, p.path))
  p.hop = p.hopsAt + hopLength * currHf(p.bytes, p.path)
}

/** Is the current hop the last of its segment, with another segment behind it? */
export function standsAtCrossing(p: Packet): boolean {
  const next = currHf(p.bytes, p.path) + 1
  return next < p.hops && (next === p.secondAt || next === p.thirdAt)
}

/** Moves the pointers to the next hop; false, and nothing changed, at the last. The reference clears the reserved meta bits whenever it does. */
export function advance(p: Packet): boolean {
  const next = currHf(p.bytes, p.path) + 1
  if (next >= p.hops) return false
  setCurrent(p.bytes, p.path, segmentOf(p, next), next)
  clearMetaReserved(p.bytes, p.path)
  locateHop(p)
  return true
}

/** Header, path and extensions, in this order, as decodeLayers of the reference. Sets path, protocol, payload, endToEnd. */
export function readLayers(p: Packet): Malformed | undefined {
  const wrong = checkHeader(p.bytes) ?? checkPathOfType(p)
  return wrong ?? skipExtensions(p)
}

function checkPathOfType(p: Packet): Malformed | undefined {
  const b = p.bytes
  const at = pathAt(b)
  const end = headerLength(b)
  p.path = at
  switch (pathType(b)) {
    case pathTypes.empty:
      // Divergence: the draft lets excess header bytes pass; the reference accepts an empty path only when nothing follows the addresses.
      return end === at ? undefined : malformed('an empty path has no bytes', at)
    case pathTypes.scion:
      return checkScion(p, end)
    case pathTypes.oneHop:
      return checkOneHop(b, at, end)
    case pathTypes.epic:
      p.path = epicScionAt(at)
      return checkEpic(b, at, end) ?? checkScion(p, end)
    default:
      return undefined
  }
}

function checkScion(p: Packet, end: number): Malformed | undefined {
  const wrong = checkPath(p.bytes, p.path, end)
  if (wrong === undefined) measurePath(p)
  return wrong
}

/** At most one hop-by-hop and then at most one end-to-end extension. {#extension-headers} */
function skipExtensions(p: Packet): Malformed | undefined {
  const b = p.bytes
  p.protocol = nextHeader(b)
  p.payload = headerLength(b)
  for (let last = 0; isExtension(p.protocol); ) {
    if (p.protocol <= last) return malformed('an extension repeated or out of order', p.payload)
    last = p.protocol
    if (last === protocols.endToEnd) p.endToEnd = p.payload
    const wrong = skipExtension(p)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

const isExtension = (protocol: number): boolean => protocol === protocols.hopByHop || protocol === protocols.endToEnd

function skipExtension(p: Packet): Malformed | undefined {
  const b = p.bytes
  if (p.payload + 2 > b.length) return malformed('extension header cut', p.payload)
  const length = (b[p.payload + 1]! + 1) * 4
  if (p.payload + length > b.length) return malformed('extension header cut', p.payload)
  p.protocol = b[p.payload]!
  p.payload += length
  return undefined
}
