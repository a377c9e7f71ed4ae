/** Every packet that some attacker can make, as far as routers let it go: breadth first, each state once. */
import type { IsdAs } from '#wire/isdas.ts'
import type { Draft } from './draft.ts'
import type { Memory, Property } from './property.ts'
import { type Injection, injectionsOf, startsAt } from './starts.ts'
import type { Standing, Step, Stepper } from './step.ts'
import type { World } from './world.ts'

export interface Exploration {
  readonly world: World
  readonly stepper: Stepper
  readonly property: Property
  readonly attackers: ReadonlySet<IsdAs>
  /** nanoseconds since the run's start: when packets are sent */
  readonly times: readonly number[]
  readonly maxStates: number
  /** every key is known: whatever SegID a packet brings, a hop field that fits it can be made */
  readonly anySegId?: boolean
  /** Is it so when the whole packet is sent? */
  confirm(found: Candidate): boolean
  progress?(states: number, waiting: number): void
}

/** A packet that breaks the property, and where it begins. */
export interface Candidate {
  readonly injection: Injection
  readonly draft: Draft
  readonly now: number
  readonly broken: string
}

export interface Explored {
  readonly states: number
  readonly found: Candidate | undefined
  /** candidates that broke nothing when they were sent whole */
  readonly unconfirmed: number
  /** there are more states than were asked for */
  readonly cut: boolean
}

interface Waiting {
  readonly at: Standing
  readonly memory: Memory
  readonly injection: Injection
}

export function explore(x: Exploration): Explored {
  const queue = beginnings(x)
  const seen = new Set(queue.map(waiting => keyOf(x, waiting)))
  let unconfirmed = 0
  for (let i = 0; i < queue.length; i++) {
    if (seen.size > x.maxStates) return { states: seen.size, found: undefined, unconfirmed, cut: true }
    if (i % 1000 === 999) x.progress?.(seen.size, queue.length - i)
    const waiting = queue[i]!
    // What was looked at is not kept: only how it is called.
    queue[i] = undefined as never
    for (const step of x.stepper.steps(waiting.at)) {
      const judgement = x.property.judge(waiting.memory, step.passage)
      // Nothing has passed yet: it is judged when the router decides, and until then all that came as far as this are one.
      if (step.next?.crossing)
        follow(x, queue, seen, waiting, step, 'broken' in judgement ? 'broken' : x.property.forgets ? '' : judgement.memory)
      else if ('broken' in judgement) {
        const found = { injection: waiting.injection, draft: step.draft, now: waiting.at.now, broken: judgement.broken }
        if (x.confirm(found)) return { states: seen.size, found, unconfirmed, cut: false }
        unconfirmed++
      } else follow(x, queue, seen, waiting, step, judgement.memory)
    }
  }
  return { states: seen.size, found: undefined, unconfirmed, cut: false }
}

/** A packet that comes to an attacker's AS ends there: whatever can leave it is sent from there anyway. */
function follow(
  x: Exploration,
  queue: Waiting[],
  seen: Set<string>,
  { injection, memory: before }: Waiting,
  { next }: Step,
  memory: Memory,
): void {
  if (next === undefined || (!next.crossing && x.attackers.has(next.place.as.isdAs))) return
  const key = keyOf(x, { at: next, memory, injection })
  if (seen.has(key)) return
  seen.add(key)
  queue.push({ at: next, memory: next.crossing ? before : memory, injection })
}

function beginnings({ world, property, attackers, times }: Exploration): Waiting[] {
  const hostsIn = [...new Set([...attackers, ...(property.from === undefined ? [] : [property.from])])]
  return times.flatMap(now =>
    injectionsOf(world, hostsIn, attackers).flatMap(injection =>
      startsAt(injection, property.anySource).map((draft): Waiting => {
        const pointer = { inf: draft.startInf, hf: draft.startHf, segId: 0 }
        return { at: { ...injection, draft, pointer, entered: injection.link.ifId, arrived: true, now, passed: [] }, memory: '', injection }
      }),
    ),
  )
}

/** All that routers and property can still read: equal keys, equal futures. */
function keyOf({ anySegId = false }: Exploration, { at, memory }: Waiting): string {
  const { place, link, entered, draft, pointer, now, passed } = at
  const { src, dst, segments, lone, lens, infos, hops, oneHop } = draft
  const { inf, hf, segId } = pointer
  const begin = lens.slice(0, inf).reduce((sum, n) => sum + n, 0)
  const info = infos[inf]
  // The segment before the one that a crossing packet comes to is no longer read but for where it says that it came from.
  const came = info && (info.consDir ? hops[hf]?.consIngress : hops[hf]?.consEgress)
  const read = at.crossing
    ? `x${came}`
    : info && `${info.consDir ? 1 : 0}${info.peer ? 1 : 0} ${anySegId && at.arrived ? '' : `${segId} ${info.timestamp}`}`
  // Behind a sibling the hop field is read again, and, after a segment change, the one before.
  const again = at.crossing ? [] : hops.slice(hf === begin && !at.arrived ? Math.max(0, hf - 1) : hf)
  const known = again.map(h => `${h.consIngress},${h.consEgress},${h.expTime},${h.mac}`)
  // In a last segment that is no peering one it no longer matters how many there were.
  const which = at.crossing || info === undefined || info.peer || inf + 1 < segments || !at.arrived ? `${segments}${inf}` : ''
  const used = hf - Math.max(begin, draft.startHf)
  const shape = `${oneHop ? 'o' : ''}${which}${lone ? (lens.includes(1) ? 2 : 1) : 0}${lens.length - inf} ${used}${hf === draft.startHf ? `s${hf - begin}` : ''}`
  return `${place.index} ${link.kind === 'sibling' ? link.routerId : link.ifId} ${entered} ${now} ${src} ${dst} ${shape} ${read} ${known.join()} ${memory} ${passed.join()}`
}
