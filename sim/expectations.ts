/** What must come of a run, held against what came of it. */
import { formatDuration, formatMillis } from '#host/duration.ts'
import type { Topology } from '#topology/model.ts'
import type { FateCount } from './attack.ts'
import type { Notice } from './failures.ts'
import { findLink } from './faults.ts'
import type { FlowRecord } from './flow-record.ts'
import { linkLosses } from './link.ts'
import { type AttackRecord, dropsIn, type ExpectationResult, type LinkCount, type RogueRecord, type RunResult } from './result.ts'
import type { Sample } from './samples.ts'
import type { Expectation } from './schema.ts'
import { decisionText } from './witness.ts'

export type Findings = Pick<RunResult, 'flows' | 'attacks' | 'rogues' | 'drops' | 'failures' | 'links'> & {
  readonly topology: Topology
  readonly samples: ReadonlyMap<Expectation, Sample>
}

interface Range {
  readonly atLeast?: number | undefined
  readonly atMost?: number | undefined
}

/** `expectation` has exactly one key. */
export function checkExpectation(expectation: Expectation, found: Findings): ExpectationResult {
  const flow = (name: string): FlowRecord => found.flows.find(f => f.name === name)!
  const e = expectation
  if (e.replies !== undefined) return inRange(`replies of ${e.replies.of}`, flow(e.replies.of).received, e.replies)
  if (e.ways !== undefined) return inRange(`ways of ${e.ways.of}`, flow(e.ways.of).paths.length, e.ways)
  if (e.loss !== undefined) return inRange(`loss of ${e.loss.of}`, lossOf(flow(e.loss.of)), e.loss, percent)
  if (e.delay !== undefined) return inRange(`average delay of ${e.delay.of}`, delayOf(flow(e.delay.of)), e.delay, formatDelay)
  if (e.moves !== undefined) return movesIn(e.moves, flow(e.moves.of))
  if (e.attack !== undefined) return attackEnds(e.attack, found.attacks.find(a => a.name === e.attack!.of)!)
  if (e.rogue !== undefined) return rogueEnds(e.rogue, found.rogues.find(r => r.name === e.rogue!.of)!)
  if (e.drops !== undefined) {
    const { reason, at } = e.drops
    return inRange(`${reason ?? 'all'} drops${at === undefined ? '' : ` at ${at}`}`, dropsIn(found.drops, reason, at), e.drops)
  }
  if (e.losses !== undefined) return lossesOn(e.losses, found)
  if (e.noticed !== undefined) return noticedOn(e.noticed, found)
  return sampled(e, found.samples.get(e)!)
}

const then = (when: number | undefined): string => (when === undefined ? '' : ` at ${formatDuration(when)}`)

function sampled({ paths, control, reach, unreachable }: Expectation, sample: Sample): ExpectationResult {
  if (typeof sample === 'object') {
    const [pairs, word, wrong] =
      reach === undefined ? [unreachable!, 'does not reach', sample.reached] : [reach, 'reaches', sample.unreached]
    const text = `${pairs.from.join(', ')} ${word} ${pairs.to.join(', ')}${pairs.hidden ? ' by hidden paths too' : ''}${then(pairs.when)}`
    return { text, ok: wrong.length === 0, found: wrong.length === 0 ? 'so it is' : `otherwise ${wrong.join(', ')}` }
  }
  if (paths !== undefined)
    return inRange(`paths${paths.hidden ? ', hidden ones too,' : ''} from ${paths.from} to ${paths.to}${then(paths.when)}`, sample, paths)
  const { counter, at, when } = control!
  return inRange(
    `${counter}${at === undefined ? '' : ` at ${at}`}${when === undefined ? '' : `, by ${formatDuration(when)}`}`,
    sample,
    control!,
  )
}

function inRange(what: string, value: number, { atLeast, atMost }: Range, format: (v: number) => string = String): ExpectationResult {
  const least = atLeast ?? (atMost === undefined ? 1 : undefined)
  const bounds = [
    ...(least === undefined ? [] : [`at least ${format(least)}`]),
    ...(atMost === undefined ? [] : [`at most ${format(atMost)}`]),
  ]
  const ok = value >= (least ?? -Infinity) && value <= (atMost ?? Infinity)
  return { text: `${what}: ${bounds.join(', ')}`, ok, found: format(value) }
}

const percent = (share: number): string => `${Math.round(share * 1e4) / 100}%`
const lossOf = (f: FlowRecord): number => (f.sent === 0 ? 1 : 1 - f.received / f.sent)
/** Of a flow that received nothing it is endless. */
const delayOf = (f: FlowRecord): number => (f.delay === undefined ? Infinity : Math.round(f.delay.avg * 1e6))
const formatDelay = (ns: number): string => (ns === Infinity ? 'endless' : formatDuration(ns))

