/** Logs as the module Log of Slices.tla, everything in it once: TLC then takes thousands of slices in one run. */
import { plain, type TlaRecord, type TlaState, type TlaValue } from '#proofs/engines/tla.ts'
import type { ModelOutcome } from '#proofs/model/step.ts'
import { interfaceRecords } from '#proofs/networks/module.ts'
import type { Topology } from '#topology/model.ts'
import type { Decision } from './abstract.ts'
import type { Knowledge } from './knowledge.ts'
import type { Logged } from './log.ts'
import { createLogText } from './text.ts'

/** One logged decision with what it is in the model. */
export interface Step {
  readonly logged: Logged
  readonly decision: Decision
}

/** A log in the model's words. */
export interface ModelLog {
  readonly topology: Topology
  readonly knowledge: Knowledge
  /** none empty */
  readonly slices: readonly (readonly Step[])[]
}

export interface LogModule {
  readonly text: string
  /** distinct ones, and for each the first that was logged so */
  readonly decisions: readonly Of<Step>[]
  readonly slices: readonly Of<readonly Step[]>[]
}

/** Something and the log it is of, from 0. */
interface Of<T> {
  readonly log: number
  readonly it: T
}

/** Of any number of logs at once: TLC takes as long to start as to judge a thousand decisions. */
export function logModule(logs: readonly ModelLog[]): LogModule {
  const log = createLogText()
  const decisions: Of<Step>[] = []
  const slices: Of<readonly Step[]>[] = []
  logs.forEach(({ topology, knowledge, slices: own }, which) => {
    const network = log.addNetwork(interfaceRecords(topology), knowledge)
    for (const slice of own) {
      const places = slice.map(step => {
        const place = log.addDecision(network, step.decision)
        if (place > decisions.length) decisions.push({ log: which, it: step })
        return place
      })
      if (log.addSlice(places) > slices.length) slices.push({ log: which, it: slice })
    }
  })
  const text = `---- MODULE Log ----\nEXTENDS Integers\n${log.text()}\n====\n`
  return { text, decisions, slices }
}

/** What TLC found, in its states: what does not fit, and how much was looked at. */
export interface Findings {
  readonly divergences: readonly Divergence[]
  readonly checked: { readonly slices: number; readonly decisions: number } | undefined
}

/** A decision that is not the model's, or one that does not follow from the one before it in its slice. */
export type Divergence = { readonly log: number; readonly step: Step } & (
  | { readonly kind: 'decision'; readonly expected: ModelOutcome }
  | { readonly kind: 'way'; readonly before: Step }
)

export function readFindings(states: Iterable<TlaState>, { decisions, slices }: LogModule): Findings {
  const divergences: Divergence[] = []
  let checked: Findings['checked']
  for (const state of states) {
    const { what, slice, at, expected } = plain(state.found as TlaValue) as TlaRecord as Found
    if (what === 'checked') checked = { slices: slice, decisions: at }
    else if (what === 'decision') {
      const { log, it } = decisions[at - 1]!
      divergences.push({ kind: 'decision', log, step: it, expected })
    } else {
      const { log, it } = slices[slice - 1]!
      divergences.push({ kind: 'way', log, step: it[at - 1]!, before: it[at - 2]! })
    }
  }
  return { divergences, checked }
}

type Found = { what: 'checked' | 'decision' | 'way'; slice: number; at: number; expected: ModelOutcome } & TlaRecord
