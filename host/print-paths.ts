/** The list of `paths`: for people as `scion showpaths` prints it, and the record that becomes its YAML. */
import { formatDuration } from './duration.ts'
import { hopsText, type PathEntry, type PathsResult } from './result.ts'

/** Puts colour around a text; the styles are names every terminal library knows. */
export type Paint = (style: 'gray' | 'cyanBright' | 'magentaBright' | 'yellow' | 'green' | 'red', text: string) => string

export interface PathsLayout {
  /** show expiry, latency, EPIC support and services too */
  readonly extended: boolean
  /** unix seconds, to say how long a path still lives */
  readonly nowS: number
  readonly paint: Paint
}

/** One line a path, or one line a field where a path has more than six of them; a header before each new number of hops. */
export function pathsText(paths: readonly PathEntry[], layout: PathsLayout): string {
  const width = String(paths.length - 1).length
  const lines: string[] = []
  paths.forEach((path, i) => {
    if (path.hops.length !== paths[i - 1]?.hops.length) lines.push(layout.paint('gray', `${path.hops.length / 2 + 1} Hops:`))
    const fields = fieldsOf(path, layout).map(([key, value]) => `${layout.paint('cyanBright', key)}: ${value}`)
    const separator = fields.length > 6 ? `\n${' '.repeat(width + 3)}` : ' '
    lines.push(`[${String(i).padStart(width)}] ${fields.join(separator)}`)
  })
  return lines.join('\n')
}

type Field = readonly [key: string, value: string]

function fieldsOf(path: PathEntry, { paint, ...layout }: PathsLayout): Field[] {
  const hops = hopsText(path.hops, paint('magentaBright', '>'), ifId => paint('yellow', String(ifId)))
  const fields: Field[] = [
    ['Hops', `[${hops}]`],
    ['MTU', String(path.mtu)],
    ['NextHop', path.next_hop],
  ]
  if (layout.extended) fields.push(...extendedFields(path, layout.nowS))
  if (path.status !== undefined)
    fields.push(['Status', paint(path.status === 'alive' ? 'green' : 'red', path.status)], ['LocalIP', path.local_ip])
  return fields
}

function extendedFields(path: PathEntry, nowS: number): Field[] {
  const ttlS = Math.trunc(Date.parse(path.expiry) / 1000 - nowS)
  const expires = `${path.expiry.replace('T', ' ').replace('Z', ' +0000 UTC')} (${formatDuration(ttlS * 1e9)})`
  const fields: Field[] = [
    ['Expires', expires],
    ['Latency', latencyText(path.latency)],
    ['SupportsEPIC', String(path.supportsEpic)],
    ['Discovery', discoveryText(path)],
  ]
  return fields.filter(([, value]) => value !== '')
}

/** The sum; a lower bound where some AS announced none; nothing where no AS did. */
function latencyText(latencyNs: readonly number[]): string {
  const known = latencyNs.filter(ns => ns >= 0)
  const sum = formatDuration(known.reduce((a, b) => a + b, 0))
  if (known.length === latencyNs.length) return sum
  return known.some(ns => ns > 0) ? `>${sum} (information incomplete)` : ''
}

function discoveryText({ discovery }: PathEntry): string {
  if (discovery === undefined) return ''
  const ases = Object.entries(discovery).map(
    ([isdAs, s]) => `${isdAs}: {Control: ${s.control_services.join(', ')}, Discovery: ${s.discovery_services.join(', ')}}`,
  )
  return `{${ases.join(', ')}}`
}

/** The JSON record: what only people are shown left out. */
export const pathsJson = (result: PathsResult): unknown => ({
  ...result,
  ...(result.paths && { paths: result.paths.map(({ supportsEpic: _, ...path }) => path) }),
})

/** The YAML record has other names for a hop's parts, latencies with units, and no local address. */
export const pathsYaml = (result: PathsResult): unknown => ({
  ...result,
  ...(result.paths && {
    paths: result.paths.map(({ supportsEpic: _, local_ip: __, ...path }) => ({
      ...path,
      hops: path.hops.map(h => ({ ifid: h.interface, ia: h.isd_as })),
      latency: path.latency.map(ns => (ns < 0 ? `${ns}ns` : formatDuration(ns))),
    })),
  }),
})
