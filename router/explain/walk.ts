/** A packet carried on through the routers of a known network, all at one instant, until it is delivered, stopped, or leaves what is known. */
import type { AsTopology } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { RouterLink } from '../links.ts'
import type { RouterState } from '../state.ts'
import { farInterface, type Knowledge } from './knowledge.ts'
import { describeLink } from './rule-notes.ts'
import { changesBetween, mutableState, type Trial, tryRules } from './trial.ts'
import { isPassed, sayVerdict } from './verdict-text.ts'

export interface WalkStep {
  readonly isdAs: IsdAs
  readonly router: string
  readonly ingress: string
  /** the rule that decided */
  readonly rule: string
  readonly verdict: string
  readonly passes: boolean
  /** without the AS's key its MAC rules were left out */
  readonly hasKey: boolean
  readonly changes: readonly string[]
}

export interface Walk {
  readonly steps: readonly WalkStep[]
  readonly end: string
}

/** A router of a known AS, at the time of the walk. */
export type StateOf = (as: AsTopology, routerId: string) => RouterState

/** 64 hops, two routers an AS; a packet that goes on longer goes round. */
const maxSteps = 130

interface Next {
  readonly state: RouterState
  readonly link: RouterLink
}

/** From the router that decided `first` on. `now`: nanoseconds after the states' epoch. */
export function walkOn(from: RouterState, first: Trial, known: Knowledge, stateOf: StateOf, now: number): Walk {
  const steps: WalkStep[] = []
  let [state, trial] = [from, first]
  while (steps.length < maxSteps) {
    const next = nextRouter(state, trial, known, stateOf)
    if (typeof next === 'string') return { steps, end: next }
    const bytes: Bytes = trial.sent!
    const hasKey = known.keyOf(next.state.isdAs) !== undefined
    const decided = tryRules(next.state, hasKey, { link: next.link, from: '', bytes, now })
    steps.push(stepOf(next, decided, bytes, hasKey))
    ;[state, trial] = [next.state, decided]
  }
  return { steps, end: `given up after ${maxSteps} routers` }
}

const stepOf = ({ state, link }: Next, trial: Trial, before: Bytes, hasKey: boolean): WalkStep => ({
  isdAs: state.isdAs,
  router: state.id,
  ingress: describeLink(link),
  rule: trial.packet.rule,
  verdict: sayVerdict(trial),
  passes: isPassed(trial.verdict),
  hasKey,
  changes: changesBetween(mutableState(before, trial.packet.path), mutableState(trial.packet.bytes, trial.packet.path)),
})

/** The router the packet goes to next and the link it comes in by there, or why there is none. */
function nextRouter(state: RouterState, { verdict }: Trial, known: Knowledge, stateOf: StateOf): Next | string {
  switch (verdict.kind) {
    case 'forward': {
      const own = state.as.routers.flatMap(r => r.interfaces).find(i => i.ifId === verdict.link.ifId)!
      const far = farInterface(known, own)
      if (far === undefined) return `on to ${own.neighbor}, whose topology is not known`
      const next = stateOf(known.ases.get(own.neighbor)!, far.router.id)
      return { state: next, link: next.links.byIfId[far.interface.ifId]! }
    }
    case 'handOver': {
      const next = stateOf(state.as, verdict.link.routerId)
      return { state: next, link: next.links.siblings.find(s => s.routerId === state.id)! }
    }
    case 'deliver':
      return 'delivered'
    case 'bfd':
      return 'heard by the BFD session of the link'
    case 'answer':
      return 'answered: the answer goes the way back'
    case 'drop':
      return 'stopped'
  }
}
