import { expect, test } from 'vitest'
import type { TraceEvent } from '#router/evidence.ts'
import { attack } from '#sim/attack.ts'
import { createTrace } from '#sim/trace.ts'
import { startExample } from './examples.ts'

test('every decision is a line; pieces are handed on while the run goes on, the rest at its end', () => {
  const network = startExample('tiny')
  const pieces: string[] = []
  const trace = createTrace(piece => pieces.push(piece))
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
  const events = pieces.join('').trimEnd().split('\n').map(line => JSON.parse(line) as TraceEvent) // biome-ignore format: one line
  expect(events.length).toBe(decisions)
  const refused = events.filter(e => e.reason === 'macMismatch')
  expect(refused.length).toBe(100)
  expect(refused[0]).toEqual(report.fates[0]!.events.at(-1))
})
