/** What a run comes to, as data and as CSV. Times are nanoseconds after the warm-up where nothing else is said. */
import { type Rejection, rejections } from '#control/events.ts'
import type { SignerKind } from '#control/trust/signer.ts'
import type { DropReason } from '#router/drops.ts'
import { dropRule } from '#router/drops.ts'
import type { Verdict } from '#router/verdict.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { AttackReport } from './attack.ts'
import type { ControlCount } from './control-counters.ts'
import type { DropCount } from './counters.ts'
import { csv } from './csv.ts'
import type { FailureRecord, FalseAlarms, Notice } from './failures.ts'
import type { FlowRecord } from './flow-record.ts'
import type { LinkLoss } from './link.ts'
import type { RoguePlan, RogueReport } from './rogue.ts'
import type { WaysKnown } from './ways.ts'

export interface LinkCount {
  /** "1-ff00:0:110 br1-ff00_0_110-1#1>1-ff00:0:111 br1-ff00_0_111-1#41" */
  readonly name: string
  readonly linkIndex: number
  readonly counters: Readonly<Record<'packets' | 'bytes' | LinkLoss, number>>
}

export interface AttackRecord extends AttackReport {
  readonly name: string
  readonly startNs: number
}

export interface RogueRecord extends RogueReport {
  readonly name: string
  readonly kind: RoguePlan['kind']
  readonly as: IsdAs
}

export interface ExpectationResult {
  /** "replies of ping 1: at least 9" */
  readonly text: string
  readonly ok: boolean
  /** "10" */
  readonly found: string
}

export interface RunResult {
  readonly name: string
  readonly seed: number
  readonly epochS: number
  readonly ases: number
  readonly links: readonly LinkCount[]
  readonly warmupNs: number
  readonly durationNs: number
  readonly events: number
  readonly digest: string
  readonly verdicts: Readonly<Record<Verdict['kind'], number>>
  readonly flows: readonly FlowRecord[]
  readonly attacks: readonly AttackRecord[]
  readonly rogues: readonly RogueRecord[]
  readonly drops: readonly DropCount[]
  readonly failures: readonly FailureRecord[]
  readonly falseAlarms: readonly FalseAlarms[]
  /** at the end, between those who sent to each other */
  readonly ways: readonly WaysKnown[]
  readonly control: readonly ControlCount[]
  /** `modelled`: none made and none checked, only their bytes counted */
  readonly signatures: SignerKind
  /** packets inside ASes for an address nobody has */
  readonly unreachable: number
  /** packets inside ASes longer than the AS's MTU */
  readonly tooBig: number
  readonly expectations: readonly ExpectationResult[]
  /** every expectation holds */
  readonly passed: boolean
}

const seconds = (ns: number | undefined): number | undefined => (ns === undefined ? undefined : ns / 1e9)

const millis = (ns: number | undefined): number | undefined => (ns === undefined ? undefined : ns / 1e6)

/** The longest a flow waited for an answer when it moved to another way. */
export function failoverNs({ paths }: { readonly paths: readonly { readonly gapNs?: number | undefined }[] }): number | undefined {
  const gaps = paths.flatMap(p => (p.gapNs === undefined ? [] : [p.gapNs]))
  return gaps.length === 0 ? undefined : Math.max(...gaps)
}

export const flowsCsv = (r: Pick<RunResult, 'flows'>): string =>
  csv(
    [
      'name',
      'kind',
      'from',
      'to',
      'start_s',
      'end_s',
      'sent',
      'received',
      'min_ms',
      'avg_ms',
      'max_ms',
      'longest_gap_ms',
      'failover_ms',
      'ways',
      'last_way',
      'errors',
      'failed',
    ],
    r.flows.map(f => [
      ...[f.name, f.kind, f.from, f.to, seconds(f.startNs), seconds(f.endNs), f.sent, f.received],
      ...[f.delay?.min, f.delay?.avg, f.delay?.max, millis(f.longestGapNs), millis(failoverNs(f)), f.paths.length, f.paths.at(-1)?.way],
      [...f.errors.values()].reduce((a, b) => a + b, 0),
      f.failed,
    ]),
  )

export const dropsCsv = (r: Pick<RunResult, 'drops'>): string =>
  csv(
    ['isd_as', 'router', 'reason', 'count', 'text', 'clause'],
    r.drops.map(({ isdAs, router, reason, count }) => [isdAs, router, reason, count, dropRule(reason).text, dropRule(reason).clause]),
  )

export const controlCsv = (r: RunResult): string =>
  csv(
    ['isd_as', 'counter', 'count', 'text'],
    r.control.map(({ isdAs, counter, count }) => [isdAs, counter, count, counter in rejections ? rejections[counter as Rejection] : '']),
  )

export const linksCsv = (r: Pick<RunResult, 'links'>): string =>
  csv(
    ['link', 'direction', 'packets', 'bytes', 'link_down', 'link_loss', 'queue_full', 'swallowed', 'too_big'],
    r.links.map(({ linkIndex, name, counters: c }) => [
      linkIndex,
      name,
      c.packets,
      c.bytes,
      c.linkDown,
      c.linkLoss,
      c.queueFull,
      c.swallowed,
      c.tooBig,
    ]),
  )

/** A line for each router that noticed, or had given up, what failed; one where none was there to. */
export const failuresCsv = (r: RunResult): string =>
  csv(
    ['failure', 'at_s', 'by', 'noticed_ms', 'back_s', 'used_again_ms'],
    r.failures.flatMap(({ name, atNs, noticed, backNs, restored }) => {
      const afterOf = (notices: readonly Notice[], by: string) => millis(notices.find(n => n.by === by)?.afterNs)
      const all = [...new Set([...noticed, ...restored].map(n => n.by)), ...(noticed.length + restored.length === 0 ? [''] : [])]
      return all.map(by => [name, seconds(atNs), by, afterOf(noticed, by), seconds(backNs), afterOf(restored, by)])
    }),
  )

/** The run as JSON data: without the packets' events of attacks, which are in the trace. */
export const summaryOf = (r: RunResult): object => ({
  ...r,
  links: undefined,
  flows: r.flows.map(f => ({ ...f, errors: Object.fromEntries(f.errors) })),
  attacks: attacksOf(r),
})

/** Without what is in the trace. */
export const attacksOf = ({ attacks }: Pick<RunResult, 'attacks'>): object[] =>
  attacks.map(({ fates, failed, ...a }) => ({
    ...a,
    fates: fates.map(({ events: _, ...fate }) => fate),
    ...(failed && { failed: failed.text }),
  }))

/** What identifies the run: enough to repeat it and to see that it was the same. */
export const manifestOf = (r: RunResult, versions: Readonly<Record<string, string>>): object => {
  const { name, seed, epochS, warmupNs, durationNs, events, digest, passed } = r
  return { name, seed, epochS, warmupNs, durationNs, events, digest, passed, versions }
}

export const sumOf = (counts: readonly { readonly count: number }[]): number => counts.reduce((sum, c) => sum + c.count, 0)

/** Refusals of this reason, at this AS. */
export const dropsIn = (drops: readonly DropCount[], reason: DropReason | undefined, isdAs: IsdAs | undefined): number =>
  sumOf(drops.filter(d => (reason ?? d.reason) === d.reason && (isdAs ?? d.isdAs) === d.isdAs))
