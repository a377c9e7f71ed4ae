/** The list of `paths`: for people as `scion showpaths` prints it, and the record that becomes its YAML. */
import { formatDuration } from './duration.ts'
import { announcedFields, type Field } from './path-details.ts'
import { hopsText, interfacesOf, type PathEntry, type PathsResult } from './result.ts'

/** Puts colour around a text; the styles are names every terminal library knows. */
export type Paint = (style: 'gray' | 'cyanBright' | 'magentaBright' | 'yellow' | 'green' | 'red', text: string) => string

export interface PathsLayout {
  /** show expiry, what ASes announced, EPIC support and services too */
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

function fieldsOf(path: PathEntry, { paint, extended, nowS }: PathsLayout): Field[] {
  const hops = hopsText(path.hops, paint('magentaBright', '>'), ifId => paint('yellow', String(ifId)))
  const fields: Field[] = [
    ['Hops', `[${hops}]`],
    ['MTU', String(path.mtu)],
    ['NextHop', path.next_hop],
  ]
  if (extended) fields.push(...extendedFields(path, { nowS, paint }))
  if (path.status !== undefined)
    fields.push(['Status', paint(path.status === 'alive' ? 'green' : 'red', path.status)], ['LocalIP', path.local_ip])
  return fields
}

function extendedFields(path: PathEntry, { nowS, paint }: Omit<PathsLayout, 'extended'>): Field[] {
  const ttlS = Math.trunc(Date.parse(path.expiry) / 1000 - nowS)
  const expires = `${path.expiry.replace('T', ' ').replace('Z', ' +0000 UTC')} (${formatDuration(ttlS * 1e9)})`
  const discovery = discoveryText(path)
  return [
    ['Expires', expires],
    ...announcedFields(path.metadata, interfacesOf(path.hops), paint('magentaBright', '>')),
    ['SupportsEPIC', String(path.supportsEpic)],
    ...(discovery === '' ? [] : [['Discovery', discovery] as const]),
  ]
}

function discoveryText({ discovery }: PathEntry): string {
  if (discovery === undefined) return ''
  const ases = Object.entries(discovery).map(
    ([isdAs, { control_services: control = [], discovery_services: services = [] }]) =>
      `${isdAs}: {Control: ${control.join(', ')}, Discovery: ${services.join(', ')}}`,
  )
  return `{${ases.join(', ')}}`
}

/** The JSON record: what only people are shown left out. */
export const pathsJson = (result: PathsResult): object => ({
  ...result,
  ...(result.paths && { paths: result.paths.map(({ supportsEpic: _, metadata: __, ...path }) => path) }),
})

/** The YAML record has other names for a hop's parts, latencies with units, and no local address. */
export const pathsYaml = (result: PathsResult): object => ({
  ...result,
  ...(result.paths && {
    paths: result.paths.map(({ supportsEpic: _, metadata: __, local_ip: ___, ...path }) => ({
      ...path,
      hops: path.hops.map(h => ({ ifid: h.interface, ia: h.isd_as })),
      latency: path.latency.map(ns => (ns < 0 ? `${ns}ns` : formatDuration(ns))),
    })),
  }),
})
