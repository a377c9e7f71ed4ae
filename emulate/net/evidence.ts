/** What routers wrote down of their decisions: read from a moment on, counted as the simulator counts. */
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { type DropReason, dropReasons } from '#router/drops.ts'
import type { TraceEvent } from '#router/evidence.ts'
import type { DropCount } from '#sim/counters.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { evidenceFile } from './jobs.ts'

export interface Evidence {
  /** All decisions since, router by router, each in the order they were taken in. */
  events(): TraceEvent[]
}

/** Begins now. `routers`: nodes. */
export function watchEvidence(folder: string, routers: readonly string[]): Evidence {
  const starts = routers.map(name => {
    const file = evidenceFile(folder, name)
    return { file, from: existsSync(file) ? statSync(file).size : 0 }
  })
  return { events: () => starts.flatMap(({ file, from }) => (existsSync(file) ? readFrom(file, from) : [])) }
}

/** Whole lines; the last may still be on its way. */
function readFrom(file: string, from: number): TraceEvent[] {
  const fd = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(fd).size - from))
    readSync(fd, bytes, 0, bytes.length, from)
    const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1).toString()
    return whole
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as TraceEvent)
  } finally {
    closeSync(fd)
  }
}

/** Refusals of each router by reason, in the order of names and of the table. */
export function countDrops(events: readonly TraceEvent[]): DropCount[] {
  const counts = new Map<string, number>()
  for (const { as, router, reason } of events)
    if (reason !== undefined) counts.set(`${as} ${router} ${reason}`, (counts.get(`${as} ${router} ${reason}`) ?? 0) + 1)
  const rows = [...counts].map(([name, count]) => {
    const [isdAs, router, reason] = name.split(' ') as [IsdAs, string, DropReason]
    return { isdAs, router, reason, count }
  })
  const nameOf = (row: DropCount): string => `${row.isdAs} ${row.router}`
  return rows.sort((x, y) =>
    nameOf(x) === nameOf(y) ? dropReasons.indexOf(x.reason) - dropReasons.indexOf(y.reason) : nameOf(x) < nameOf(y) ? -1 : 1,
  )
}
