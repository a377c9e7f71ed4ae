import { expect, test } from 'vitest'
import { createOracle, earlyMs, lateMs } from '#conformance/fuzz/judge/oracle.ts'
import { createAssembler } from '#conformance/fuzz/make/assemble.ts'
import type { PacketPlan } from '#conformance/fuzz/make/recipe.ts'
import type { Site } from '#conformance/fuzz/site.ts'
import { sites } from '../mutant.ts'

const nowMs = Date.UTC(2026, 0, 1, 12)
const [edge, core] = sites as [Site, Site]

/** From a neighbour to this AS. */
const inbound = (site: Site, ageS: number, dst: { type: number; host: string }) => {
  const ifId = site === edge ? 131 : 1
  const door = site.doors.find(d => d.port === ifId)!
  const far = { consIngress: 0, consEgress: 9, expTime: 0, alerts: 0, mac: 1 }
  const own = { consIngress: ifId, consEgress: 0, expTime: 0, alerts: 0, mac: 'own' as const }
  const packet: PacketPlan = {
    trafficClass: 0,
    src: { isdAs: '1-ff00:0:3', type: 0, host: '0a000001' },
    dst: { isdAs: site.as.isdAs, ...dst },
    path: { kind: 'scion', segments: [{ consDir: true, peer: false, segId: 1, ageS, hops: [far, own] }], currInf: 0, currHf: 1 },
    extensions: [],
    payload: { kind: 'udp', srcPort: 1, dstPort: site.hostPorts[0]!, data: 0 },
  }
  const bytes = createAssembler(site).assemble({ door: site.doors.indexOf(door), identity: 1, packet, mutations: [] }, nowMs)
  return createOracle(site).expect(door, bytes, nowMs)
}
const host = (site: Site) => ({
  type: 0,
  host: site.hosts[0]!.split('.')
    .map(n => Number(n).toString(16).padStart(2, '0'))
    .join(''),
})

test('a packet for a host goes to its port, from the internal socket', () => {
  const [decision, ...more] = inbound(edge, 0, host(edge))
  expect(more).toEqual([])
  expect(decision).toMatchObject({ verdict: 'deliver', rule: 'deliveredIfLocal', reason: undefined })
  expect(decision!.output).toMatchObject({ from: edge.as.routers[0]!.internalAddress, to: [`${edge.hosts[0]}:${edge.hostPorts[0]}`] })
})

test('one for a service may go to any of its backends', () => {
  expect(inbound(core, 0, { type: 4, host: '80020000' })[0]!.output!.to).toEqual(core.as.controlServices.map(s => s.address))
  expect(inbound(core, 0, { type: 4, host: '00010000' })[0]!.output!.to).toEqual(core.as.discoveryServices.map(s => s.address))
  expect(inbound(edge, 0, { type: 4, host: '00010000' })[0]).toMatchObject({ verdict: 'answer', reason: 'noService' })
})

test('around the last second of a hop field both answers are right', () => {
  // ExpTime 0: 337.5 s.
  expect(inbound(edge, 336, host(edge)).map(d => d.verdict)).toEqual(['deliver'])
  expect(inbound(edge, 337, host(edge)).map(d => d.reason ?? d.verdict)).toEqual(['deliver', 'hopExpired'])
  expect(inbound(edge, 338, host(edge)).map(d => d.reason)).toEqual(['hopExpired'])
  expect(earlyMs + lateMs).toBeLessThan(2_000)
})
