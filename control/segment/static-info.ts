/**
 * Properties an AS announces of its interfaces and of the ways between them.   pkg/segment/extensions/staticinfo;
 * proto/control_plane/v1/seg_extensions.proto
 *
 *   StaticInfoExtension  1 latency {1 intra  2 inter}  2 bandwidth {1 intra  2 inter}  3 geo  4 link_type  5 internal_hops  6 note
 *   GeoCoordinates       1 latitude (float)  2 longitude (float)  3 address
 *
 * All but the note are maps by interface id. "intra": between that interface and the entry's egress, inside the AS; "inter": over the link.
 */
import { type BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { type Bytes, isMalformed, type Malformed } from '#wire/bytes.ts'
import { bytesKey, readFields, varintKey, writeMapEntry } from './protobuf.ts'

export type PerInterface<T> = ReadonlyMap<number, T>

export interface GeoCoordinates {
  /** degrees, in float precision on the wire */
  readonly latitude: number
  readonly longitude: number
  readonly address: string
}

/** As numbered by the protobuf enumeration. */
const linkTypes = { direct: 1, multihop: 2, opennet: 3 } as const
export type StaticLinkType = keyof typeof linkTypes

export interface StaticInfo {
  /** microseconds */
  readonly latencyIntraUs: PerInterface<number>
  readonly latencyInterUs: PerInterface<number>
  /** kbit/s, rounded beyond 2^53 */
  readonly bandwidthIntraKbps: PerInterface<number>
  readonly bandwidthInterKbps: PerInterface<number>
  readonly geo: PerInterface<GeoCoordinates>
  readonly linkType: PerInterface<StaticLinkType>
  /** routers or hops inside the AS */
  readonly internalHops: PerInterface<number>
  readonly note: string
}

export const noStaticInfo: StaticInfo = {
  latencyIntraUs: new Map(),
  latencyInterUs: new Map(),
  bandwidthIntraKbps: new Map(),
  bandwidthInterKbps: new Map(),
  geo: new Map(),
  linkType: new Map(),
  internalHops: new Map(),
  note: '',
}

function writeNumbers(w: BinaryWriter, field: number, map: PerInterface<number>): void {
  for (const [ifId, value] of sorted(map)) writeMapEntry(w, field, ifId, WireType.Varint, x => x.uint64(value))
}

const sorted = <T>(map: PerInterface<T>): (readonly [number, T])[] => [...map].sort(([a], [b]) => a - b)

/** LatencyInfo or BandwidthInfo; left out when both are empty. */
function writePair(w: BinaryWriter, field: number, intra: PerInterface<number>, inter: PerInterface<number>): void {
  if (intra.size === 0 && inter.size === 0) return
  w.tag(field, WireType.LengthDelimited).fork()
  writeNumbers(w, 1, intra)
  writeNumbers(w, 2, inter)
  w.join()
}

/** StaticInfoExtension, maps in the order of their keys. */
export function encodeStaticInfo(s: StaticInfo): Bytes {
  const w = new BinaryWriter()
  writePair(w, 1, s.latencyIntraUs, s.latencyInterUs)
  writePair(w, 2, s.bandwidthIntraKbps, s.bandwidthInterKbps)
  for (const [ifId, geo] of sorted(s.geo)) writeMapEntry(w, 3, ifId, WireType.LengthDelimited, x => writeGeo(x, geo))
  for (const [ifId, type] of sorted(s.linkType)) writeMapEntry(w, 4, ifId, WireType.Varint, x => x.int32(linkTypes[type]))
  writeNumbers(w, 5, s.internalHops)
  if (s.note !== '') w.tag(6, WireType.LengthDelimited).string(s.note)
  return w.finish()
}

function writeGeo(w: BinaryWriter, geo: GeoCoordinates): void {
  w.fork()
  if (!Object.is(geo.latitude, 0)) w.tag(1, WireType.Bit32).float(geo.latitude)
  if (!Object.is(geo.longitude, 0)) w.tag(2, WireType.Bit32).float(geo.longitude)
  if (geo.address !== '') w.tag(3, WireType.LengthDelimited).string(geo.address)
  w.join()
}

export function decodeStaticInfo(b: Bytes): StaticInfo | Malformed {
  const parts = new Map<number, Bytes[]>([1, 2, 3, 4, 5].map(field => [field, []]))
  let note = ''
  const error = readFields(b, (key, r) => {
    const part = parts.get((key - bytesKey(0)) / 8)
    if (key === bytesKey(6)) note = r.string(true)
    else if (part !== undefined) part.push(r.bytes())
    else return false
    return true
  })
  if (error !== undefined) return error
  const [latency, bandwidth, geo, linkType, internalHops] = [...parts.values()]
  const whole = {
    latency: decodePair(latency!, r => r.uint32()),
    bandwidth: decodePair(bandwidth!, r => Number(r.uint64())),
    geo: decodeMap<Bytes>(geo!, bytesKey(2), new Uint8Array(0), r => r.bytes()),
    linkType: decodeMap(linkType!, varintKey(2), 0, r => r.int32()),
    internalHops: decodeMap(internalHops!, varintKey(2), 0, r => r.uint32()),
  }
  return assemble(whole, note)
}

interface Pair {
  readonly intra: PerInterface<number>
  readonly inter: PerInterface<number>
}

interface Parts {
  readonly latency: Pair | Malformed
  readonly bandwidth: Pair | Malformed
  readonly geo: PerInterface<Bytes> | Malformed
  readonly linkType: PerInterface<number> | Malformed
  readonly internalHops: PerInterface<number> | Malformed
}

function assemble({ latency, bandwidth, geo, linkType, internalHops }: Parts, note: string): StaticInfo | Malformed {
  if (isMalformed(latency)) return latency
  if (isMalformed(bandwidth)) return bandwidth
  if (isMalformed(geo)) return geo
  if (isMalformed(linkType)) return linkType
  if (isMalformed(internalHops)) return internalHops
  const places = new Map<number, GeoCoordinates>()
  for (const [ifId, bytes] of geo) {
    const place = decodeGeo(bytes)
    if (isMalformed(place)) return place
    places.set(ifId, place)
  }
  return {
    latencyIntraUs: latency.intra,
    latencyInterUs: latency.inter,
    bandwidthIntraKbps: bandwidth.intra,
    bandwidthInterKbps: bandwidth.inter,
    geo: places,
    linkType: knownLinkTypes(linkType),
    internalHops,
    note,
  }
}

function knownLinkTypes(numbers: PerInterface<number>): PerInterface<StaticLinkType> {
  const nameOf = new Map(Object.entries(linkTypes).map(([name, value]) => [value as number, name as StaticLinkType]))
  return new Map([...numbers].flatMap(([ifId, n]) => (nameOf.has(n) ? [[ifId, nameOf.get(n)!] as const] : [])))
}

function decodePair(pieces: readonly Bytes[], read: (r: BinaryReader) => number): Pair | Malformed {
  const [intraParts, interParts]: [Bytes[], Bytes[]] = [[], []]
  for (const piece of pieces) {
    const error = readFields(piece, (key, r) => {
      if (key === bytesKey(1)) intraParts.push(r.bytes())
      else if (key === bytesKey(2)) interParts.push(r.bytes())
      else return false
      return true
    })
    if (error !== undefined) return error
  }
  const intra = decodeMap(intraParts, varintKey(2), 0, read)
  const inter = decodeMap(interParts, varintKey(2), 0, read)
  return isMalformed(intra) ? intra : isMalformed(inter) ? inter : { intra, inter }
}

/** Map entries; of equal keys the last counts. Divergence: interface ids beyond 16 bits, which no link has, are left out. */
function decodeMap<T>(entries: readonly Bytes[], valueKey: number, zero: T, read: (r: BinaryReader) => T): PerInterface<T> | Malformed {
  const map = new Map<number, T>()
  for (const entry of entries) {
    let ifId = 0
    let value = zero
    const error = readFields(entry, (key, r) => {
      if (key === varintKey(1)) ifId = Number(r.uint64())
      else if (key === valueKey) value = read(r)
      else return false
      return true
    })
    if (error !== undefined) return error
    if (ifId <= 0xffff) map.set(ifId, value)
  }
  return map
}

function decodeGeo(b: Bytes): GeoCoordinates | Malformed {
  let [latitude, longitude, address] = [0, 0, '']
  const error = readFields(b, (key, r) => {
    if (key === 8 + WireType.Bit32) latitude = r.float()
    else if (key === 16 + WireType.Bit32) longitude = r.float()
    else if (key === bytesKey(3)) address = r.string(true)
    else return false
    return true
  })
  return error ?? { latitude, longitude, address }
}
