/**
 * From what AS entries say to what a path shows.   private/path/combinator/staticinfo_accumulator.go
 *
 * An entry speaks of its own AS: "intra" of the ways between its egress interface and others, "inter" of the links at its interfaces.
 */
import type { IsdAs } from '#wire/isdas.ts'
import type { Discovery } from '../segment/extensions.ts'
import type { AsEntry } from '../segment/segment.ts'
import type { GeoCoordinates, PerInterface, StaticInfo, StaticLinkType } from '../segment/static-info.ts'
import { emptyMetadata, type PathMetadata } from './metadata.ts'
import { asesOf, type PathInterface } from './path.ts'

/** `entries`: those the path is made of, in its order. An even number of interfaces. */
export function collectMetadata(interfaces: readonly PathInterface[], entries: readonly AsEntry[]): PathMetadata {
  if (interfaces.length === 0) return emptyMetadata
  const way = { interfaces, entries }
  // Where an AS has several entries, or both ends of a link speak, the more careful word counts.
  const latencyUs = betweenInterfaces(way, s => [s.latencyIntraUs, s.latencyInterUs], Math.max)
  const bandwidth = betweenInterfaces(way, s => [s.bandwidthIntraKbps, s.bandwidthInterKbps], leastButZero)
  const linkTypes = betweenInterfaces<StaticLinkType | undefined>(way, s => [none, s.linkType], (a, b) => (a === b ? a : undefined)) // biome-ignore format: one step
  const hops = betweenInterfaces(way, s => [s.internalHops, none], leastButZero)
  return {
    latencyNs: latencyUs.map(us => (us === undefined ? undefined : 1000 * us)),
    bandwidthKbps: bandwidth.map(zeroIsNone),
    geo: geoOf(way),
    linkTypes: linkTypes.filter((_, i) => i % 2 === 0),
    internalHops: hops.filter((_, i) => i % 2 === 1).map(zeroIsNone),
    notes: notesOf(way),
    discovery: discoveryOf(entries),
  }
}

interface Way {
  readonly interfaces: readonly PathInterface[]
  readonly entries: readonly AsEntry[]
}

const none = new Map<number, never>()
const zeroIsNone = (n: number | undefined): number | undefined => (n === 0 ? undefined : n)
const leastButZero = (a: number, b: number): number => (a === 0 || b === 0 ? a + b : Math.min(a, b))

const endText = (isdAs: IsdAs, ifId: number): string => `${isdAs}#${ifId}`
/** The same from both ends. */
const hopText = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`)

/** A value for each interface and the next: what was announced of inside an AS and of links, `merge`d where it was more than once. */
function betweenInterfaces<T>(
  { interfaces, entries }: Way,
  announced: (s: StaticInfo) => readonly [intra: PerInterface<T>, inter: PerInterface<T>],
  merge: (a: T, b: T) => T,
): (T | undefined)[] {
  const ends = interfaces.map(i => endText(i.isdAs, i.ifId))
  // Out of one AS and into the next: even and odd.
  const across = new Map(ends.map((end, i) => [end, ends[i % 2 === 0 ? i + 1 : i - 1]!]))
  const values = new Map<string, T>()
  const note = (a: string, b: string | undefined, value: T): void => {
    if (b === undefined) return
    const hop = hopText(a, b)
    values.set(hop, values.has(hop) ? merge(values.get(hop) as T, value) : value)
  }
  for (const { isdAs, hop, extensions } of entries) {
    if (extensions?.staticInfo === undefined) continue
    const [intra, inter] = announced(extensions.staticInfo)
    for (const [ifId, value] of intra) note(endText(isdAs, hop.egress), endText(isdAs, ifId), value)
    for (const [ifId, value] of inter) note(endText(isdAs, ifId), across.get(endText(isdAs, ifId)), value)
  }
  return ends.slice(1).map((end, i) => values.get(hopText(ends[i]!, end)))
}

/** Where an AS has several entries the last one counts. */
function geoOf({ interfaces, entries }: Way): (GeoCoordinates | undefined)[] {
  const places = new Map<string, GeoCoordinates>()
  for (const { isdAs, extensions } of entries)
    for (const [ifId, place] of extensions?.staticInfo?.geo ?? []) places.set(endText(isdAs, ifId), place)
  return interfaces.map(i => places.get(endText(i.isdAs, i.ifId)))
}

/** Different notes of one AS stand on lines of their own. */
function notesOf({ interfaces, entries }: Way): string[] {
  const notes = new Map<IsdAs, Set<string>>()
  for (const { isdAs, extensions } of entries) {
    const note = extensions?.staticInfo?.note
    if (note) notes.set(isdAs, (notes.get(isdAs) ?? new Set()).add(note))
  }
  return asesOf(interfaces, isdAs => [...(notes.get(isdAs) ?? [])].join('\n'))
}

function discoveryOf(entries: readonly AsEntry[]): Map<IsdAs, Discovery> {
  const ases = new Map<IsdAs, Discovery>()
  for (const { isdAs, extensions } of entries) {
    if (extensions?.discovery === undefined) continue
    const before = ases.get(isdAs)
    ases.set(isdAs, before === undefined ? extensions.discovery : unionOf(before, extensions.discovery))
  }
  return ases
}

const unionOf = (a: Discovery, b: Discovery): Discovery => ({
  controlServices: [...new Set([...a.controlServices, ...b.controlServices])],
  discoveryServices: [...new Set([...a.discoveryServices, ...b.discoveryServices])],
})
