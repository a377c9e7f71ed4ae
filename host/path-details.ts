/** What the ASes on a path announced, as `paths -e` prints it. Nothing announced, nothing printed.   scion/showpaths/showpaths.go */
import type { PathMetadata } from '#control/path/metadata.ts'
import type { PathInterface } from '#control/path/path.ts'
import type { GeoCoordinates } from '#control/segment/static-info.ts'
import { formatDuration } from './duration.ts'

export type Field = readonly [key: string, value: string]

/** `interfaces` of the path; `link`: what stands between places. */
export function announcedFields(metadata: PathMetadata, interfaces: readonly PathInterface[], link: string): Field[] {
  const fields: Field[] = [
    ['Latency', latencyText(metadata.latencyNs)],
    ['Bandwidth', bandwidthText(metadata.bandwidthKbps)],
    ['Geo', metadata.geo.some(g => g !== undefined) ? `[${metadata.geo.map(placeText).join(` ${link} `)}]` : ''],
    ['LinkType', metadata.linkTypes.some(t => t !== undefined) ? listed(metadata.linkTypes.map(t => t ?? 'unset')) : ''],
    ['InternalHops', listed(metadata.internalHops.flatMap((n, i) => (n === undefined ? [] : [`${interfaces[2 * i + 1]!.isdAs}: ${n}`])))],
    [
      'Notes',
      listed(metadata.notes.flatMap((n, i) => (n === '' ? [] : [`${interfaces[Math.max(0, 2 * i - 1)]!.isdAs}: "${oneLine(n)}"`]))),
    ],
  ]
  return fields.filter(([, value]) => value !== '')
}

const listed = (texts: readonly string[]): string => (texts.length === 0 ? '' : `[${texts.join(', ')}]`)

/** The sum; a lower bound where some AS announced none. */
function latencyText(latencyNs: PathMetadata['latencyNs']): string {
  const known = latencyNs.filter(ns => ns !== undefined)
  const sumNs = known.reduce((a, b) => a + b, 0)
  if (known.length === latencyNs.length) return formatDuration(sumNs)
  return sumNs > 0 ? `>${formatDuration(sumNs)} (information incomplete)` : ''
}

/** The least; an upper bound where some AS announced none. */
function bandwidthText(kbps: PathMetadata['bandwidthKbps']): string {
  const known = kbps.filter(k => k !== undefined)
  if (known.length === 0) return ''
  return `${Math.min(...known)}Kbit/s${known.length === kbps.length ? '' : ' (information incomplete)'}`
}

function placeText(geo: GeoCoordinates | undefined): string {
  const { latitude = 0, longitude = 0, address = '' } = geo ?? {}
  const coordinates = latitude === 0 && longitude === 0 ? '' : `${degrees(latitude)},${degrees(longitude)}`
  const quoted = oneLine(address) === '' ? '' : `"${oneLine(address)}"`
  return coordinates !== '' && quoted !== '' ? `${coordinates} (${quoted})` : coordinates || quoted || 'N/A'
}

/** The shortest text that is the same number in float precision, as which it travelled. */
function degrees(n: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = n.toPrecision(digits)
    if (Math.fround(Number(text)) === Math.fround(n)) return String(Number(text))
  }
  return String(n)
}

/**
 * What a stranger wrote, on one line.
 *
 * Divergence: also without the control characters above 127, which terminals obey too.
 */
const oneLine = (text: string): string =>
  text
    .replaceAll('\n', ', ')
    .trim()
    .replaceAll(/[\p{Cc}"]/gu, '')