function movesIn({ of, after, within }: NonNullable<Expectation['moves']>, flow: FlowRecord): ExpectationResult {
  const moved = flow.paths.slice(1).find(p => p.fromNs > after)
  const text = `${of} moves to another way within ${formatDuration(within)} after ${formatDuration(after)}`
  const ok = moved !== undefined && moved.fromNs - after <= within
  return { text, ok, found: moved === undefined ? 'it stayed' : `after ${formatDuration(moved.fromNs - after)}: ${moved.way}` }
}

const isSet = <T>(value: T | undefined): value is T => value !== undefined

function attackEnds(e: NonNullable<Expectation['attack']>, report: AttackRecord): ExpectationResult {
  const numbers = (['delivered', 'refused', 'lost'] as const).filter(end => isSet(e[end]))
  const where = `${isSet(e.reason) ? ` by ${e.reason}` : ''}${isSet(e.at) ? ` at ${e.at}` : ''}`
  const refused = report.fates.filter(f => f.end === 'refused')
  const isThere = (f: FateCount): boolean => (e.reason ?? f.reason) === f.reason && (e.at ?? f.as) === f.as
  // Nothing refused cannot have been refused for a reason.
  const rightly = where === '' || (refused.length > 0 && refused.every(isThere))
  const ends = `${numbers.map(end => `${e[end]} ${end}`).join(', ') || (isSet(e.way) && where === '' ? 'goes' : 'refused')}${where}`
  const way = report.fates[0]?.events.map(decisionText) ?? []
  const asTold = (e.way ?? []).every((decision, i) => way[i] === decision)
  const ok = report.failed === undefined && rightly && asTold && numbers.every(end => report[end] === e[end])
  const found = asTold ? sayFates(report.fates) : way.join(', ')
  const text = `${e.of}: ${ends}${isSet(e.way) ? ` by way of ${e.way.join(', ')}` : ''}`
  return { text, ok, found: report.failed?.text ?? (found || 'no packets') }
}

/** Who said nothing was not refused either. */
function rogueEnds(e: NonNullable<Expectation['rogue']>, report: RogueRecord): ExpectationResult {
  const numbers = (['taken', 'refused', 'lost'] as const).filter(end => isSet(e[end]))
  const text = `${e.of}: ${numbers.map(end => `${e[end]} ${end}`).join(', ') || 'none taken'}`
  const ok = report.sent > 0 && (numbers.length === 0 ? report.taken === 0 : numbers.every(end => report[end] === e[end]))
  return { text, ok, found: `${report.sent} sent, ${report.taken} taken, ${report.refused} refused, ${report.lost} lost` }
}

/** "3 refused by macMismatch at 2-ff00:0:211, 1 delivered at 2-ff00:0:212" */
export const sayFates = (fates: readonly FateCount[]): string =>
  fates
    .map(
      f =>
        `${f.packets} ${f.end}${f.reason === undefined ? '' : ` by ${f.reason}`}${f.as === undefined ? '' : ` at ${f.as}`}${f.loss === undefined ? '' : ` (${f.loss})`}`,
    )
    .join(', ')

function lossesOn(e: NonNullable<Expectation['losses']>, { links, topology }: Findings): ExpectationResult {
  const index = e.link === undefined ? undefined : findLink({ topology }, e.link).index
  const reasons = e.reason === undefined ? linkLosses : [e.reason]
  const lost = links.filter(l => (index ?? l.linkIndex) === l.linkIndex).reduce((sum, l) => sum + lostOn(l, reasons), 0)
  return inRange(
    `packets lost${e.reason === undefined ? '' : ` by ${e.reason}`}${e.link === undefined ? '' : ` on the link at ${e.link}`}`,
    lost,
    e,
  )
}

function noticedOn({ link, within }: NonNullable<Expectation['noticed']>, { failures, topology }: Findings): ExpectationResult {
  const { index } = findLink({ topology }, link)
  const notices = failures.filter(f => f.linkIndex === index).flatMap(f => f.noticed)
  const ok = notices.length > 0 && notices.every(({ afterNs }) => afterNs !== undefined && afterNs <= within)
  const text = `failures of the link at ${link} are noticed within ${formatDuration(within)}`
  return { text, ok, found: notices.length === 0 ? 'it did not fail' : notices.map(sayNotice).join(', ') }
}

/** "by 1-ff00:0:111#1 after 540ms" */
export const sayNotice = ({ by, afterNs }: Notice): string =>
  `by ${by} ${afterNs === undefined ? 'not at all' : `after ${formatMillis(afterNs / 1e6)}`}`

const lostOn = ({ counters }: LinkCount, reasons: readonly (keyof LinkCount['counters'])[]): number =>
  reasons.reduce((sum, reason) => sum + counters[reason], 0)
