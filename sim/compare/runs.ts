/**
 * Two runs of one scenario, held against each other by what they mean: the same ways, the same flows within what chance and real time change,
 * the same refusals, the same ends of attacks, failures noticed in time. One may be of the simulator and one of real processes.
 */
import { formatMillis } from '#host/duration.ts'
import { nsPerS } from '#wire/actor.ts'
import { failoverNs } from '../result.ts'
import type { Scenario } from '../scenario.ts'
import { differByChance } from './statistics.ts'
import type { FlowSummary, RunSummary } from './summary.ts'

export interface Difference {
  /** what is compared: "flow ping: ways" */
  readonly of: string
  /** what each run says */
  readonly first: string
  readonly second: string
}

/** How long it may take in either run, nanoseconds. */
export interface Bounds {
  /** routers to notice a link that failed */
  readonly noticeNs: number
  /** a flow to be answered again when its way failed */
  readonly failoverNs: number
  /** a link of the scenario loses packets by chance */
  readonly lossy: boolean
}

/** Three BFD packets missed, 200 ms apart; then what is under way, and what real time needs on a busy machine. */
const defaultBounds: Omit<Bounds, 'lossy'> = { noticeNs: 0.9 * nsPerS, failoverNs: 1.2 * nsPerS }

/** Nothing when they agree. */
export function compareRuns(a: RunSummary, b: RunSummary, bounds: Bounds): Difference[] {
  return [
    ...differing('scenario', `${a.name}, seed ${a.seed}`, `${b.name}, seed ${b.seed}`),
    ...eachOf(a.ways.map(waysNamed), b.ways.map(waysNamed), (x, y) => differing(x.name, x.text, y.text)),
    ...eachOf(a.flows.map(flowNamed), b.flows.map(flowNamed), (x, y) => compareFlow(x, y, bounds, a.failures.length > 0)),
    ...eachOf(a.failures.flatMap(noticesNamed), b.failures.flatMap(noticesNamed), (x, y) => compareNotice(x, y, bounds)),
    ...eachOf(a.attacks.map(attackNamed), b.attacks.map(attackNamed), (x, y) => differing(x.name, x.text, y.text)),
    ...eachOf(exactDrops(a).map(dropsNamed), exactDrops(b).map(dropsNamed), (x, y) => differing(x.name, x.text, y.text)),
    ...eachOf(a.expectations.map(expectationNamed), b.expectations.map(expectationNamed), (x, y) => differing(x.name, x.text, y.text)),
  ]
}

const differing = (of: string, first: string, second: string): Difference[] => (first === second ? [] : [{ of, first, second }])

/** Those of the same name; what only one run has is a difference. */
function eachOf<T extends { readonly name: string; readonly text: string }>(
  first: readonly T[],
  second: readonly T[],
  compare: (a: T, b: T) => Difference[],
): Difference[] {
  const names = new Set([...first, ...second].map(({ name }) => name))
  return [...names].flatMap(name => {
    const [a, b] = [first, second].map(all => all.find(one => one.name === name))
    return a !== undefined && b !== undefined ? compare(a, b) : differing(name, a?.text ?? 'none', b?.text ?? 'none')
  })
}

const waysNamed = ({ from, to, ways }: RunSummary['ways'][number]) => ({
  name: `ways ${from} > ${to}`,
  text: ways.length === 0 ? 'no way' : [...ways].sort().join(' | '),
})

const flowNamed = (flow: FlowSummary) => ({ ...flow, name: `flow ${flow.name}`, text: `${flow.received}/${flow.sent} packets` })

function compareFlow(a: ReturnType<typeof flowNamed>, b: ReturnType<typeof flowNamed>, bounds: Bounds, failing: boolean): Difference[] {
  const waysOf = ({ paths }: FlowSummary): string => paths.map(p => p.way).join(' | ')
  return [
    ...differing(`${a.name}: sent`, String(a.sent), String(b.sent)),
    ...(isSameLoss(a, b, failing, bounds) ? [] : differing(`${a.name}: received`, a.text, b.text)),
    ...differing(`${a.name}: ways`, waysOf(a), waysOf(b)),
    ...inTime(`${a.name}: fail-over`, failoverNs(a), failoverNs(b), bounds.failoverNs),
  ]
}

/** What a flow lost: nothing but by chance, or while its way was down. Without another way that was as long as the failure: the scenario says how long. */
function isSameLoss(a: FlowSummary, b: FlowSummary, failing: boolean, { failoverNs: limit, lossy }: Bounds): boolean {
  if (a.received === b.received) return true
  if (lossy) return !differByChance({ hits: a.received, tries: a.sent }, { hits: b.received, tries: b.sent })
  // One more: of the packets on either side of the gap.
  const inGap = (f: FlowSummary): number => (limit * Math.max(1, f.sent)) / Math.max(1, (f.endNs ?? f.startNs) - f.startNs) + 1
  const hasMoved = [a, b].some(f => f.paths.length > 1)
  return failing && (!hasMoved || [a, b].every(f => f.sent - f.received <= inGap(f)))
}

/** Both at all and in time, or neither. */
function inTime(of: string, a: number | undefined, b: number | undefined, limitNs: number): Difference[] {
  const say = (ns: number | undefined): string => (ns === undefined ? 'not at all' : formatMillis(ns / 1e6))
  const ok = a === undefined || b === undefined ? a === b : a <= limitNs && b <= limitNs
  return ok ? [] : [{ of: `${of}, within ${formatMillis(limitNs / 1e6)}`, first: say(a), second: say(b) }]
}

/** Routers of one AS that miss each other: only the simulator tells. */
const noticesNamed = ({ name, linkIndex, noticed }: RunSummary['failures'][number]) =>
  linkIndex === undefined ? [] : noticed.map(n => ({ ...n, name: `failure of ${name} noticed by ${n.by}`, text: 'it failed' }))

type NamedNotice = ReturnType<typeof noticesNamed>[number]

const compareNotice = (a: NamedNotice, b: NamedNotice, { noticeNs }: Bounds): Difference[] => inTime(a.name, a.afterNs, b.afterNs, noticeNs)

const attackNamed = ({ name, packets, fates }: RunSummary['attacks'][number]) => ({
  name: `attack ${name}`,
  text: `${packets} packets: ${fates
    .map(f => [f.packets, f.end, f.as, f.router, f.rule, f.reason, f.scmp, f.loss].filter(x => x !== undefined).join(' '))
    .sort()
    .join(', ')}`,
})

/** How many packets meet a link that is down, and where, depends on when that was noticed. */
const exactDrops = ({ drops, failures }: RunSummary): RunSummary['drops'] =>
  failures.length === 0 ? drops : drops.filter(d => d.reason !== 'externalDown' && d.reason !== 'siblingDown')

const dropsNamed = ({ reason, isdAs, router, count }: RunSummary['drops'][number]) => ({
  name: `${reason} drops of ${isdAs} ${router}`,
  text: String(count),
})

const expectationNamed = ({ text, ok, found }: RunSummary['expectations'][number]) => ({
  name: `expected ${text}`,
  text: ok ? 'holds' : `fails: ${found}`,
})

/** The scenario's own: does it, or one of its links, lose packets by chance? */
export function boundsOf({ topology, steps }: Pick<Scenario, 'topology' | 'steps'>): Bounds {
  const shapes = steps.flatMap(({ action }) => (action.kind === 'fault' && action.fault.kind === 'shape' ? [action.fault.shape] : []))
  const lossy = [...topology.links.map(l => l.shape), ...shapes].some(({ loss = 0 }) => loss > 0)
  return { ...defaultBounds, lossy }
}
