/** Makes a recipe simpler as long as it still shows what it shall show. */
import { isNoise, type PacketPlan, type Recipe, type ScionPlan, type SegmentPlan } from '../make/recipe.ts'

/** trials at most: each is a packet through the router */
const maxTrials = 500

/** The simplest recipe found. `shows`: does this one still differ in the same way? */
export async function shrink(recipe: Recipe, shows: (recipe: Recipe) => Promise<boolean>): Promise<Recipe> {
  let best = recipe
  let trials = 0
  for (let improved = true; improved; ) {
    improved = false
    for (const simpler of simplerOnes(best)) {
      if (trials++ >= maxTrials) return best
      if (!(await shows(simpler))) continue
      best = simpler
      improved = true
      break
    }
  }
  return best
}

/** One step simpler each, the biggest steps first. */
export function* simplerOnes(recipe: Recipe): Generator<Recipe> {
  const { mutations, packet } = recipe
  if (mutations.length > 1) yield { ...recipe, mutations: [] }
  for (let i = 0; i < mutations.length; i++) yield { ...recipe, mutations: mutations.toSpliced(i, 1) }
  if (isNoise(packet)) {
    for (const length of [packet.hex.length >> 2, (packet.hex.length >> 1) - 1].filter(n => n >= 0))
      if (length < packet.hex.length / 2) yield { ...recipe, packet: { hex: packet.hex.slice(0, 2 * length) } }
    return
  }
  for (const simpler of simplerPackets(packet)) yield { ...recipe, packet: simpler }
}

const plainUdp = { kind: 'udp', srcPort: 1, dstPort: 30041, data: 0 } as const

function* simplerPackets(p: PacketPlan): Generator<PacketPlan> {
  if (p.extensions.length > 0) yield { ...p, extensions: [] }
  if (p.spao !== undefined) {
    const { spao: _, ...bare } = p
    yield bare
  }
  if (p.payload.kind !== 'udp') yield { ...p, payload: plainUdp }
  if ('data' in p.payload && p.payload.data > 0)
    for (const data of [0, p.payload.data >> 1, p.payload.data - 1])
      if (data < p.payload.data) yield { ...p, payload: { ...p.payload, data } }
  if (p.trafficClass !== 0) yield { ...p, trafficClass: 0 }
  if (p.path.kind === 'scion') for (const path of simplerPaths(p.path)) yield { ...p, path }
  if (p.src.type !== 0) yield { ...p, src: { ...p.src, ...plainHost } }
  if (p.dst.type !== 0) yield { ...p, dst: { ...p.dst, ...plainHost } }
}

const plainHost = { type: 0, host: '0a010203' }

function* simplerPaths(path: ScionPlan): Generator<ScionPlan> {
  if (path.epic !== undefined) {
    const { epic: _, ...bare } = path
    yield bare
  }
  for (const inf of path.segments.keys()) if (inf !== path.currInf) yield withoutSegment(path, inf)
  for (const [inf, segment] of path.segments.entries())
    for (const hf of segment.hops.keys())
      if (inf !== path.currInf || beforeOf(path, inf) + hf !== path.currHf) yield withoutHop(path, inf, hf)
  for (const [inf, segment] of path.segments.entries())
    for (const simpler of simplerSegments(segment)) yield withSegment(path, inf, simpler)
}

const beforeOf = (path: ScionPlan, inf: number): number => path.segments.slice(0, inf).reduce((n, s) => n + s.hops.length, 0)

const withSegment = (path: ScionPlan, inf: number, segment: SegmentPlan): ScionPlan => ({
  ...path,
  segments: path.segments.with(inf, segment),
})

function withoutSegment(path: ScionPlan, inf: number): ScionPlan {
  const before = inf < path.currInf
  const segments = path.segments.toSpliced(inf, 1)
  if (!before) return { ...path, segments }
  return { ...path, segments, currInf: path.currInf - 1, currHf: path.currHf - path.segments[inf]!.hops.length }
}

function withoutHop(path: ScionPlan, inf: number, hf: number): ScionPlan {
  const segment = path.segments[inf]!
  if (segment.hops.length === 1) return withoutSegment(path, inf)
  const { folded, ...rest } = segment
  const still = folded === undefined || folded === hf ? {} : { folded: folded > hf ? folded - 1 : folded }
  const shorter = withSegment(path, inf, { ...rest, ...still, hops: segment.hops.toSpliced(hf, 1) })
  return beforeOf(path, inf) + hf < path.currHf ? { ...shorter, currHf: path.currHf - 1 } : shorter
}

function* simplerSegments(segment: SegmentPlan): Generator<SegmentPlan> {
  if (segment.segId !== 0) yield { ...segment, segId: 0 }
  if (segment.ageS !== 0) yield { ...segment, ageS: 0 }
  for (const [i, hop] of segment.hops.entries()) {
    if (hop.alerts !== 0) yield { ...segment, hops: segment.hops.with(i, { ...hop, alerts: 0 }) }
    if (hop.mac !== 'own') yield { ...segment, hops: segment.hops.with(i, { ...hop, mac: 'own', consIngress: 0, consEgress: 0 }) }
    if (hop.expTime !== 63) yield { ...segment, hops: segment.hops.with(i, { ...hop, expTime: 63 }) }
  }
}
