/** One decision of one router about a packet that is being chosen: the attacker's choices at it, and what comes of each. */
import { decide } from '#router/decide.ts'
import { createPacket, loadPacket, type Packet } from '#router/packet.ts'
import type { Verdict } from '#router/verdict.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { currHf, currInf, type Info, infoAt, segId } from '#wire/path.ts'
import { type Choice, choicesAt, fittedChoices } from './choices.ts'
import { canBe, type Draft, nowhere, type Pointer, unread, writeDraft } from './draft.ts'
import type { Forge } from './forge.ts'
import { addressed } from './onehop.ts'
import { type Arrival, type Passage, passageOf } from './passage.ts'
import { type Onward, onwardFrom, type Place, type World } from './world.ts'

/** A packet about to be decided. */
export interface Standing extends Onward {
  readonly draft: Draft
  readonly pointer: Pointer
  /** nanoseconds since the run's start */
  readonly now: number
  /** ASes that did not take it for their own, as far as that is remembered: it is not for them */
  readonly passed: readonly IsdAs[]
  /** it crosses over here: the first hop field of the next segment is to be chosen, before the router decides */
  readonly crossing?: boolean
}

export interface Step {
  readonly draft: Draft
  /** of a packet that crosses over, and is not decided yet: as far as it came */
  readonly passage: Passage
  readonly next: Standing | undefined
}

export interface Stepper {
  /** packets decided */
  readonly decisions: number
  steps(at: Standing): Generator<Step>
}

/** Hears of each decision once all that the router reads is chosen, and of each that whatever else is chosen cannot change. */
export type Watch = (p: Packet, verdict: Verdict) => void

/**
 * Rules that read neither how long segments are nor who the packet is for: whom they refuse, they refuse whatever comes behind. But in a segment
 * marked Peer: it matters there whether the hop is the last, at the peering link.
 */
const nearsighted = new Set([
  'hopNotExpired',
  'arrivedOnNamedInterface',
  'transitFromSibling',
  'macIsValid',
  'crossedHopNotExpired',
  'crossedMacIsValid',
])

interface Decided {
  readonly p: Packet
  readonly verdict: Verdict
}

/** The routers, and how often they were asked. The packet is lent until the next decision of that router. */
function createDecider(world: World, write: typeof writeDraft) {
  const packets = world.places.map(({ router }) => createPacket(router.state.links.internal))
  const decider = {
    decisions: 0,
    decided({ place, link, from, now }: Standing, draft: Draft, pointer: Pointer): Decided {
      const p = packets[place.index]!
      loadPacket(p, write(draft, pointer), link, from, now)
      decider.decisions++
      return { p, verdict: decide(p, place.router.state) }
    },
  }
  return decider
}

/** Whatever comes behind and whoever it is for, it is refused. */
function isHopeless(draft: Draft, { p, verdict }: Decided): boolean {
  if (verdict.kind !== 'drop' && verdict.kind !== 'answer') return false
  // Pointers disagree whatever comes; with a lone hop field somewhere only peering segments fit, wherever it is.
  const lies = draft.infos.length <= draft.lens.length
  const { peer } = draft.infos.at(-1)!
  return (nearsighted.has(p.rule) && !peer) || (p.rule === 'pathPointersFit' && (lies || (draft.lone && !peer)))
}

export interface SteppingOptions {
  readonly maxHops: number
  readonly watch?: Watch | undefined
  /** Remember which ASes a packet passed before it was chosen whom it is for? Without, it may be for one of them, which is no packet; with, there are more states. */
  readonly remembersPassed?: boolean
  /** Try the AS at hand as the source of packets that come to it? Without, they come from where they come from, or from no AS here. */
  readonly anySource?: boolean
  /** fills what nobody has read yet; default: with zeros */
  readonly write?: typeof writeDraft
}

