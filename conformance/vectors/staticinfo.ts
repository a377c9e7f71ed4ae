/** Replays recorded static info: the operator's file, and what beacons say by it (control/staticinfo.json). */
import { type Intra, type StaticInfoConfig, staticInfoFor } from '#control/beacon/static-info.ts'
import { parseStaticInfo } from '#control/beacon/static-info-document.ts'
import { decodeStaticInfo, encodeStaticInfo, type PerInterface, type StaticInfo } from '#control/segment/static-info.ts'
import type { LinkType } from '#topology/model.ts'
import { isMalformed, toHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { type Difference, differ, type Outcome, outcome, type VectorFormat } from '../outcome.ts'

type ById<T> = Readonly<Record<string, T>>
type Links<T> = ById<{ readonly Inter?: T; readonly Intra: ById<T> | null }>

interface RecordedConfig {
  readonly Latency: Links<string> | null
  readonly Bandwidth: Links<number> | null
  readonly LinkType: ById<number> | null
  readonly Geo: ById<{ readonly Latitude: number; readonly Longitude: number; readonly Address: string }> | null
  readonly Hops: Links<number> | null
  readonly Note: string
}

interface RecordedExtension {
  readonly latency_intra_ns: ById<number>
  readonly latency_inter_ns: ById<number>
  readonly bandwidth_intra: ById<number>
  readonly bandwidth_inter: ById<number>
  /** latitude, longitude, address */
  readonly geo: ById<readonly [number, number, string]>
  readonly link_type: ById<string>
  readonly internal_hops: ById<number>
  readonly note: string
}

interface Case {
  readonly config: unknown
  readonly interfaces: ById<LinkType>
  readonly ingress: number
  readonly egress: number
  readonly parsed_config: RecordedConfig
  readonly extension: RecordedExtension
  readonly pb: string
  readonly after_pb_roundtrip: RecordedExtension
}

interface Parse {
  readonly text: string
  readonly ok: boolean
  readonly parsed_config?: RecordedConfig
}

interface StaticInfoFile {
  readonly cases: readonly Case[]
  readonly parse: readonly Parse[]
}

/** "1:5 2:7" by interface; a map that is not there has nothing. */
function tableText<T>(entries: Iterable<readonly [number | string, T]>, text: (value: T) => string = String): string {
  const sorted = [...entries].sort(([a], [b]) => Number(a) - Number(b))
  return sorted.map(([ifId, value]) => `${ifId}:${text(value)}`).join(' ')
}
const recordText = <T>(record: ById<T> | null | undefined, text?: (value: T) => string): string =>
  tableText(Object.entries(record ?? {}), text)

const units = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9, d: 86_400e9, w: 7 * 86_400e9, y: 365 * 86_400e9 }
const recordedNs = (text: string): number => Number.parseInt(text, 10) * units[text.replace(/^\d+/, '') as keyof typeof units]

/** Ways inside the AS; an interface with none of them is as good as not there. */
const intraText = (intra: Intra): string =>
  tableText(
    [...intra].filter(([, of]) => of.size > 0),
    of => `(${tableText(of)})`,
  )
const recordedIntra = <T>(links: Links<T> | null, value: (v: T) => number): string =>
  intraText(
    new Map(
      Object.entries(links ?? {}).map(([i, of]) => [
        Number(i),
        new Map(Object.entries(of.Intra ?? {}).map(([j, v]) => [Number(j), value(v)])),
      ]),
    ),
  )

const geoText = (latitude: number, longitude: number, address: string): string =>
  `${Math.fround(latitude)},${Math.fround(longitude)},${address}`
const linkTypes = ['direct', 'multihop', 'opennet']

function differConfig(r: RecordedConfig, c: StaticInfoConfig): Difference[] {
  const inter = <T>(links: Links<T> | null, value: (v: T) => number): string => recordText(links, of => String(value(of.Inter!)))
  return [
    ...differ('Latency.Inter', inter(r.Latency, recordedNs), tableText(c.latencyInterNs)),
    ...differ('Latency.Intra', recordedIntra(r.Latency, recordedNs), intraText(c.latencyIntraNs)),
    ...differ('Bandwidth.Inter', inter(r.Bandwidth, Number), tableText(c.bandwidthInterKbps)),
    ...differ('Bandwidth.Intra', recordedIntra(r.Bandwidth, Number), intraText(c.bandwidthIntraKbps)),
    ...differ(
      'LinkType',
      recordText(r.LinkType, n => linkTypes[n]!),
      tableText(c.linkType),
    ),
    ...differ(
      'Geo',
      recordText(r.Geo, g => geoText(g.Latitude, g.Longitude, g.Address)),
      tableText(c.geo, g => geoText(g.latitude, g.longitude, g.address)),
    ),
    ...differ('Hops', recordedIntra(r.Hops, Number), intraText(c.hopsIntra)),
    ...differ('Note', r.Note, c.note),
  ]
}

