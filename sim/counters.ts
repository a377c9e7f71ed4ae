/** What the routers decided, counted: packets by verdict, refusals by reason. Cheap enough to run always. */
import { type DropReason, dropReasons } from '#router/drops.ts'
import type { Router, RouterObserver } from '#router/router.ts'
import type { Verdict } from '#router/verdict.ts'
import type { IsdAs } from '#wire/isdas.ts'

export interface DropCount {
  readonly isdAs: IsdAs
  readonly router: string
  readonly reason: DropReason
  readonly count: number
}

export interface Counters {
  readonly observer: RouterObserver
  readonly verdicts: Readonly<Record<Verdict['kind'], number>>
  /** every router and reason that occurred, in the order of names and of the table */
  drops(): DropCount[]
}

interface Row {
  readonly isdAs: IsdAs
  readonly router: string
  readonly counts: Map<DropReason, number>
}

export function createCounters(): Counters {
  const verdicts = { forward: 0, handOver: 0, deliver: 0, bfd: 0, answer: 0, drop: 0 }
  const rows = new Map<string, Row>()

  function refused(router: Router, reason: DropReason): void {
    const { isdAs, id } = router.state
    const name = `${isdAs} ${id}`
    const row = rows.get(name) ?? { isdAs, router: id, counts: new Map() }
    rows.set(name, row)
    row.counts.set(reason, (row.counts.get(reason) ?? 0) + 1)
  }

  return {
    verdicts,
    observer: {
      decided(router, _, verdict) {
        verdicts[verdict.kind]++
        if (verdict.kind === 'drop' || (verdict.kind === 'answer' && verdict.with === 'error')) refused(router, verdict.reason)
      },
    },
    drops: () =>
      [...rows.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([, { isdAs, router, counts }]) =>
          dropReasons.flatMap(reason => {
            const count = counts.get(reason)
            return count === undefined ? [] : [{ isdAs, router, reason, count }]
          }),
        ),
  }
}
