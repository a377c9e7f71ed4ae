/** What control services did and refused, by what it was done to: the first and the last time. Bounded: the longest untouched goes. */
import type { ControlEvent, ControlEventName } from '#control/events.ts'
import type { IsdAs } from '#wire/isdas.ts'

export interface Noted {
  /** nanoseconds since the run's start */
  readonly firstNs: number
  readonly last: ControlEvent
}

export interface ControlRecord {
  observe(event: ControlEvent): void
  /** `what`: the way of a beacon or segment, as its key has it, or what else the event's detail says */
  noted(isdAs: IsdAs, event: ControlEventName, what: string): Noted | undefined
}

/** Each takes about half a kilobyte. */
const maxNoted = 200_000

const nameOf = (isdAs: IsdAs, event: ControlEventName, what: string): string => `${isdAs} ${event} ${what}`

export function createControlRecord(limit = maxNoted): ControlRecord {
  const record = new Map<string, Noted>()
  return {
    observe(event) {
      const name = nameOf(event.as, event.event, event.way ?? event.detail)
      const known = record.get(name)
      record.delete(name)
      if (record.size >= limit) record.delete(record.keys().next().value!)
      record.set(name, { firstNs: known?.firstNs ?? event.t, last: event })
    },
    noted: (isdAs, event, what) => record.get(nameOf(isdAs, event, what)),
  }
}
