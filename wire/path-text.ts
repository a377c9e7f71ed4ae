/** Paths as text: the fields of a raw path on one line, and the interfaces of a path as the `scion` tools print them. */
import type { IsdAs } from './isdas.ts'
import type { Hop, Info, ScionPath } from './path.ts'

/** An interface a path leaves or enters an AS by. */
export interface PathInterface {
  readonly isdAs: IsdAs
  readonly ifId: number
}

const hex4 = (v: number): string => `0x${v.toString(16).padStart(4, '0')}`
export const formatUnixSeconds = (s: number): string => new Date(s * 1000).toISOString().replace('.000Z', 'Z')

const formatInfo = (info: Info): string =>
  `${info.consDir ? 'C' : '-'}${info.peer ? 'P' : '-'} ${hex4(info.segId)} ${formatUnixSeconds(info.timestamp)}`

/** "(131,141)", alerts as in "(131,141,IE)"; the current hop field has a star. */
const formatHop = (hop: Hop, isCurrent: boolean): string => {
  const alerts = `${hop.ingressAlert ? 'I' : ''}${hop.egressAlert ? 'E' : ''}`
  return `${isCurrent ? '*' : ''}(${hop.consIngress},${hop.consEgress}${alerts === '' ? '' : `,${alerts}`})`
}

/** "C- 0x0111 2026-08-19T12:00:00Z (0,311) *(131,141) | -- 0x0222 ...": each segment's flags, SegID and time, then (ConsIngress,ConsEgress). */
export function formatRawPath(path: ScionPath): string {
  let first = 0
  const segments = path.infos.map((info, i) => {
    const last = first + (path.segLens[i] ?? 0)
    const hops = path.hops.slice(first, last).map((hop, j) => formatHop(hop, first + j === path.currHf))
    first = last
    return [formatInfo(info), ...hops].join(' ')
  })
  return segments.join(' | ')
}

/** "1-ff00:0:111 41>1 1-ff00:0:110 2>1 1-ff00:0:112", from pairs of interfaces: out of one AS, into the next. */
export function formatHops(interfaces: readonly PathInterface[]): string {
  const [first] = interfaces
  if (first === undefined) return ''
  const links = Array.from({ length: interfaces.length / 2 }, (_, i) => {
    const [out, into] = [interfaces[2 * i]!, interfaces[2 * i + 1]!]
    return `${out.ifId}>${into.ifId} ${into.isdAs}`
  })
  return [first.isdAs, ...links].join(' ')
}

/** "1-ff00:0:111#0,41 1-ff00:0:110#1,2 1-ff00:0:112#1,0": in and out interface of each AS, a sequence that matches exactly this path. */
export function formatSequence(interfaces: readonly PathInterface[]): string {
  if (interfaces.length === 0) return ''
  const ases = Array.from({ length: interfaces.length / 2 + 1 }, (_, i) => {
    const [into, out] = [interfaces[2 * i - 1], interfaces[2 * i]]
    return `${(into ?? out)!.isdAs}#${into?.ifId ?? 0},${out?.ifId ?? 0}`
  })
  return ases.join(' ')
}
