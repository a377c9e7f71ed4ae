/** One packet's way as a table: a line for each router's decision. */
import type { TraceEvent } from '#router/evidence.ts'
import { scionRules } from '#router/rules.ts'
import { type Bytes, fromHex } from '#wire/bytes.ts'
import { pathAt, pathType, pathTypes } from '#wire/header.ts'
import { consEgress, consIngress, currHf, currInf, hopAt, infoAt, segId } from '#wire/path.ts'
import { columns, paint } from './output.ts'

const heading = ['router', 'in', 'out', 'hop field', 'SegID before', 'after', 'MAC', 'rules', 'verdict']

/** Decisions about packets of the SCION path type, in the order they were taken. */
export const hopTable = (events: readonly TraceEvent[]): string =>
  columns([heading.map(text => paint('dim', text)), ...events.map(hopRow)], { indent: '  ' })

function hopRow(e: TraceEvent): string[] {
  const before = fromHex(e.before)!
  const at = pathAt(before)
  if (pathType(before) !== pathTypes.scion) return [e.router, port(e.in), exit(e), '', '', '', '', '', e.verdict]
  const hf = currHf(before, at)
  const segment = currInf(before, at)
  return [
    `${e.as} ${e.router.replace(/^br.*-/, 'br')}`,
    port(e.in),
    exit(e),
    crossed(before, fromHex(e.after)!, at, e) ? `${hopText(before, at, hf)} > ${hopText(before, at, hf + 1)}` : hopText(before, at, hf),
    segIdText(before, at, segment),
    e.verdict === 'drop' || e.verdict === 'answer' ? '' : segIdText(fromHex(e.after)!, at, segment),
    macText(e),
    rulesText(e),
    e.reason === undefined ? e.verdict : paint('red', `${e.verdict}: ${e.reason}${e.scmp === undefined ? '' : ` (SCMP ${e.scmp})`}`),
  ]
}

const hopText = (b: Bytes, at: number, hf: number): string => {
  const hop = hopAt(b, at, hf)
  return `${hf} (${consIngress(b, hop)},${consEgress(b, hop)})`
}

/** The router went from one segment to the next: besides leaving the AS, which moves the pointer by one, it moved it by another. */
const crossed = (before: Bytes, after: Bytes, at: number, e: TraceEvent): boolean =>
  (e.verdict === 'forward' || e.verdict === 'handOver') && currHf(after, at) - currHf(before, at) > (e.verdict === 'forward' ? 1 : 0)

const port = (ifId: number): string => (ifId === 0 ? 'inside' : `if ${ifId}`)
const exit = (e: TraceEvent): string => (e.verdict === 'drop' ? '' : e.verdict === 'handOver' ? 'sibling' : port(e.egress ?? 0))

const segIdText = (b: Bytes, at: number, segment: number): string => segId(b, infoAt(at, segment)).toString(16).padStart(4, '0')

const orderOf = (rule: string): number => scionRules.findIndex(r => r.name === rule)

/** The rules stand in an order: what decided later than the MAC rule has a MAC that is ours. */
function macText(e: TraceEvent): string {
  if (e.reason === 'macMismatch') return paint('red', 'WRONG')
  return orderOf(e.rule) > orderOf('macIsValid') ? paint('green', 'ok') : '-'
}

const rulesText = (e: TraceEvent): string =>
  e.reason === undefined ? paint('green', `${orderOf(e.rule) + 1} ok`) : `${orderOf(e.rule)} ok, ${e.rule}`