export function createStepper(world: World, forge: Forge, options: SteppingOptions): Stepper {
  const { watch = () => {}, remembersPassed = false, anySource = false, write = writeDraft } = options
  const router = createDecider(world, write)

  /** What comes of the packet when the hop field at hand, and what else the router reads, is chosen. */
  function* settled(at: Standing, draft: Draft, pointer: Pointer): Generator<Step> {
    const { p, verdict } = router.decided(at, draft, pointer)
    const passed =
      remembersPassed && (draft.dst === nowhere || (anySource && draft.src === nowhere)) ? including(at.passed, at.place.as.isdAs) : []
    const step = stepOf(world, { ...at, passed }, draft, p, verdict)
    // It crossed over to a hop field that is not chosen yet; who forwards has moved on from the one it went by.
    if (p.crossedOver && currHf(p.bytes, p.path) - (verdict.kind === 'forward' ? 1 : 0) >= draft.hops.length)
      yield { draft, passage: crossingPassage(world, at, draft, p), next: { ...at, draft, pointer, crossing: true } }
    else {
      watch(p, verdict)
      if (step !== undefined) yield step
    }
  }

  /** With each hop field the attacker can write there. */
  function* chosen(at: Standing, reading: { place: Place; outside: boolean; info: Info | undefined }): Generator<Step> {
    for (const choice of choicesAt(world, forge, reading)) {
      let passes = false
      for (const step of written(at, reading.info === undefined, choice)) {
        passes = true
        yield step
      }
      if (passes && !at.draft.oneHop)
        for (const fitted of fittedChoices(world, forge, choice)) yield* written(at, reading.info === undefined, fitted)
    }
  }

  function* written(at: Standing, begins: boolean, choice: Choice): Generator<Step> {
    const { middle, pointer } = withChoice(at, begins, choice)
    if (canBe(middle)) {
      const soFar = router.decided(at, middle, pointer)
      if (isHopeless(middle, soFar)) return watch(soFar.p, soFar.verdict)
    }
    for (const shaped of shapes(middle, options, at)) yield* settled(at, shaped, pointer)
  }

  return {
    get decisions() {
      return router.decisions
    },
    *steps(at) {
      const { draft, pointer, link, place } = at
      if (at.crossing) yield* chosen(at, { place, outside: false, info: undefined })
      else if (pointer.hf < draft.hops.length) yield* settled(at, draft, pointer)
      else {
        const known = draft.infos[pointer.inf]
        const info = known && { ...known, segId: pointer.segId }
        yield* chosen(at, { place, outside: link.kind === 'external', info })
      }
    },
  }
}

/** The hop field, and where a segment begins its info field, are written. */
function withChoice(
  { draft, pointer }: Standing,
  begins: boolean,
  { info, hop }: Choice,
): { readonly middle: Draft; readonly pointer: Pointer } {
  const infos = begins ? withInfo(draft.infos, info, pointer.hf < draft.hops.length ? draft.lens.length : pointer.inf) : draft.infos
  const hops = [...draft.hops, hop]
  // A packet that crosses over is decided anew from its arrival: its pointer stays where it came in.
  const arrivesHere = begins && hops.length - 1 === pointer.hf
  return { middle: { ...draft, infos, hops }, pointer: arrivesHere ? { ...pointer, segId: info.segId } : pointer }
}

/** Where the first CurrINF lied, the segment that the packet was in has none that anybody read. */
const withInfo = (infos: readonly Info[], info: Info, at: number): Info[] => [
  ...infos,
  ...Array.from({ length: at - infos.length }, () => unread),
  info,
]

/** The segment goes on or ends here, the packet is for this AS or for another, and with `anySource` comes from it or from another. */
function* shapes(draft: Draft, { maxHops, anySource = false }: SteppingOptions, { place, passed }: Standing): Generator<Draft> {
  if (draft.oneHop) return yield* addressed(draft, place)
  const here = place.as.isdAs
  const length = draft.hops.length - draft.lens.reduce((sum, n) => sum + n, 0)
  const used = Math.min(length, draft.hops.length - draft.startHf)
  const ended = { ...draft, lens: [...draft.lens, length] }
  for (const shaped of used < maxHops ? [draft, ended] : [ended]) {
    if (!canBe(shaped)) continue
    const open = (isdAs: IsdAs): boolean => isdAs === nowhere && !passed.includes(here)
    for (const from of anySource && open(shaped.src) ? [shaped, { ...shaped, src: here }] : [shaped]) {
      yield from
      if (open(from.dst)) yield { ...from, dst: here }
    }
  }
}

const including = (passed: readonly IsdAs[], here: IsdAs): readonly IsdAs[] => (passed.includes(here) ? passed : [...passed, here].sort())

function arrivalOf({ clock }: World, { place, entered, arrived, pointer, now }: Standing, { startHf, src }: Draft): Arrival {
  return {
    entered,
    arrived,
    inf: pointer.inf,
    hf: pointer.hf,
    startHf,
    ownSource: src === place.as.isdAs,
    atS: clock.epochS + now / nsPerS,
  }
}

/** The hop field it came in by, alone. */
function crossingPassage(world: World, at: Standing, draft: Draft, p: Packet): Passage {
  const passage = passageOf(at.place.as, p, { kind: 'deliver', to: '' }, arrivalOf(world, at, draft))!
  return { ...passage, uses: passage.uses.slice(0, 1) }
}

function stepOf(world: World, at: Standing, draft: Draft, p: Packet, verdict: Verdict): Step | undefined {
  const passage = passageOf(at.place.as, p, verdict, arrivalOf(world, at, draft))
  return passage && { draft, passage, next: nextOf(world, at, draft, p, verdict) }
}

function pointerOf({ bytes, path }: Packet): Pointer {
  const inf = currInf(bytes, path)
  return { inf, hf: currHf(bytes, path), segId: segId(bytes, infoAt(path, inf)) }
}

function nextOf(world: World, at: Standing, draft: Draft, p: Packet, verdict: Verdict): Standing | undefined {
  const onward = onwardFrom(world, at.place, at.entered, verdict)
  if (onward === undefined) return undefined
  const pointer = draft.oneHop ? { inf: 0, hf: 0, segId: segId(p.bytes, p.path) } : pointerOf(p)
  return { ...onward, draft, pointer, now: at.now, passed: at.passed }
}
