import { expect, test } from 'vitest'
import { createOracle } from '#conformance/fuzz/judge/oracle.ts'
import { createAssembler } from '#conformance/fuzz/make/assemble.ts'
import type { PacketPlan, Recipe, SegmentPlan } from '#conformance/fuzz/make/recipe.ts'
import { toHex } from '#wire/bytes.ts'
import { checksumIsValid } from '#wire/checksum.ts'
import { findUpperLayer, type UpperLayer } from '#wire/extensions.ts'
import { checkHeader, flowId, pathAt } from '#wire/header.ts'
import { infoAt, segId, timestamp } from '#wire/path.ts'
import { sites } from '../mutant.ts'

const [edge] = sites
const { assemble } = createAssembler(edge!)
const nowMs = Date.UTC(2026, 0, 1, 12)
const far = { expTime: 63, alerts: 0, mac: 0x1234_5678_9abc }
const segment: SegmentPlan = {
  consDir: false,
  peer: false,
  segId: 0x111,
  ageS: 60,
  folded: 1,
  hops: [
    { ...far, consIngress: 411, consEgress: 0 },
    { consIngress: 131, consEgress: 141, expTime: 1, alerts: 0, mac: 'own' },
    { ...far, consIngress: 0, consEgress: 311 },
  ],
}
const packet: PacketPlan = {
  trafficClass: 0xb8,
  src: { isdAs: '1-ff00:0:4', type: 0, host: '0a000401' },
  dst: { isdAs: '1-ff00:0:3', type: 0, host: '0a000301' },
  path: { kind: 'scion', segments: [segment], currInf: 0, currHf: 1 },
  extensions: [],
  payload: { kind: 'udp', srcPort: 1, dstPort: 2, data: 5 },
}
const recipe = (change: Partial<PacketPlan> = {}, more: Partial<Recipe> = {}): Recipe => ({
  door: 2,
  identity: 0xbeef,
  packet: { ...packet, ...change },
  mutations: [],
  ...more,
})
const decide = (r: Recipe) => createOracle(edge!).expect(edge!.doors[r.door]!, assemble(r, nowMs), nowMs)[0]!

test('a plan becomes a packet that our router forwards', () => {
  const bytes = assemble(recipe(), nowMs)
  expect(checkHeader(bytes)).toBeUndefined()
  expect(flowId(bytes)).toBe(0xbeef)
  const upper = findUpperLayer(bytes) as UpperLayer
  expect(checksumIsValid(bytes, upper.protocol, upper.at)).toBe(true)
  expect(timestamp(bytes, infoAt(pathAt(bytes), 0))).toBe(nowMs / 1000 - 60)
  // The neighbour has our own MAC folded in.
  expect(segId(bytes, infoAt(pathAt(bytes), 0))).not.toBe(0x111)
  expect(decide(recipe()).verdict).toBe('forward')
})

test('it means the same at any time', () => {
  const later = assemble(recipe(), nowMs + 3_600_000)
  expect(toHex(later)).not.toBe(toHex(assemble(recipe(), nowMs)))
  expect(createOracle(edge!).expect(edge!.doors[2]!, later, nowMs + 3_600_000)[0]!.verdict).toBe('forward')
})

test('EPIC fields are good where the plan says so', () => {
  const path = { ...packet.path, epic: { sentMs: 500, counter: 1, phvf: 'good' as const, lhvf: 5 } } as PacketPlan['path']
  expect(decide(recipe({ path })).verdict).toBe('forward')
  const bad = { ...packet.path, epic: { sentMs: 500, counter: 1, phvf: 7, lhvf: 'good' as const } } as PacketPlan['path']
  expect(decide(recipe({ path: bad })).reason).toBe('epicValidation')
  const stale = { ...packet.path, epic: { sentMs: 60_000, counter: 1, phvf: 'good' as const, lhvf: 5 } } as PacketPlan['path']
  expect(decide(recipe({ path: stale })).reason).toBe('epicTimestamp')
})

test('one-hop, empty and unknown paths', () => {
  const hop = { consIngress: 0, consEgress: 141, expTime: 63, alerts: 0, mac: 'own' as const }
  const oneHop = recipe(
    {
      path: { kind: 'oneHop', segment: { consDir: true, peer: false, segId: 5, ageS: 0, hops: [hop] } },
      src: { ...packet.src, isdAs: '1-ff00:0:1' },
      dst: packet.src,
    },
    { door: edge!.doors.findIndex(d => d.kind === 'host') },
  )
  expect(decide(oneHop).verdict).toBe('forward')
  expect(decide(recipe({ path: { kind: 'empty' } })).reason).toBe('pathTypeUnsupported')
  expect(decide(recipe({ path: { kind: 'raw', type: 9, bytes: 8 } })).reason).toBe('pathTypeUnsupported')
})

test('extensions, and an authenticated traceroute request is answered with one', () => {
  const extensions = [{ kind: 'hopByHop' as const, options: [3] }]
  expect(decide(recipe({ extensions })).verdict).toBe('forward')
  const alerted = { ...segment, hops: segment.hops.map((h, i) => (i === 1 ? { ...h, alerts: 1 } : h)) }
  const traceroute = (good: boolean): Recipe =>
    recipe({
      path: { kind: 'scion', segments: [alerted], currInf: 0, currHf: 1 },
      payload: { kind: 'scmp', type: 130, code: 0, identifier: 9, data: 0 },
      spao: { spi: 1, ageS: 0, good },
    })
  const length = (r: Recipe): number => decide(r).output!.bytes.length
  expect(length(traceroute(true))).toBe(length(traceroute(false)) + 32)
})
