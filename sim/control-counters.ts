/** What the control services did and refused, counted by AS: a service that starts anew does not begin again. */
import { type ControlEvent, type ControlEventName, eventNames, type Rejection, rejections } from '#control/events.ts'
import type { IsdAs } from '#wire/isdas.ts'

export type ControlCounter = ControlEventName | Rejection

export interface ControlCount {
  readonly isdAs: IsdAs
  readonly counter: ControlCounter
  readonly count: number
}

export interface ControlCounts {
  observe(event: ControlEvent): void
  /** at one AS, or at all */
  count(counter: ControlCounter, isdAs?: IsdAs): number
  /** those that occurred, by AS and in the order of `control/events.ts` */
  rows(): ControlCount[]
  clear(): void
}

const counters = [...eventNames, ...(Object.keys(rejections) as Rejection[])]

export function createControlCounts(): ControlCounts {
  const byAs = new Map<IsdAs, Map<ControlCounter, number>>()

  function add(isdAs: IsdAs, counter: ControlCounter): void {
    const counts = byAs.get(isdAs) ?? byAs.set(isdAs, new Map()).get(isdAs)!
    counts.set(counter, (counts.get(counter) ?? 0) + 1)
  }

  return {
    observe({ as, event, rejection }) {
      add(as, event)
      if (rejection !== undefined) add(as, rejection)
    },
    count: (counter, isdAs) => [...byAs].reduce((sum, [as, counts]) => sum + ((isdAs ?? as) === as ? (counts.get(counter) ?? 0) : 0), 0),
    rows: () =>
      [...byAs]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([isdAs, counts]) =>
          counters.flatMap(counter => {
            const count = counts.get(counter)
            return count === undefined ? [] : [{ isdAs, counter, count }]
          }),
        ),
    clear: () => byAs.clear(),
  }
}
