/** Waits for two segments whose SegIDs are the same where they meet. */
import { chainSegId } from '#crypto/mac.ts'
import { randomFor } from '#sim/random.ts'
import { assert } from '#wire/error.ts'
import type { ScionPath } from '#wire/path.ts'
import { madeSegment, type Planned } from './forge.ts'
import { as } from './network.ts'
import type { Workshop } from './workshop.ts'

/** Both as their ASes beacon them, with SegIDs by chance; they meet at shop's interface to red. */
const fromCore: readonly Planned[] = [
  { isdAs: as.core, consIngress: 0, consEgress: 2 },
  { isdAs: as.red, consIngress: 1, consEgress: 3 },
]
const fromFar: readonly Planned[] = [
  { isdAs: as.far, consIngress: 0, consEgress: 2 },
  { isdAs: as.red, consIngress: 2, consEgress: 3 },
  { isdAs: as.shop, consIngress: 1, consEgress: 0 },
]

/** Sixteen times as many as are expected; that many fail one time in ten million. */
const maxTries = 16 * 0x1_0000

export interface Meeting {
  /** the beginning of one segment, the end of the other */
  readonly spliced: ScionPath
  /** pairs of segments until they met */
  readonly tries: number
}

export function meetingSegments(w: Workshop): Meeting {
  const random = randomFor(1, 'SegIDs of beacons')
  const beacon = (plan: readonly Planned[]): ScionPath => madeSegment(w, { segId: random() & 0xffff, timestamp: w.nowS }, plan)
  for (let tries = 1; tries <= maxTries; tries++) {
    const [a, b] = [beacon(fromCore), beacon(fromFar)]
    if (segIdBehindTwo(a) !== segIdBehindTwo(b)) continue
    return { spliced: { ...a, segLens: [3], hops: [...a.hops, b.hops[2]!] }, tries }
  }
  assert(false, 'SegIDs of 16 bits meet')
}

const segIdBehindTwo = ({ infos, hops }: ScionPath): number => chainSegId(chainSegId(infos[0]!.segId, hops[0]!.mac), hops[1]!.mac)
