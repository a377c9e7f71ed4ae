/** The attacks: what each kind makes of a path or of packets that pass. As data, for scenarios and the command line. */
import type { Path } from '#control/path/path.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { expiryS, type Hop, parsePath, type ScionPath } from '#wire/path.ts'
import { agedPath, type HopPlace, placesOf, splicedPath, withMadeHop } from './forgery.ts'

/** What there is to be seen of a path. */
export type SeenPath = Pick<Path, 'src' | 'interfaces' | 'bytes'>

/** A host sends packets over a path it made. */
interface Sent {
  /** host name or ISD-AS */
  readonly from: string
  /** host name or ISD-AS */
  readonly to: string
  /** which of the paths, best first; default 0 */
  readonly path?: number | SeenPath
  /** only paths of this way, as `ping --sequence` takes it */
  readonly sequence?: string
  /** default 1 */
  readonly packets?: number
}

/** Someone on a link changes or repeats what passes. */
interface OnPath {
  /** the end the packets leave from, "1-ff00:0:110#1" */
  readonly link: string
  /** only packets of this source, this destination */
  readonly src?: IsdAs
  readonly dst?: IsdAs
  readonly protocol?: 'udp' | 'scmp'
  /** of how many packets that pass; default 1 */
  readonly packets?: number
}

export type HopChoice = number | IsdAs

export type ForgedPlan = Sent & { readonly kind: 'forgedMac'; readonly hop?: HopChoice }
export type LeakedPlan = Sent & { readonly kind: 'leakedKey'; readonly of: IsdAs } & Partial<
    Pick<Hop, 'expTime' | 'consIngress' | 'consEgress'>
  >
export type InjectPlan = Sent & {
  readonly kind: 'inject'
  /** the source AS the packet claims to come from */
  readonly claims?: IsdAs
  /** the host whose path to `to` was overheard and is used */
  readonly overheard?: string
}
export type RewritePlan = OnPath & {
  readonly kind: 'rewrite'
  /** layer and name as `explain` shows them, "path.hop[1].ExpTime"; "path.hop[current].MAC" */
  readonly field: string
  /** a number, or hex digits for a field of bytes */
  readonly value: number | string
}
export type ReplayPlan = OnPath & {
  readonly kind: 'replay'
  readonly copies?: number
  /** how long after the packet */
  readonly afterNs?: number
}

/** A packet that somebody made elsewhere, byte for byte: a host sends it to a border router, or a router that is bad over its link. */
export type PacketPlan = {
  readonly kind: 'packet'
  readonly hex: string
  /** default 1 */
  readonly packets?: number
} & (
  | {
      /** host name or ISD-AS */
      readonly from: string
      /** of its AS; default: the first */
      readonly router?: string
    }
  /** the end the bad router has, "1-ff00:0:110#1" */
  | { readonly link: string }
)

export type PlainPlan<K extends string> = Sent & { readonly kind: K }
export type SentPlan = ForgedPlan | LeakedPlan | InjectPlan | PlainPlan<'expiredHop'> | PlainPlan<'splice'>
export type OnPathPlan = RewritePlan | ReplayPlan
export type AttackPlan = SentPlan | OnPathPlan | PacketPlan

/** What each kind is, for people. */
export const attackKinds: Readonly<Record<AttackPlan['kind'], string>> = {
  forgedMac: 'a hop field whose MAC is guessed',
  expiredHop: 'a path kept beyond its life: every MAC is right, the time is not',
  splice: 'authentic hop fields of two segments joined into one that was never beaconed',
  leakedKey: 'a hop field made with the leaked key of its AS',
  inject: 'from off the path: another source is claimed, or an overheard path is used',
  rewrite: 'someone on a link changes a field of the packets that pass',
  replay: 'someone on a link sends packets again that passed',
  packet: 'a packet made elsewhere, given as bytes, from a host or from a router that is bad',
}

/** What a maker may know: the way, its other ways, the keys. */
export interface Workshop {
  readonly path: SeenPath
  /** all known paths to the same destination */
  readonly paths: readonly SeenPath[]
  readonly nowS: number
  keyOf(isdAs: IsdAs): Uint8Array
}

