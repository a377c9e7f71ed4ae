/** Paths and packets as the gallery's attackers make them. */
import type { Path } from '#control/path/path.ts'
import { chainSegId, createHopMac, hopMac } from '#crypto/mac.ts'
import { type Outgoing, writePacket } from '#host/packet.ts'
import { endhostPort } from '#host/responder.ts'
import { betasOf, placesOf } from '#sim/forgery.ts'
import type { Bytes } from '#wire/bytes.ts'
import { pathTypes, protocols } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildPath, type Hop, type Info, macLength, parsePath, type ScionPath } from '#wire/path.ts'
import { buildScmp } from '#wire/scmp.ts'
import type { Workshop } from './workshop.ts'

export const rawOf = (path: Path): ScionPath => parsePath(path.bytes, 0)

/** The path as it reaches the AS of its hop field `at`: pointers there, and the SegID of its segment as the hops before left it. */
export function arrivingAt(path: Path, at: number): ScionPath {
  const raw = rawOf(path)
  const places = placesOf(path, raw)
  const { segment } = places[at]!
  const first = places.findIndex(p => p.segment === segment)
  const betas = betasOf(raw, places)
  // Against construction direction a router takes its MAC out only once the packet has come.
  const segId = raw.infos[segment]!.consDir || at === first ? betas[at]! : betas[at - 1]!
  return { ...raw, currInf: segment, currHf: at, infos: raw.infos.with(segment, { ...raw.infos[segment]!, segId }) }
}

/** Segment `segment` of a path, as a path of its own. */
export function segmentOf(raw: ScionPath, segment: number): ScionPath {
  const start = raw.segLens.slice(0, segment).reduce((sum, n) => sum + n, 0)
  const length = raw.segLens[segment]!
  return { currInf: 0, currHf: 0, segLens: [length], infos: [raw.infos[segment]!], hops: raw.hops.slice(start, start + length) }
}

/** Paths of one segment each, one behind the other. */
export const joined = (...parts: readonly ScionPath[]): ScionPath => ({
  currInf: 0,
  currHf: 0,
  segLens: parts.flatMap(p => p.segLens),
  infos: parts.flatMap(p => p.infos),
  hops: parts.flatMap(p => p.hops),
})

/** A hop field as in the beacon: AS, ConsIngress, ConsEgress; ExpTime (default: 6 hours), and whose key makes the MAC (default: the AS's). */
export interface Planned {
  readonly isdAs: IsdAs
  readonly consIngress: number
  readonly consEgress: number
  readonly expTime?: number
  readonly keyOf?: IsdAs
}

/** A segment in construction direction as these ASes would make it, by their keys. */
export function madeSegment(w: Workshop, start: Pick<Info, 'segId' | 'timestamp'>, plan: readonly Planned[]): ScionPath {
  let beta = start.segId
  const hops = plan.map(({ isdAs, consIngress, consEgress, expTime = 63, keyOf = isdAs }): Hop => {
    const mac = hopMac(createHopMac(w.keyOf(keyOf)), beta, start.timestamp, expTime, consIngress, consEgress).slice(0, macLength)
    beta = chainSegId(beta, mac)
    return { ingressAlert: false, egressAlert: false, expTime, consIngress, consEgress, mac }
  })
  return { currInf: 0, currHf: 0, segLens: [hops.length], infos: [{ consDir: true, peer: false, ...start }], hops }
}

/** A MAC without the key: its last four bytes are wrong. The first two stay, so that the SegID of the hops behind stays right. */
export const guessedMac = (mac: Bytes): Bytes => mac.map((byte, i) => (i < 2 ? byte : byte ^ 0xff))

export const withHop = (raw: ScionPath, at: number, changes: Partial<Hop>): ScionPath => ({
  ...raw,
  hops: raw.hops.with(at, { ...raw.hops[at]!, ...changes }),
})

/** An echo request: if it gets through, it is even answered. `ends`: host names, or what the packet claims instead. */
export function echoOver(w: Workshop, src: string, dst: string, path: ScionPath, claims: Partial<Outgoing> = {}): Bytes {
  const ends = { source: w.endpoint(src), destination: w.endpoint(dst) }
  return writePacket({ ...ends, path: { type: pathTypes.scion, bytes: buildPath(path) }, protocol: protocols.scmp, ...claims }, echo())
}

const echo = (): Bytes => buildScmp({ kind: 'echoRequest', code: 0, identifier: endhostPort, sequence: 0, data: new Uint8Array(16) })
