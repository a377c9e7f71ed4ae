/** Those who wait for the same answer: it is asked for once, and given to all. */
import type { Outbox } from '#wire/actor.ts'

export type Done<T> = (result: T, now: number, out: Outbox) => void

export interface Waiting<T> {
  /** `first`: nobody has asked yet, so who joins must ask; `full`: `done` will not be called. */
  join(name: string, done: Done<T>): 'first' | 'joined' | 'full'
  /** The answer to what `name` stands for has come. */
  settle(name: string, result: T, now: number, out: Outbox): void
}

/** At most so many questions under way, and who wait for one of them; without bounds where those who join have one. */
export function createWaiting<T>(maxNames = Infinity, maxPerName = Infinity): Waiting<T> {
  const byName = new Map<string, Done<T>[]>()
  return {
    join(name, done) {
      const waiting = byName.get(name)
      if (waiting === undefined ? byName.size >= maxNames : waiting.length >= maxPerName) return 'full'
      if (waiting === undefined) byName.set(name, [done])
      else waiting.push(done)
      return waiting === undefined ? 'first' : 'joined'
    },
    settle(name, result, now, out) {
      const waiting = byName.get(name) ?? []
      byName.delete(name)
      for (const done of waiting) done(result, now, out)
    },
  }
}
