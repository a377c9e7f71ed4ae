/**
 * Paths as an attacker makes them: hop fields changed, joined from several segments, or made with keys he should not have.
 * draft-dekater-scion-dataplane {#hf-mac-calc}: each MAC is over the SegID (beta) that the hops before it, in construction direction, left.
 */

import type { Path } from '#control/path/path.ts'
import { createHopMac, hopMac } from '#crypto/mac.ts'
import { type Bytes, getU16 } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Hop, type Info, macLength, type ScionPath } from '#wire/path.ts'

/** A hop field's AS and segment. */
export interface HopPlace {
  readonly isdAs: IsdAs
  readonly segment: number
  /** one of the two hop fields at a peering link: no link of the chain */
  readonly peering: boolean
}

/** Where each hop field of the path belongs, in its order. */
export function placesOf(path: Pick<Path, 'src' | 'interfaces'>, raw: ScionPath): HopPlace[] {
  const ases = [path.src, ...path.interfaces.filter((_, i) => i % 2 === 1).map(i => i.isdAs)]
  let as = 0
  return raw.segLens.flatMap((length, segment) => {
    const { peer, consDir } = raw.infos[segment]!
    return Array.from({ length }, (_, i) => {
      // From one segment to the next the packet stays in the AS, unless it crosses a peering link there.
      if (i > 0 || (segment > 0 && peer)) as++
      return { isdAs: ases[as]!, segment, peering: peer && i === (consDir ? 0 : length - 1) }
    })
  })
}

const first16 = (mac: Bytes): number => getU16(mac, 0)

/** The SegID each hop field's MAC is over. */
export function betasOf(raw: ScionPath, places: readonly HopPlace[]): number[] {
  const betas: number[] = []
  raw.hops.forEach((hop, i) => {
    const { consDir, segId } = raw.infos[places[i]!.segment]!
    const before = places[i - 1]
    if (before?.segment !== places[i]!.segment) betas.push(segId)
    else if (consDir) betas.push(before.peering ? betas[i - 1]! : betas[i - 1]! ^ first16(raw.hops[i - 1]!.mac))
    else betas.push(places[i]!.peering ? betas[i - 1]! : betas[i - 1]! ^ first16(hop.mac))
  })
  return betas
}

const macOf = (key: Bytes, beta: number, info: Info, hop: Hop): Bytes =>
  hopMac(createHopMac(key), beta, info.timestamp, hop.expTime, hop.consIngress, hop.consEgress).slice(0, macLength)

/** The same way as its ASes would have made it at other times: every hop field with the MAC it would have had. */
export function agedPath(raw: ScionPath, places: readonly HopPlace[], keyOf: (isdAs: IsdAs) => Bytes, seconds: number): ScionPath {
  const betas = betasOf(raw, places)
  const infos = raw.infos.map(info => ({ ...info, timestamp: info.timestamp - seconds }))
  const hops = [...raw.hops]
  for (const [segment, info] of infos.entries()) {
    const own = places.flatMap((p, i) => (p.segment === segment ? [i] : []))
    const built = info.consDir ? own : own.toReversed()
    let beta = betas[built[0]!]!
    for (const [n, i] of built.entries()) {
      hops[i] = { ...hops[i]!, mac: macOf(keyOf(places[i]!.isdAs), beta, info, hops[i]!) }
      const next = !places[i]!.peering && n < built.length - 1
      if (next) beta ^= first16(hops[i]!.mac)
    }
    if (!info.consDir) infos[segment] = { ...info, segId: beta }
  }
  return { ...raw, infos, hops }
}

/**
 * One hop field made anew with the key of its AS, as well as can be: so that this AS takes it. Against construction direction the SegID the
 * router checks depends on the MAC itself, and one in two or three times no number fits.
 */
export function withMadeHop(raw: ScionPath, places: readonly HopPlace[], key: Bytes, at: number, changes: Partial<Hop>): ScionPath {
  const place = places[at]!
  const info = raw.infos[place.segment]!
  const hop = { ...raw.hops[at]!, ...changes }
  const betas = betasOf(raw, places)
  const isFirst = places[at - 1]?.segment !== place.segment
  const beta = info.consDir || isFirst || place.peering ? betas[at]! : fittingBeta(key, info, hop, betas[at - 1]!)
  return { ...raw, hops: raw.hops.with(at, { ...hop, mac: macOf(key, beta, info, hop) }) }
}

/** The beta that the MAC over it turns the arriving SegID into. */
function fittingBeta(key: Bytes, info: Info, hop: Hop, arriving: number): number {
  const mac = createHopMac(key)
  for (let beta = 0; beta < 0x1_0000; beta++) {
    const made = hopMac(mac, beta, info.timestamp, hop.expTime, hop.consIngress, hop.consEgress)
    if ((arriving ^ first16(made)) === beta) return beta
  }
  return arriving
}

/** The hop fields of `a` up to hop `at` of a segment, from there those of `b`: each authentic, the whole never beaconed. */
export function splicedPath(a: ScionPath, b: ScionPath, segment: number, at: number): ScionPath {
  const start = (p: ScionPath, s: number): number => p.segLens.slice(0, s).reduce((sum, n) => sum + n, 0)
  return {
    ...a,
    segLens: [...a.segLens.slice(0, segment), ...b.segLens.slice(segment)],
    infos: [...a.infos.slice(0, segment + 1), ...b.infos.slice(segment + 1)],
    hops: [...a.hops.slice(0, start(a, segment) + at), ...b.hops.slice(start(b, segment) + at)],
  }
}
