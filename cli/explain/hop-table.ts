/** One packet's way as a table: a line for each router's decision. */
import type { TraceEvent } from '#router/evidence.ts'
import { scionRules } from '#router/rules.ts'
import { type Bytes, fromHex } from '#wire/bytes.ts'
import { pathAt, pathType, pathTypes } from '#wire/header.ts'
import {
  checkPath,
  consEgress,
  consIngress,
  currHf,
  currInf,
  hopAt,
  infoAt,
  isCrossOver,
  numHops,
  numInf,
  peerFlag,
  segId,
} from '#wire/path.ts'
import { columns, paint } from '../output.ts'

const heading = ['router', 'in', 'out', 'hop field', 'SegID before', 'after', 'MAC', 'rules', 'verdict']

/** Decisions in the order they were taken. Of other than SCION paths: who decided, by which rule, and what. */
export const hopTable = (events: readonly TraceEvent[]): string =>
  columns([heading.map(text => paint('dim', text)), ...events.map(hopRow)], { indent: '  ' })

/** The rest of "br1-ff00_0_110-2", the name of a router whose network file names none, is in the ISD-AS before it. */
export const routerText = ({ as, router }: Pick<TraceEvent, 'as' | 'router'>): string =>
  `${as} ${router.replace(/^br\d+-[\da-f_]+-(?=\d+$)/, 'br')}`

function hopRow(e: TraceEvent): string[] {
  const before = fromHex(e.before)!
  const hasPath = pathType(before) === pathTypes.scion && checkPath(before, pathAt(before)) === undefined
  return [
    routerText(e),
    port(e.in),
    exit(e),
    ...(hasPath ? [...hopCells(e, before), macText(e), rulesText(e)] : ['', '', '', '', e.rule]),
    e.reason === undefined ? e.verdict : paint('red', `${e.verdict}: ${e.reason}${e.scmp === undefined ? '' : ` (SCMP ${e.scmp})`}`),
  ]
}

/** Hop field, SegID before, and after where the packet went on. */
function hopCells(e: TraceEvent, before: Bytes): string[] {
  const at = pathAt(before)
  const hf = currHf(before, at)
  const segment = currInf(before, at)
  const hop = hopText(before, at, hf)
  return [
    crossed(before, at, e) ? `${hop} > ${hopText(before, at, hf + 1)}` : hop,
    segIdText(before, at, segment),
    e.verdict === 'drop' || e.verdict === 'answer' ? '' : segIdText(fromHex(e.after)!, at, segment),
  ]
}

const hopText = (b: Bytes, at: number, hf: number): string => {
  if (hf >= numHops(b, at)) return `${hf} of ${numHops(b, at)}`
  const hop = hopAt(b, at, hf)
  return `${hf} (${consIngress(b, hop)},${consEgress(b, hop)})`
}

/** The router went from one segment to the next. Over a peering link that happens on the link. */
const crossed = (before: Bytes, at: number, e: TraceEvent): boolean =>
  passedBefore(e.rule) > passedBefore('crossOver') && isCrossOver(before, at) && !peerFlag(before, infoAt(at, currInf(before, at)))

const port = (ifId: number): string => (ifId === 0 ? 'inside' : `if ${ifId}`)
const exit = (e: TraceEvent): string => (e.verdict === 'drop' ? '' : e.verdict === 'handOver' ? 'sibling' : port(e.egress ?? 0))

const segIdText = (b: Bytes, at: number, segment: number): string =>
  segment < numInf(b, at) ? segId(b, infoAt(at, segment)).toString(16).padStart(4, '0') : ''

/** How many rules let the packet pass before this one; what was refused before the rules passed none. */
const passedBefore = (rule: string): number =>
  Math.max(
    0,
    scionRules.findIndex(r => r.name === rule),
  )

/** The rules stand in an order: what decided later than the MAC rule has a MAC that is ours. */
function macText(e: TraceEvent): string {
  if (e.reason === 'macMismatch') return paint('red', 'WRONG')
  return passedBefore(e.rule) > passedBefore('macIsValid') ? paint('green', 'ok') : '-'
}

const rulesText = (e: TraceEvent): string =>
  e.reason === undefined ? paint('green', `${passedBefore(e.rule) + 1} ok`) : `${passedBefore(e.rule)} ok, ${e.rule}`
