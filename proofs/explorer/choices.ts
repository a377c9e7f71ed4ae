/**
 * What the attacker can write where a router is about to read: hop fields that are known, made with a leaked key, or with a MAC that is none;
 * with any info field where a segment begins. A hop field of another AS is here one with a MAC that is none.
 */
import type { IsdAs } from '#wire/isdas.ts'
import type { Hop, Info } from '#wire/path.ts'
import type { Forge, Wish } from './forge.ts'
import type { KnownHop } from './known.ts'
import type { Place, World } from './world.ts'

/** Where the hop field is read. */
export interface Reading {
  readonly place: Place
  /** came by an external link, and not from another segment: SegIDs are unfolded here */
  readonly outside: boolean
  /** the info field as the packet brings it; undefined: a segment begins */
  readonly info: Info | undefined
}

export interface Choice {
  readonly info: Info
  readonly hop: Hop
  /** made, and so can be made to fit what follows */
  readonly wish?: Wish
}

const directions = [true, false]
const hopOf = ({ expTime, consIngress, consEgress, mac }: KnownHop): Hop => ({
  ...{ ingressAlert: false, egressAlert: false, expTime, consIngress, consEgress, mac },
})

export function* choicesAt(world: World, forge: Forge, reading: Reading): Generator<Choice> {
  if (!forge.all) yield* knownChoices(world, reading)
  yield* madeChoices(forge, reading, newestOf(world))
}

const newestOf = ({ known }: World): number => known.segments.reduce((newest, s) => Math.max(newest, s.timestamp), 0)

function* knownChoices({ known }: World, { place, info }: Reading): Generator<Choice> {
  const { isdAs } = place.as
  if (info !== undefined) {
    for (const hop of known.fitting(isdAs, info.timestamp, info.segId)) yield { info, hop: hopOf(hop) }
    return
  }
  for (const hop of known.of(isdAs))
    for (const consDir of directions)
      for (const peer of [false, true])
        for (const segId of consDir ? [hop.beta] : [hop.beta, hop.folded])
          yield { info: { consDir, peer, segId, timestamp: hop.timestamp }, hop: hopOf(hop) }
}

/** One for each pair of interfaces; what fits what follows is made when it is known to pass. */
function* madeChoices(forge: Forge, { place, outside, info }: Reading, newest: number): Generator<Choice> {
  const ifIds = interfaceIds(place)
  const infos =
    info === undefined
      ? directions.flatMap(consDir => [false, true].map(peer => ({ consDir, peer, segId: undefined, timestamp: newest })))
      : [info]
  for (const consIngress of ifIds)
    for (const consEgress of ifIds)
      for (const { consDir, peer, segId, timestamp } of infos)
        for (const folds of peer ? [true, false] : [true]) {
          const wish = {
            isdAs: place.as.isdAs,
            timestamp,
            consIngress,
            consEgress,
            unfolds: !consDir && outside && folds,
            folds,
            segId,
            after: undefined,
          }
          const made = forge(wish)
          if (made !== undefined) yield { info: { consDir, peer, segId: made.segId, timestamp }, hop: made.hop, wish }
        }
}

const interfaceIds = ({ as }: Place): number[] => [0, ...as.routers.flatMap(r => r.interfaces.map(i => i.ifId))]

/** The made choice again, so that a known hop field fits at the next AS. */
export function* fittedChoices(world: World, forge: Forge, { info, wish }: Choice): Generator<Choice> {
  if (wish === undefined || forge.all) return
  const next = nextAs(world, wish, info.consDir)
  if (next === undefined) return
  for (const { timestamp, segId } of world.known.wanted(next)) {
    if (wish.segId !== undefined && timestamp !== info.timestamp) continue
    const made = forge({ ...wish, timestamp, after: segId })
    if (made !== undefined) yield { info: { ...info, timestamp, segId: made.segId }, hop: made.hop }
  }
}

/** Where the hop field leads. */
function nextAs(world: World, { isdAs, consIngress, consEgress }: Wish, consDir: boolean): IsdAs | undefined {
  const ifId = consDir ? consEgress : consIngress
  return ifId === 0 ? undefined : world.farEnd(isdAs, ifId)?.place.as.isdAs
}
