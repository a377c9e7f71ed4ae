/** From a log to what TLC is given, and what is known to be wrong without it. */
import type { TraceEvent } from '#router/evidence.ts'
import { simulatedKey } from '#sim/network.ts'
import type { Topology } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Abstraction, createAbstraction } from './abstract.ts'
import type { DecisionLog, Logged } from './log.ts'
import type { ModelLog, Step } from './module.ts'
import { type Scope, scopeOf, wrongOutside } from './scope.ts'
import { type Slices, sliceLog } from './slice.ts'

/** A line that is wrong, and why. */
export interface Objection {
  readonly logged: Logged
  readonly text: string
}

export interface Prepared {
  readonly model: ModelLog
  readonly slices: number
  readonly decisions: number
  /** decisions about what the model does not speak of */
  readonly outside: Readonly<Record<Exclude<Scope, 'model'>, number>>
  /** there is more in the log than was looked at */
  readonly isCut?: boolean
  /** the model's decisions by verdict and rule, "forward forwardToEgress" */
  readonly seen: ReadonlyMap<string, number>
  readonly objections: readonly Objection[]
}

/** The ways of packets through the network. */
export const prepareSlices = (log: DecisionLog, topology: Topology): Prepared => ({
  ...prepare(
    log.events,
    topology,
    isdAs => simulatedKey(log.head.seed, isdAs),
    events => sliceLog({ ...log, events }, topology),
  ),
  ...(log.isCut && { isCut: true }),
})

/** Decisions each for itself, about packets that come from nowhere. `keyOf`: forwarding keys. */
export const prepareDecisions = (events: readonly TraceEvent[], topology: Topology, keyOf: (isdAs: IsdAs) => Bytes): Prepared =>
  prepare(
    events.map((event, i) => ({ line: i + 1, event })),
    topology,
    keyOf,
    all => ({ slices: all.map(logged => [logged]), strays: [] }),
  )

function prepare(
  events: readonly Logged[],
  topology: Topology,
  keyOf: (isdAs: IsdAs) => Bytes,
  cut: (events: readonly Logged[]) => Slices,
): Prepared {
  const epochS = Math.floor(events[0]?.event.epochS ?? 0)
  const abstraction = createAbstraction(topology, epochS, keyOf)
  const outside = { bfd: 0, unreadable: 0, otherPath: 0 }
  const seen = new Map<string, number>()
  const objections: Objection[] = []
  const inside: Logged[] = []
  for (const logged of events) {
    const scope = scopeOf(logged.event)
    if (scope === 'model') {
      inside.push(logged)
      const name = outcomeName(logged.event)
      seen.set(name, (seen.get(name) ?? 0) + 1)
      continue
    }
    outside[scope]++
    const wrong = wrongOutside(logged.event, scope)
    if (wrong !== undefined) objections.push({ logged, text: wrong })
  }
  const { slices, strays } = cut(inside)
  for (const logged of strays) objections.push({ logged, text: 'it came from another router, and none had sent it' })
  const steps = slices.map(slice => stepsOf(slice, abstraction, objections)).filter(slice => slice.length > 0)
  const model = { topology, knowledge: abstraction.knowledge, slices: steps }
  return { model, slices: slices.length, decisions: inside.length, outside, seen, objections }
}

export const outcomeName = ({ verdict, rule, reason }: Pick<TraceEvent, 'verdict' | 'rule' | 'reason'>): string =>
  [verdict, rule, reason].filter(Boolean).join(' ')

/** Up to where the log makes no sense. */
function stepsOf(slice: readonly Logged[], { decision }: Abstraction, objections: Objection[]): Step[] {
  const steps: Step[] = []
  for (const logged of slice) {
    const found = decision(logged.event)
    if (found === undefined) {
      objections.push({ logged, text: 'what the packet became cannot be read' })
      break
    }
    steps.push({ logged, decision: found })
  }
  return steps
}
