/** The packets of a capture, one line each; with a topology also what becomes of each. */
import type { Explanation } from '#router/explain/explanation.ts'
import type { Knowledge } from '#router/explain/knowledge.ts'
import { dumpLine } from '#wire/dump.ts'
import { columns, emit, exits, paint, warn } from '../output.ts'
import { startProgress } from '../progress.ts'
import { seenData } from './data.ts'
import type { Explainer, ExplainOptions } from './explain.ts'
import type { Input, SeenPacket } from './input.ts'

interface Line {
  readonly packet: SeenPacket
  readonly line: string
  /** '' without a topology */
  readonly outcome: string
  readonly passes: boolean
}

type ListOptions = Pick<ExplainOptions, 'all' | 'limit' | 'filter' | 'format'>

/** Exit code 1 when one that is listed is stopped or forged. */
export function listPackets(input: Input, explainer: Explainer, known: Knowledge, options: ListOptions): void {
  const { lines, left } = linesOf(input.packets, explainer, known.ases.size > 0, options)
  const failed = lines.filter(l => !l.passes).length
  emit(options.format, { packets: lines.map(lineData), left, others: input.others, failed }, () => listText(lines))
  if (options.format === 'human') warn(footer(input, lines, left, failed))
  if (failed > 0) process.exitCode = exits.no
}

function linesOf(packets: readonly SeenPacket[], explainer: Explainer, judge: boolean, options: ListOptions) {
  const wanted = options.filter?.toLowerCase() ?? ''
  const lines: Line[] = []
  let left = 0
  const progress = startProgress()
  for (const packet of packets) {
    const line = dumpLine(packet.bytes)
    if (!`${line} ${packet.comment ?? ''}`.toLowerCase().includes(wanted)) continue
    if (options.all !== true && lines.length >= options.limit) left++
    else lines.push({ packet, line, ...(judge ? outcomeOf(explainer.explain(packet)) : { outcome: '', passes: true }) })
    progress.update(`${lines.length} packets`)
  }
  progress.end()
  return { lines, left }
}

function outcomeOf(e: Explanation): Pick<Line, 'outcome' | 'passes'> {
  const hops = e.path?.hops.filter(hop => hop.check !== 'absent') ?? []
  const macs = hops.length === 0 ? '' : `${hops.filter(hop => hop.check === 'ok').length}/${hops.length} MACs ok`
  return { outcome: [macs, e.router?.verdict ?? e.placeText].filter(text => text !== '').join(', '), passes: e.passes }
}

const lineData = ({ packet, line, outcome, passes }: Line): object => ({
  ...seenData(packet),
  summary: line,
  outcome: outcome || null,
  passes,
})

function listText(lines: readonly Line[]): string {
  if (lines.length === 0) return 'no packet'
  const start = lines[0]!.packet.unixNs
  const rows = lines.flatMap(({ packet, line, outcome, passes }) => {
    const row = [String(packet.frame), sinceStart(packet, start), line]
    return outcome === '' ? [row] : [row, ['', '', `  ${paint(passes ? 'green' : ['bold', 'red'], outcome)}`]]
  })
  return columns(rows, { right: [0, 1] })
}

/** Seconds since the first listed packet. */
const sinceStart = ({ unixNs }: SeenPacket, start: bigint | undefined): string =>
  unixNs === undefined || start === undefined ? '' : (Number((unixNs - start) / 1000n) / 1e6).toFixed(6)

function footer({ others, name }: Input, lines: readonly Line[], left: number, failed: number): string {
  return [
    `${lines.length} packets shown${left > 0 ? `, ${left} more (--all or --limit N)` : ''}${others > 0 ? `, ${others} frames hold no SCION packet` : ''}` +
      `${failed > 0 ? `; ${failed} stopped or forged` : ''}`,
    `explain one: hopproof explain ${name} --frame ${lines[0]?.packet.frame ?? 'N'}`,
  ].join('\n')
}
