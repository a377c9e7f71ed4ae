/** What every attack of the gallery must do: in process, and in the simulator. */
import { describe, expect, test } from 'vitest'
import type { GalleryEntry } from '#proofs/gallery/entry.ts'
import { type Guard, hasSwitch, isAsSaid, playAttack } from '#proofs/gallery/play.ts'
import type { TraceEvent } from '#router/evidence.ts'
import type { Fate } from '#sim/witness.ts'
import { walk } from './walk.ts'

/** Who decided what about the packet; not when, and by which way into the AS. */
const wayOf = ({ events }: Fate): string[] => events.map((e: TraceEvent) => [e.as, e.router, e.in, e.verdict, e.rule, e.after].join(' '))

const guardsOf = (entry: GalleryEntry): readonly Guard[] => (hasSwitch(entry) ? ['on', 'off'] : ['on'])

/** With the guard on each is stopped by exactly its rule, with the guard off it succeeds; both worlds agree about every router on the way. */
export function theyHold(entries: readonly GalleryEntry[]): void {
  describe.each(entries.map(entry => [entry.name, entry] as const))('%s', (_, entry) => {
    test.each(guardsOf(entry))(`${entry.guard ?? 'no guard'} %s`, guard => {
      const inProcess = walk(entry, guard)
      const { fate, asSaid } = playAttack(entry, guard)
      const { end, as, rule } = inProcess
      expect({ end, as, rule, asSaid: isAsSaid(entry, guard, inProcess) }).toEqual({
        end: fate.end,
        as: fate.as,
        rule: fate.rule,
        asSaid: true,
      })
      expect(wayOf(fate)).toEqual(wayOf(inProcess))
      expect(asSaid).toBe(true)
    })
  })
}
