/** The trace of a run: every decision of every router as one line of JSON (`TraceEvent`), handed on in pieces. */
import { traceDecisions } from '#router/evidence.ts'
import type { RouterObserver } from '#router/router.ts'

export interface Trace {
  readonly observer: RouterObserver
  /** Hands on what is still held. */
  end(): void
}

/** characters held before they are handed on */
const pieceLength = 64 * 1024

export function createTrace(write: (piece: string) => void): Trace {
  let held = ''
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
