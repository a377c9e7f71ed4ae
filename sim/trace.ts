/** The trace of a run: what was run, and then every decision of every router as one line of JSON (`TraceEvent`), handed on in pieces. */
import { traceDecisions } from '#router/evidence.ts'
import type { RouterObserver } from '#router/router.ts'
import { interfacesOf, type Topology } from '#topology/model.ts'
import { createDigest } from './digest.ts'
import type { Step } from './scenario.ts'

export const traceVersion = 1

/** The first line. */
export interface TraceHead {
  readonly trace: 'hopproof decisions'
  /** of this format */
  readonly version: typeof traceVersion
  /** `topologyDigest` of the network; its keys follow from `seed` */
  readonly topology: string
  readonly name: string
  readonly seed: number
  /** from when on decisions are written, nanoseconds; what was under way then comes from nowhere. Absent: from the start */
  readonly fromNs?: number
  /** ends of links ("1-ff00:0:110#1") on which someone changes or repeats what leaves there */
  readonly onPath: readonly string[]
}

/** ASes, routers, interfaces and links of a network, whatever addresses they have: 32 hex digits. */
export function topologyDigest({ ases, links }: Topology): string {
  const digest = createDigest()
  for (const as of ases) {
    digest.text(`${as.isdAs} ${as.core}`)
    for (const { router, interface: i } of interfacesOf(as)) digest.text(`${router.id} ${i.ifId} ${i.linkType} ${i.neighbor}`)
  }
  for (const { type, a, b } of links) digest.text(`${type} ${a.isdAs} ${a.routerId} ${a.ifId} ${b.isdAs} ${b.routerId} ${b.ifId}`)
  return digest.value()
}

export const traceHead = (topology: Topology, seed: number, steps: readonly Step[], fromNs?: number): TraceHead => ({
  trace: 'hopproof decisions',
  version: traceVersion,
  topology: topologyDigest(topology),
  name: topology.name,
  seed,
  ...(fromNs !== undefined && { fromNs }),
  onPath: steps.flatMap(({ action }) => (action.kind === 'attack' && 'link' in action.plan ? [action.plan.link] : [])),
})

export interface Trace {
  readonly observer: RouterObserver
  /** Hands on what is still held. */
  end(): void
}

/** characters held before they are handed on */
const pieceLength = 64 * 1024

export function createTrace(head: TraceHead, write: (piece: string) => void): Trace {
  let held = `${JSON.stringify(head)}\n`
  const end = (): void => {
    if (held !== '') write(held)
    held = ''
  }
  const observer = traceDecisions(event => {
    held += `${JSON.stringify(event)}\n`
    if (held.length >= pieceLength) end()
  })
  return { observer, end }
}
