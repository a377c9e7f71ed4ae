/**
 * staticInfoConfig.json, in which an operator says what the AS knows of itself.   control/beaconing/staticinfo_config.go
 *
 *   { "Latency":   { "IF": { "Inter": "30ms", "Intra": { "OTHER": "5ms" } } },     durations: one integer, one unit (ns us ms s m h d w y)
 *     "Bandwidth": { "IF": { "Inter": KBPS,   "Intra": { "OTHER": KBPS } } },
 *     "LinkType":  { "IF": "direct" | "multihop" | "opennet" },
 *     "Geo":       { "IF": { "Latitude": 47.4, "Longitude": 8.5, "Address": "..." } },
 *     "Hops":      { "IF": { "Intra": { "OTHER": 2 } } },
 *     "Note": "..." }
 *
 * "Intra" needs to be said in one direction; where both are and differ, the worse latency, bandwidth and the fewer hops count.
 */
import { asInteger, asNumber, asString, asText, complain, entriesOf, parsed, parseText, placeOf, type Value } from '#topology/document.ts'
import { asDurationNs, formatWholeDuration } from '#topology/duration.ts'
import { type Fields, fieldsInAnyCase } from '#topology/fields.ts'
import type { Finding } from '#topology/finding.ts'
import { UserError } from '#wire/error.ts'
import type { GeoCoordinates, PerInterface, StaticLinkType } from '../segment/static-info.ts'
import type { Intra, StaticInfoConfig } from './static-info.ts'

/** Throws `UserError`; what is not known is warned about and ignored. */
export function parseStaticInfo(text: string, file?: string, warnings: Finding[] = []): StaticInfoConfig {
  const whole = parseText(text, file)
  if (whole.node === null && text.trim() === '') throw complain(whole, 'is empty', '{} is a file that says nothing')
  const f = fieldsOf(whole, ['Latency', 'Bandwidth', 'LinkType', 'Geo', 'Hops', 'Note'], warnings)
  const latency = readLinks(f.Latency, asDurationNs, warnings)
  const bandwidth = readLinks(f.Bandwidth, asCount, warnings)
  const hops = readLinks(f.Hops, value => asInteger(value, 0, 0xffff_ffff), warnings)
  return {
    latencyInterNs: interOf(latency),
    latencyIntraNs: symmetric(latency, Math.max, 'known'),
    bandwidthInterKbps: interOf(bandwidth),
    bandwidthIntraKbps: symmetric(bandwidth, Math.min, 'known'),
    linkType: perInterface(f.LinkType, asLinkType),
    geo: perInterface(f.Geo, value => readGeo(value, warnings)),
    hopsIntra: symmetric(hops, Math.min, 'all'),
    note: f.Note === undefined ? '' : asString(f.Note),
  }
}

/** What is said of an interface; a link of which nothing is said has 0. */
interface Links {
  readonly inter: number
  readonly intra: PerInterface<number>
}

function readLinks(value: Value | undefined, read: (value: Value) => number, warnings: Finding[]): PerInterface<Links> {
  return perInterface(value, of => {
    const { Inter, Intra } = fieldsOf(of, ['Inter', 'Intra'], warnings)
    return { inter: Inter === undefined ? 0 : read(Inter), intra: perInterface(Intra, read) }
  })
}

const interOf = (links: PerInterface<Links>): PerInterface<number> => new Map([...links].map(([ifId, { inter }]) => [ifId, inter]))

/** Both directions of each way; `known`: ways to an interface of which nothing else is said stay one-sided. */
function symmetric(links: PerInterface<Links>, worse: (a: number, b: number) => number, to: 'known' | 'all'): Intra {
  const both = new Map([...links.keys()].map(ifId => [ifId, new Map<number, number>()]))
  const tell = (from: number, other: number, value: number): void => {
    if (to === 'all' && !both.has(from)) both.set(from, new Map())
    const known = both.get(from)?.get(other)
    both.get(from)?.set(other, known === undefined ? value : worse(known, value))
  }
  for (const [from, { intra }] of links)
    for (const [other, value] of intra) {
      if (from === other) continue
      tell(from, other, value)
      tell(other, from, value)
    }
  return both
}

/** Interface 0 is none: what is said of it is left out. */
function perInterface<T>(value: Value | undefined, read: (value: Value) => T): PerInterface<T> {
  const entries = value === undefined ? [] : entriesOf(value)
  return new Map(entries.map(({ key, value: v }) => [parsed(key, parseIfId), read(v)] as const).filter(([ifId]) => ifId !== 0))
}

/** Divergence: the reference takes ids of up to 64 bits, which no interface has. */
function parseIfId(text: string): number {
  const ifId = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (ifId <= 0xffff) return ifId
  throw new UserError('expected an interface id', 'an integer from 1 to 65535')
}

const asCount = (value: Value): number => asInteger(value, 0, Number.MAX_SAFE_INTEGER)

function asLinkType(value: Value): StaticLinkType {
  const type = (['direct', 'multihop', 'opennet'] as const).find(t => t === asString(value).toLowerCase())
  if (type === undefined) throw complain(value, `"${asText(value).slice(0, 60)}" is not a link type`, 'direct, multihop or opennet')
  return type
}

function readGeo(value: Value, warnings: Finding[]): GeoCoordinates {
  const { Latitude, Longitude, Address } = fieldsOf(value, ['Latitude', 'Longitude', 'Address'], warnings)
  return {
    latitude: Latitude === undefined ? 0 : asNumber(Latitude),
    longitude: Longitude === undefined ? 0 : asNumber(Longitude),
    address: Address === undefined ? '' : asString(Address),
  }
}

/** Keys in any case, as Go reads JSON; others are warned about. */
const fieldsOf = <K extends string>(value: Value, known: readonly K[], warnings: Finding[]): Fields<K> =>
  fieldsInAnyCase(value, known, key =>
    warnings.push({ ...unknown, text: `${key.path.slice(0, 200)} is not known and ignored`, place: placeOf(key) }),
  )

const unknown = { rule: 'unknownKey', severity: 'warning' } as const

/** The file's content: parsed, it says the same. */
export function writeStaticInfo(c: StaticInfoConfig): object {
  return {
    Latency: writeLinks(c.latencyInterNs, c.latencyIntraNs, formatWholeDuration),
    Bandwidth: writeLinks(c.bandwidthInterKbps, c.bandwidthIntraKbps, kbps => kbps),
    LinkType: Object.fromEntries(c.linkType),
    Geo: mapped(c.geo, ({ latitude, longitude, address }) => ({ Latitude: latitude, Longitude: longitude, Address: address })),
    Hops: mapped(c.hopsIntra, intra => ({ Intra: Object.fromEntries(intra) })),
    Note: c.note,
  }
}

const mapped = <T, R>(map: PerInterface<T>, write: (value: T) => R): Record<string, R> =>
  Object.fromEntries([...map].map(([ifId, value]) => [ifId, write(value)]))

function writeLinks(inter: PerInterface<number>, intra: Intra, write: (value: number) => unknown): object {
  const ifIds = new Set([...inter.keys(), ...intra.keys()])
  const linkOf = (ifId: number): object => ({
    ...(inter.has(ifId) && { Inter: write(inter.get(ifId)!) }),
    Intra: mapped(intra.get(ifId) ?? new Map(), write),
  })
  return Object.fromEntries([...ifIds].map(ifId => [ifId, linkOf(ifId)]))
}