/** Recorded in nanoseconds, announced in microseconds of at most 32 bits. */
const microseconds = (ns: number): string => String(Math.min(0xffff_ffff, Math.trunc(ns / 1000)))

function differExtension(name: string, r: RecordedExtension, s: StaticInfo): Difference[] {
  return [
    ...differ(`${name}.latency_intra`, recordText(r.latency_intra_ns, microseconds), tableText(s.latencyIntraUs)),
    ...differ(`${name}.latency_inter`, recordText(r.latency_inter_ns, microseconds), tableText(s.latencyInterUs)),
    ...differ(`${name}.bandwidth_intra`, recordText(r.bandwidth_intra), tableText(s.bandwidthIntraKbps)),
    ...differ(`${name}.bandwidth_inter`, recordText(r.bandwidth_inter), tableText(s.bandwidthInterKbps)),
    ...differ(
      `${name}.geo`,
      recordText(r.geo, g => geoText(...g)),
      tableText(s.geo, g => geoText(g.latitude, g.longitude, g.address)),
    ),
    ...differ(`${name}.link_type`, recordText(r.link_type), tableText(s.linkType)),
    ...differ(`${name}.internal_hops`, recordText(r.internal_hops), tableText(s.internalHops)),
    ...differ(`${name}.note`, r.note, s.note),
  ]
}

const wraps = (e: RecordedExtension): boolean =>
  [e.latency_intra_ns, e.latency_inter_ns].some(map => Object.values(map).some(ns => ns / 1000 > 0xffff_ffff))

function replayCase(name: string, c: Case): Outcome {
  const text = JSON.stringify(c.config)
  const config = parsedOrRefused(text)
  if (config === undefined || nonsenseIn(text) !== undefined) return refusal(name, text, true, config)
  const interfaces: PerInterface<LinkType> = new Map(Object.entries(c.interfaces).map(([ifId, type]) => [Number(ifId), type]))
  const info = staticInfoFor(config, interfaces, c.ingress, c.egress)
  const own = [...differConfig(c.parsed_config, config), ...differExtension('extension', c.extension, info)]
  if (wraps(c.extension))
    return { ...outcome(name, own), reason: 'a latency beyond 32 bits is announced as the longest; the reference wraps it' }
  const pb = encodeStaticInfo(info)
  const received = decodeStaticInfo(pb)
  return outcome(name, [
    ...own,
    ...differ('pb', c.pb, toHex(pb)),
    ...(isMalformed(received)
      ? differ('received', 'readable', received.malformed)
      : differExtension('received', c.after_pb_roundtrip, received)),
  ])
}

function parsedOrRefused(text: string): StaticInfoConfig | undefined {
  try {
    return parseStaticInfo(text)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** What no interface or duration can be is refused here, though the reference reads it somehow. */
const nonsenseIn = (text: string): string | undefined => ['"65536"', '"--5ms"', '"-1ms"'].find(n => text.includes(n))

/** Passed when what is refused should be, and only then. */
function refusal(name: string, text: string, ok: boolean, config: StaticInfoConfig | undefined): Outcome {
  const nonsense = nonsenseIn(text)
  const differences = differ('ok', ok && nonsense === undefined, config !== undefined)
  return { ...outcome(name, differences), ...(nonsense !== undefined && { reason: `${nonsense} is refused` }) }
}

function replayParse(name: string, c: Parse): Outcome {
  const config = parsedOrRefused(c.text)
  if (config === undefined || !c.ok || nonsenseIn(c.text) !== undefined) return refusal(name, c.text, c.ok, config)
  return outcome(name, differConfig(c.parsed_config!, config))
}

export const staticInfoVectors: VectorFormat = {
  name: 'staticinfo',
  recognises: file => {
    const f = file as Partial<StaticInfoFile> | null
    return Array.isArray(f?.cases) && f.cases[0]?.after_pb_roundtrip !== undefined && Array.isArray(f.parse)
  },
  *replay(file) {
    const f = file as StaticInfoFile
    for (const [i, c] of f.cases.entries()) yield replayCase(`cases[${i}] ${c.ingress}>${c.egress}`, c)
    for (const [i, c] of f.parse.entries()) yield replayParse(`parse[${i}]`, c)
  },
}
