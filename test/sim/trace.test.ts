import { expect, test } from 'vitest'
import type { TraceEvent } from '#router/evidence.ts'
import { attack } from '#sim/attack.ts'
import { createTrace, topologyDigest, traceHead } from '#sim/trace.ts'
import { startExample } from './examples.ts'

test('every decision is a line; pieces are handed on while the run goes on, the rest at its end', () => {
  const network = startExample('tiny')
  const pieces: string[] = []
  const trace = createTrace(traceHead(network.topology, 1, []), piece => pieces.push(piece))
  let decisions = 0
  network.observe({ decided: () => decisions++ })
  network.observe(trace.observer)
  const report = attack(network, { kind: 'forgedMac', from: 'alice', to: 'bob', hop: 3, packets: 100 })
  const early = pieces.length
  trace.end()
  trace.end()
  expect(early).toBeGreaterThan(0)
  expect(pieces.length).toBe(early + 1)
  expect(Math.max(...pieces.map(p => p.length))).toBeLessThan(80_000)
  expect(pieces.every(p => p.endsWith('\n'))).toBe(true)
  const [head, ...lines] = pieces.join('').trimEnd().split('\n')
  expect(JSON.parse(head!)).toEqual({ trace: 'hopproof decisions', version: 1, topology: topologyDigest(network.topology), name: 'tiny', seed: 1, onPath: [] }) // biome-ignore format: one line
  const events = lines.map(line => JSON.parse(line) as TraceEvent) // biome-ignore format: one line
  expect(events.length).toBe(decisions)
  const refused = events.filter(e => e.reason === 'macMismatch')
  expect(refused.length).toBe(100)
  expect(refused[0]).toEqual(report.fates[0]!.events.at(-1))
})

test('the digest of a topology tells its ASes, routers, interfaces and links, not its addresses', () => {
  const { topology } = startExample('tiny')
  const moved = {
    ...topology,
    ases: topology.ases.map(as => ({ ...as, routers: as.routers.map(r => ({ ...r, internalAddress: '10.0.0.1:1' })) })),
  }
  expect(topologyDigest(moved)).toBe(topologyDigest(topology))
  expect(topologyDigest({ ...topology, links: topology.links.slice(1) })).not.toBe(topologyDigest(topology))
  expect(topologyDigest({ ...topology, ases: topology.ases.slice(1) })).not.toBe(topologyDigest(topology))
})

test('whoever is on a link is named', () => {
  const { topology } = startExample('tiny')
  const action = { kind: 'attack', plan: { kind: 'replay', link: '1-ff00:0:110#1' } } as const
  expect(traceHead(topology, 7, [{ name: 'again', atNs: 0, action }], 5)).toMatchObject({ seed: 7, fromNs: 5, onPath: ['1-ff00:0:110#1'] })
})
