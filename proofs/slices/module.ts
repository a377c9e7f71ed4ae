/** Slices as the module Log of Slices.tla, everything in it once: TLC then takes thousands of them in one run. */
import { plain, type TlaRecord, type TlaState, type TlaValue, writeTla } from '#proofs/engines/tla.ts'
import type { ModelHop, ModelInfo, ModelOutcome, ModelPacket } from '#proofs/model/step.ts'
import { interfaceRecords } from '#proofs/networks/module.ts'
import type { Topology } from '#topology/model.ts'
import type { Decision } from './abstract.ts'
import type { Knowledge } from './knowledge.ts'
import type { Logged } from './log.ts'

/** One logged decision with what it is in the model. */
export interface Step {
  readonly logged: Logged
  readonly decision: Decision
}

export interface LogModule {
  readonly text: string
  /** distinct ones, and for each the first that was logged so */
  readonly decisions: readonly Step[]
  readonly slices: readonly (readonly Step[])[]
}

/** Text, and a number for each that is not yet there. */
export interface Table {
  readonly texts: readonly string[]
  add(text: string): number
}

export function createTable(): Table {
  const numbers = new Map<string, number>()
  const texts: string[] = []
  return {
    texts,
    add(text) {
      const known = numbers.get(text)
      if (known !== undefined) return known
      numbers.set(text, texts.push(text))
      return texts.length
    },
  }
}

const setOf = (values: readonly number[]): string => `{${values.join(',')}}`
const bool = (b: boolean): string => (b ? 'TRUE' : 'FALSE')
const call = (operator: string, ...args: readonly (string | number)[]): string => `${operator}(${args.join(',')})`
const text = (s: string): string => writeTla(s)

export const hopText = (h: ModelHop): string =>
  call('H', bool(h.ingressAlert), bool(h.egressAlert), h.exp, h.consIngress, h.consEgress, h.mac)
const infoText = (i: ModelInfo): string => call('I', bool(i.consDir), bool(i.peer), setOf(i.segId), i.ts)

/** Operators that make the records: shorter to write, faster to read. */
export const recordOperators = `H(ia, ea, exp, in, eg, mac) == [ingressAlert |-> ia, egressAlert |-> ea, exp |-> exp, consIngress |-> in, consEgress |-> eg, mac |-> mac]
I(dir, peer, id, ts) == [consDir |-> dir, peer |-> peer, segId |-> id, ts |-> ts]
P(kind, src, dst, srcHost, dstHost, payload, ok, inf, hf, len, infos, hops, sent, phvf, lhvf) ==
  [kind |-> kind, src |-> src, dst |-> dst, srcHost |-> srcHost, dstHost |-> dstHost, payload |-> payload, lengthOk |-> ok, currInf |-> inf,
   currHf |-> hf, segLen |-> len, infos |-> infos, hops |-> hops, sentAt |-> sent, phvf |-> phvf, lhvf |-> lhvf]
D(packet, as, router, in, from, now, down, verdict, rule, reason, egress, sibling, type, code, of, at, after) ==
  [packet |-> packet, arrival |-> [as |-> as, router |-> router, in |-> in, from |-> from, now |-> now], down |-> down,
   outcome |-> [verdict |-> verdict, rule |-> rule, reason |-> reason, egress |-> egress, sibling |-> sibling, scmpType |-> type,
                scmpCode |-> code, pointer |-> [of |-> of, at |-> at], packet |-> after]]`

/** Slices must not be empty. */
export function logModule(topology: Topology, knowledge: Knowledge, slices: readonly (readonly Step[])[]): LogModule {
  const [hops, packets, decisions, ways] = [createTable(), createTable(), createTable(), createTable()] as const
  const firstOf: Step[] = []
  const wayOf: (readonly Step[])[] = []
  const packetNumber = (p: ModelPacket): number => packets.add(packetText(p, h => hops.add(hopText(h))))
  for (const slice of slices) {
    const numbers = slice.map(step => {
      const { packet, outcome } = step.decision
      const number = decisions.add(decisionText(step.decision, packetNumber(packet), packetNumber(outcome.packet)))
      if (number > firstOf.length) firstOf.push(step)
      return number
    })
    if (ways.add(`<<${numbers.join(',')}>>`) > wayOf.length) wayOf.push(slice)
  }
  const definitions = [
    constant('Interfaces', '{', '}', interfaceRecords(topology).map(writeTla)),
    constant(
      'Macs',
      '{',
      '}',
      knowledge.macs().map(m => writeTla({ ...m, segId: new Set(m.segId) })),
    ),
    constant(
      'Hvfs',
      '{',
      '}',
      knowledge.hvfs().map(h => writeTla({ ...h })),
    ),
    constant('Prefix', '<<', '>>', knowledge.prefixes().map(setOf)),
    constant('Hops', '<<', '>>', hops.texts),
    constant('Packets', '<<', '>>', packets.texts),
    constant('Decisions', '<<', '>>', decisions.texts),
    constant('Slices', '<<', '>>', ways.texts),
  ]
  const body = ['---- MODULE Log ----', 'EXTENDS Integers', recordOperators, ...definitions, '====', ''].join('\n')
  return { text: body, decisions: firstOf, slices: wayOf }
}

const constant = (name: string, open: string, close: string, values: readonly string[]): string =>
  `${name} == ${open}\n${values.join(',\n')}${close}`

export const packetText = (p: ModelPacket, hopNumber: (hop: ModelHop) => number): string =>
  call(
    'P',
    ...[p.kind, p.src, p.dst, p.srcHost, p.dstHost, p.payload].map(text),
    ...[bool(p.lengthOk), p.currInf, p.currHf, `<<${p.segLen.join(',')}>>`],
    ...[`<<${p.infos.map(infoText).join(',')}>>`, `<<${p.hops.map(h => `Hops[${hopNumber(h)}]`).join(',')}>>`],
    ...[p.sentAt, p.phvf, p.lhvf],
  )

export const decisionText = ({ arrival: a, down, outcome: o }: Decision, packet: number, after: number): string =>
  call(
    'D',
    ...[packet, text(a.as), text(a.router), a.in, text(a.from), a.now, bool(down), text(o.verdict), text(o.rule), text(o.reason)],
    ...[o.egress, text(o.sibling), o.scmpType, o.scmpCode, text(o.pointer.of), o.pointer.at, after],
  )

/** What TLC found, in its states: what does not fit, and how much was looked at. */
export interface Findings {
  readonly divergences: readonly Divergence[]
  readonly checked: { readonly slices: number; readonly decisions: number } | undefined
}

/** A decision that is not the model's, or one that does not follow from the one before it in its slice. */
export type Divergence =
  | { readonly kind: 'decision'; readonly step: Step; readonly expected: ModelOutcome }
  | { readonly kind: 'way'; readonly step: Step; readonly before: Step }

export function readFindings(states: Iterable<TlaState>, { decisions, slices }: LogModule): Findings {
  const divergences: Divergence[] = []
  let checked: Findings['checked']
  for (const state of states) {
    const { what, slice, at, expected } = plain(state.found as TlaValue) as TlaRecord as Found
    if (what === 'checked') checked = { slices: slice, decisions: at }
    else if (what === 'decision') divergences.push({ kind: 'decision', step: decisions[at - 1]!, expected })
    else divergences.push({ kind: 'way', step: slices[slice - 1]![at - 1]!, before: slices[slice - 1]![at - 2]! })
  }
  return { divergences, checked }
}

type Found = { what: 'checked' | 'decision' | 'way'; slice: number; at: number; expected: ModelOutcome } & TlaRecord
