/**
 * Paths as cases write them, one line a segment:
 *
 *   against peer 0x111^1 -6min (511,0) *(121,151)E (0,211)!
 *
 * direction (with or against construction), Peer flag, SegID over which all MACs of the segment are made, `^1` = in the packet the MAC of the
 * segment's hop 1 is folded into it, when the segment was made (default: now); then the hops (ConsIngress,ConsEgress), `*` before the
 * current one, E and I = alert flags, `!` = the last bit of the MAC flipped, `:63` = ExpTime (else 0).
 */
import { chainSegId, type HopMac, hopMac } from '#crypto/mac.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { type Hop, type Info, macLength, type ScionPath } from '#wire/path.ts'

/** All hop fields are made with one key, of the AS under test: it looks only at its own. */
export interface PathContext {
  readonly mac: HopMac
  /** unix seconds */
  readonly nowS: number
}

interface Segment {
  readonly info: Info
  readonly hops: readonly Hop[]
  /** the full 16-byte MACs: EPIC authenticators */
  readonly authenticators: readonly Bytes[]
  /** index of the current hop, -1 = in another segment */
  readonly current: number
}

const hopPattern = /^(\*?)\((\d+),(\d+)\)([EI]*)(!?)(?::(\d+))?$/
const segmentPattern = /^(along|against)( peer)? 0x([0-9a-f]+)((?:\^\d+)*)(?: ([+-]\d+)(s|min|h|d)?)?((?: \*?\(\S+)+)$/
const unitS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400 }

/** Throws `UserError`. */
export function readSegment(text: string, context: PathContext): Segment {
  const [, direction, peer, base, folded, age, unit = 's', hopText] = segmentPattern.exec(text) ?? fail(text)
  const timestamp = context.nowS + Number(age ?? 0) * unitS[unit]!
  const segId = Number.parseInt(base!, 16)
  const hops = hopText!
    .trim()
    .split(' ')
    .map(hop => readHop(hop, segId, timestamp, context.mac))
  const folds = folded!.split('^').slice(1).map(Number)
  return {
    info: {
      consDir: direction === 'along',
      peer: peer !== undefined,
      segId: folds.reduce((id, i) => chainSegId(id, (hops[i] ?? fail(text)).hop.mac), segId),
      timestamp,
    },
    hops: hops.map(h => h.hop),
    authenticators: hops.map(h => h.authenticator),
    current: hops.findIndex(h => h.current),
  }
}

function fail(text: string): never {
  throw new UserError(`"${text}" is no segment or hop`, 'expected, for example: along 0x111^1 -6min (0,311) *(131,141)E:63 (411,0)')
}

function readHop(text: string, segId: number, timestamp: number, mac: HopMac) {
  const [, star, consIngress, consEgress, alerts, bad, exp] = hopPattern.exec(text) ?? fail(text)
  const expTime = Number(exp ?? 0)
  const authenticator = hopMac(mac, segId, timestamp, expTime, Number(consIngress), Number(consEgress))
  const hop: Hop = {
    ingressAlert: alerts!.includes('I'),
    egressAlert: alerts!.includes('E'),
    expTime,
    consIngress: Number(consIngress),
    consEgress: Number(consEgress),
    mac: authenticator.slice(0, macLength),
  }
  if (bad === '!') hop.mac[macLength - 1]! ^= 1
  return { hop, authenticator, current: star === '*' }
}

/** The path, and the EPIC authenticator of each hop. Throws `UserError`. */
export function readPath(lines: readonly string[], context: PathContext) {
  const segments = lines.map(line => readSegment(line, context))
  const currInf = Math.max(
    0,
    segments.findIndex(s => s.current >= 0),
  )
  const before = segments.slice(0, currInf).reduce((n, s) => n + s.hops.length, 0)
  const path: ScionPath = {
    currInf,
    currHf: before + Math.max(0, segments[currInf]!.current),
    segLens: segments.map(s => s.hops.length),
    infos: segments.map(s => s.info),
    hops: segments.flatMap(s => s.hops),
  }
  return { path, authenticators: segments.flatMap(s => s.authenticators) }
}
