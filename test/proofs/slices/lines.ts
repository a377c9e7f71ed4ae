/** A short log: packets through "tiny", some of them with a forged MAC. */
import type { TraceEvent } from '#router/evidence.ts'
import { attack } from '#sim/attack.ts'
import { createTrace, traceHead } from '#sim/trace.ts'
import { startExample } from '#test/sim/examples.ts'

const network = startExample('tiny')
const pieces: string[] = []
const trace = createTrace(traceHead(network.topology, network.seed, []), piece => pieces.push(piece))
network.observe(trace.observer)
attack(network, { kind: 'forgedMac', from: 'alice', to: 'bob', hop: 3, packets: 3 })
trace.end()

export const { topology } = network
export const lines: readonly string[] = pieces.join('').split('\n')

/** The log with an event changed, or without it. `at`: of the events, from 0 */
export const changed = (at: number, change: (e: TraceEvent) => TraceEvent | undefined): string[] =>
  lines.flatMap((line, i) => {
    if (i !== at + 1) return [line]
    const event = change(JSON.parse(line) as TraceEvent)
    return event === undefined ? [] : [JSON.stringify(event)]
  })

export const events = lines.slice(1, -1).map(line => JSON.parse(line) as TraceEvent)
