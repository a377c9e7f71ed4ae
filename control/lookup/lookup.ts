/** Which segments a path from here to there can need.   private/segment/segfetcher/splitter.go, control/segreq */
import { type IsdAs, isdOf, isWildcard } from '#wire/isdas.ts'
import type { Segments } from '../path/graph.ts'
import { firstIsdAs, lastIsdAs, type Segment } from '../segment/segment.ts'

/** Who is a core AS: stands for the TRCs. */
export type IsCore = (isdAs: IsdAs) => boolean

/** Core ASes of an ISD, any of them: "1-0". */
export const anyCoreOf = (isdAs: IsdAs): IsdAs => `${isdOf(isdAs)}-0`

/** Ends of the segments of one kind, in the direction of the path; a wildcard stands for every core AS of the ISD. */
export interface Leg {
  readonly kind: 'up' | 'core' | 'down'
  readonly src: IsdAs
  readonly dst: IsdAs
}

/**
 * The legs of a path, in its order. A wildcard `dst` means a core AS of its ISD. Within one ISD the core leg may well be empty: one core AS
 * can be both ends. (The reference leaves it out where the TRC knows a single core AS.)
 */
export function legsOf(src: IsdAs, dst: IsdAs, isCore: IsCore): Leg[] {
  if (src === dst) return []
  const toCore = isWildcard(dst) || isCore(dst)
  const top = isCore(src) ? src : anyCoreOf(src)
  const far = toCore ? dst : anyCoreOf(dst)
  return [
    ...(top === src ? [] : [{ kind: 'up' as const, src, dst: top }]),
    // To any core AS of the own ISD the up leg is the whole path.
    ...(toCore && top === far ? [] : [{ kind: 'core' as const, src: top, dst: far }]),
    ...(toCore ? [] : [{ kind: 'down' as const, src: far, dst }]),
  ]
}

/** What the core AS `core` is asked for: its core segments to `dst`, or its down segments to `dst`. */
export interface Query {
  readonly kind: 'core' | 'down'
  readonly core: IsdAs
  readonly dst: IsdAs
}

export interface Known {
  /** all own up segments; none in a core AS */
  readonly ups: readonly Segment[]
  /** `undefined`: nobody has been asked yet */
  answerTo(query: Query): readonly Segment[] | undefined
}

export interface Findings {
  readonly segments: Segments
  /** what to ask before there can be more; none = that is all there is */
  readonly missing: readonly Query[]
}

/** For one destination no more core AS are asked, of either end. */
const maxAsked = 16

/**
 * All segments from `src` to `dst` as far as they are known. The core leg is asked of every core AS the ups reach; when that is known, the down
 * leg of every core AS of the destination's ISD that can be reached.
 */
export function findSegments(src: IsdAs, dst: IsdAs, isCore: IsCore, known: Known): Findings {
  const legs = legsOf(src, dst, isCore)
  const leg = (kind: Leg['kind']): Leg | undefined => legs.find(l => l.kind === kind)
  const ups = leg('up') === undefined ? [] : known.ups
  const tops = isCore(src) ? [src] : origins(ups)
  const [core, down] = [leg('core'), leg('down')]
  const cores = settle(
    core === undefined ? [] : tops.filter(top => top !== core.dst).map(top => ({ kind: 'core', core: top, dst: core.dst })),
    known,
  )
  if (down === undefined || cores.missing.length > 0) return { segments: { ups, cores: cores.found, downs: [] }, missing: cores.missing }
  const ends = [...new Set([...tops, ...origins(cores.found)])].filter(end => anyCoreOf(end) === down.src)
  const downs = settle(
    ends.map(end => ({ kind: 'down', core: end, dst })),
    known,
  )
  return { segments: { ups, cores: cores.found, downs: downs.found }, missing: downs.missing }
}

function settle(queries: readonly Query[], known: Known): { readonly found: Segment[]; readonly missing: Query[] } {
  const asked = queries.slice(0, maxAsked)
  return { found: asked.flatMap(q => known.answerTo(q) ?? []), missing: asked.filter(q => known.answerTo(q) === undefined) }
}

/** The AS at the core end of ups and downs, and the far core AS of cores: all are built from there. */
const origins = (segments: readonly Segment[]): IsdAs[] => [...new Set(segments.map(firstIsdAs))]

/**
 * What a core AS answers for itself, and for nobody else: core segments from it, down segments of its ISD registered with it. `undefined` =
 * ask another.
 */
export function responsibility(self: IsdAs, src: IsdAs, dst: IsdAs, isCore: IsCore): 'core' | 'down' | undefined {
  if (src !== self || !isCore(self) || dst === self) return undefined
  if (isWildcard(dst) || isCore(dst)) return 'core'
  return isdOf(dst) === isdOf(self) ? 'down' : undefined
}

/** Does the segment do what was asked for: beaconed from the far core to the asked one, or from the asked one down to `dst`? */
export function answers(segment: Segment, { kind, core, dst }: Query): boolean {
  const [first, last] = [firstIsdAs(segment), lastIsdAs(segment)]
  if (kind === 'down') return first === core && last === dst
  return last === core && (isWildcard(dst) ? isdOf(first) === isdOf(dst) : first === dst)
}