/** The path the attacker sends, and the way it begins like. Throws `UserError` where this network has no such thing. */
export function attackPath(plan: SentPlan, w: Workshop): { readonly raw: ScionPath; readonly like: SeenPath } {
  return plan.kind === 'splice'
    ? findSplice(plan.path === undefined ? w.paths : [w.path], w.paths)
    : { raw: changedPath(plan, w), like: w.path }
}

function changedPath(plan: Exclude<SentPlan, { kind: 'splice' }>, w: Workshop): ScionPath {
  const raw = parsePath(w.path.bytes, 0)
  const places = placesOf(w.path, raw)
  switch (plan.kind) {
    case 'forgedMac': {
      const at = findHop(places, plan.hop ?? Math.floor(raw.hops.length / 2))
      return { ...raw, hops: raw.hops.with(at, { ...raw.hops[at]!, mac: guessed(raw.hops[at]!) }) }
    }
    case 'expiredHop':
      return agedPath(raw, places, w.keyOf, secondsToExpire(raw, w.nowS))
    case 'leakedKey': {
      const { expTime, consIngress, consEgress } = plan
      const changes = Object.fromEntries(Object.entries({ expTime, consIngress, consEgress }).filter(([, v]) => v !== undefined))
      return withMadeHop(raw, places, w.keyOf(plan.of), findHop(places, plan.of), changes)
    }
    case 'inject':
      return raw
  }
}

/** A guess is right once in 2^48; the inverted MAC never is. */
const guessed = (hop: Hop): Uint8Array => hop.mac.map(byte => byte ^ 0xff)

function findHop(places: readonly HopPlace[], hop: HopChoice): number {
  const at = typeof hop === 'number' ? hop : places.findIndex(p => p.isdAs === hop)
  if (Number.isInteger(at) && at >= 0 && at < places.length) return at
  const ases = [...new Set(places.map(p => p.isdAs))].join(', ')
  throw new UserError(`the path has no hop field ${hop}`, `it has ${places.length}, from 0, of ${ases}`)
}

/** So much older that its longest-lived hop field died a second ago: every router refuses it. */
function secondsToExpire(raw: ScionPath, nowS: number): number {
  const lives = raw.segLens.map((length, s) => {
    const start = raw.segLens.slice(0, s).reduce((sum, n) => sum + n, 0)
    const longest = Math.max(...raw.hops.slice(start, start + length).map(h => h.expTime))
    return expiryS(raw.infos[s]!.timestamp, longest) - nowS
  })
  return Math.ceil(Math.max(...lives)) + 1
}

/** Two paths with the same link into an AS, by different segments: what came before of one, what follows of the other. */
function findSplice(firsts: readonly SeenPath[], paths: readonly SeenPath[]): { readonly raw: ScionPath; readonly like: SeenPath } {
  for (const like of firsts)
    for (const other of paths) {
      const [a, b] = [parsePath(like.bytes, 0), parsePath(other.bytes, 0)]
      const raw = joinAt(a, b, placesOf(like, a), placesOf(other, b))
      if (raw !== undefined) return { raw, like }
    }
  throw new UserError('there is nothing to splice: all paths share their segments', 'choose ASes with several paths')
}

function joinAt(a: ScionPath, b: ScionPath, placesA: readonly HopPlace[], placesB: readonly HopPlace[]): ScionPath | undefined {
  for (const [segment, info] of a.infos.entries()) {
    const other = b.infos[segment]
    if (other === undefined || other.consDir !== info.consDir || other.peer || info.peer) continue
    const [startA, startB] = [a, b].map(p => p.segLens.slice(0, segment).reduce((sum, n) => sum + n, 0)) as [number, number]
    for (let at = 1; at < a.segLens[segment]! && at < b.segLens[segment]!; at++) {
      const [hopA, hopB] = [a.hops[startA + at]!, b.hops[startB + at]!]
      const sameAs = placesA[startA + at]!.isdAs === placesB[startB + at]!.isdAs
      const ingress = (h: Hop): number => (info.consDir ? h.consIngress : h.consEgress)
      const differs = hopA.mac.some((byte, i) => byte !== hopB.mac[i])
      if (sameAs && differs && ingress(hopA) === ingress(hopB)) return splicedPath(a, b, segment, at)
    }
  }
  return undefined
}
