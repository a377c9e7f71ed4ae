/**
 * What the ASes on a path announced about it, in the order of the path.   pkg/snet (PathMetadata)
 *
 * None of it is checked by anyone: it is for choosing, not for trusting.
 */
import type { IsdAs } from '#wire/isdas.ts'
import type { Discovery } from '../segment/extensions.ts'
import type { GeoCoordinates, StaticLinkType } from '../segment/static-info.ts'

/** `undefined`: no AS announced it, or those at a link's ends contradict each other. */
export interface PathMetadata {
  /** nanoseconds between each interface and the next */
  readonly latencyNs: readonly (number | undefined)[]
  /** kbit/s between each interface and the next */
  readonly bandwidthKbps: readonly (number | undefined)[]
  /** of each interface */
  readonly geo: readonly (GeoCoordinates | undefined)[]
  /** of each link between ASes */
  readonly linkTypes: readonly (StaticLinkType | undefined)[]
  /** of each AS that is passed: between its two interfaces */
  readonly internalHops: readonly (number | undefined)[]
  /** of each AS, its lines; '' = none */
  readonly notes: readonly string[]
  /** of the ASes that announced them */
  readonly discovery: ReadonlyMap<IsdAs, Discovery>
}

/** Of a path without interfaces. */
export const emptyMetadata: PathMetadata = {
  latencyNs: [],
  bandwidthKbps: [],
  geo: [],
  linkTypes: [],
  internalHops: [],
  notes: [],
  discovery: new Map(),
}

/** One way; `undefined` where a part of it is not known. */
export const totalLatencyNs = ({ latencyNs }: PathMetadata): number | undefined =>
  latencyNs.reduce<number | undefined>((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0)
