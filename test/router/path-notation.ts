/**
 * Paths as the stories write them, one line a segment:
 *
 *   against peer 0x111^1 -360s (511,0) *(121,151)E (0,211)!
 *
 * direction (with or against construction), Peer flag, SegID before the hop fields' own folds, `^1` = with the MAC of the segment's hop 1
 * folded in, age of the segment; then the hops (ConsIngress,ConsEgress), `*` before the current one, E and I = alert flags, `!` = one bit of
 * the MAC flipped, `:63` = ExpTime (else 0). Every MAC is made with the key of the stories' AS over the SegID as written before `^`.
 */
import { createHopMac, hopMac } from '#crypto/mac.ts'
import type { Bytes } from '#wire/bytes.ts'
import { type Hop, type Info, macLength, type ScionPath } from '#wire/path.ts'
import { epochS, key } from './network.ts'

const mac = createHopMac(key)

interface Segment {
  readonly info: Info
  readonly hops: readonly Hop[]
  /** the full 16-byte MACs: EPIC authenticators */
  readonly authenticators: readonly Bytes[]
  /** index of the current hop, -1 = in another segment */
  readonly current: number
}

const hopPattern = /^(\*?)\((\d+),(\d+)\)([EI]*)(!?)(?::(\d+))?$/
const segmentPattern = /^(along|against)( peer)? 0x([0-9a-f]+)(?:\^(\d))?(?: -(\d+)s)?((?: [*(]\S+)+)$/

export function parseSegment(text: string): Segment {
  const [, direction, peer, base, folded, age, hopText] = segmentPattern.exec(text) ?? fail(text)
  const timestamp = epochS - Number(age ?? 0)
  const hops = hopText!
    .trim()
    .split(' ')
    .map(hop => readHop(hop, Number.parseInt(base!, 16), timestamp))
  const fold = folded === undefined ? 0 : leading16(hops[Number(folded)]!.hop.mac)
  return {
    info: { consDir: direction === 'along', peer: peer !== undefined, segId: Number.parseInt(base!, 16) ^ fold, timestamp },
    hops: hops.map(h => h.hop),
    authenticators: hops.map(h => h.authenticator),
    current: hops.findIndex(h => h.current),
  }
}

function fail(text: string): never {
  throw new Error(`not a segment or hop: ${text}`)
}

const leading16 = (bytes: Bytes): number => (bytes[0]! << 8) | bytes[1]!

function readHop(text: string, segId: number, timestamp: number) {
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
  if (bad === '!') hop.mac[5]! ^= 1
  return { hop, authenticator, current: star === '*' }
}

/** The path and the EPIC authenticator of each hop. */
export function readPath(lines: readonly string[]): { readonly path: ScionPath; readonly authenticators: readonly Bytes[] } {
  const segments = lines.map(parseSegment)
  const currInf = Math.max(
    0,
    segments.findIndex(s => s.current >= 0),
  )
  const before = segments.slice(0, currInf).reduce((n, s) => n + s.hops.length, 0)
  const path = {
    currInf,
    currHf: before + Math.max(0, segments[currInf]!.current),
    segLens: segments.map(s => s.hops.length),
    infos: segments.map(s => s.info),
    hops: segments.flatMap(s => s.hops),
  }
  return { path, authenticators: segments.flatMap(s => s.authenticators) }
}
