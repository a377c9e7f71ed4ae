/**
 * The level-1 keys of a control service: as the fast side it derives them, as the slow side it fetches them, keeps them, and fetches those in
 * use again before their next epoch begins.   control/drkey/service_engine.go, prefetcher.go
 */
import { type Epoch, epochAt, isInUse, sinceBeginNs } from '#crypto/drkey-epoch.ts'
import { type Clock, nsPerS, type Outbox, type Random, unixSeconds } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { createWaiting, type Done } from '../transport/waiting.ts'

export type Level1Done = Done<Bytes | undefined>

export interface Level1Config {
  readonly epochLengthS: number
  readonly clock: Clock
  readonly random: Random
  /** Asks AS `src`; calls `done` exactly once. */
  fetch(src: IsdAs, protocol: number, epoch: Epoch, now: number, out: Outbox, done: Level1Done): void
}

export interface Level1Keys {
  /** The key that `src` issues to us; `done` is called exactly once, at once where the key is known, without one where it cannot be had. */
  find(src: IsdAs, protocol: number, epoch: Epoch, now: number, out: Outbox, done: Level1Done): void
  wake(now: number, out: Outbox): void
  wakeAt(): number
}

/** Keys of one AS and protocol. */
interface Row {
  readonly src: IsdAs
  readonly protocol: number
  /** by the begin of their epoch: the last one, this one, the next one */
  readonly keys: Map<number, Bytes>
  /** begin of the last epoch a key was asked for in */
  usedS: number
}

/** ASes that keys are kept of, the longest unused out first; questions under way; and who waits for one of those. */
const maxRows = 8192
const maxFetches = 1024
const maxWaiting = 64

/** Seconds before an epoch in which its keys are fetched and given out; spread over the first half, so that not all ask at once. */
export const prefetchS = (epochLengthS: number): number => Math.min(1800, epochLengthS / 2)

/** Is the time come to give out keys of this epoch, and not over? */
export function isIssued(epoch: Epoch, clock: Clock, now: number): boolean {
  const early = -prefetchS(epoch.endS - epoch.beginS) * nsPerS
  return isInUse(epoch, clock, now) || (sinceBeginNs(epoch, clock, now) < 0 && sinceBeginNs(epoch, clock, now) >= early)
}

export function createLevel1Keys(config: Level1Config): Level1Keys {
  const { clock, epochLengthS } = config
  const rows = new Map<string, Row>()
  const waiting = createWaiting<Bytes | undefined>(maxFetches, maxWaiting)
  const spread = (config.random() / 2 ** 32) * (prefetchS(epochLengthS) / 2)
  const currentAt = (now: number): Epoch => epochAt(unixSeconds(clock, now), epochLengthS)
  /** When the keys of the epoch after `epoch` are fetched, nanoseconds. */
  const prefetchAt = (epoch: Epoch): number => Math.floor((epoch.endS - clock.epochS - prefetchS(epochLengthS) + spread) * nsPerS)
  let due = Infinity

  function rowOf(src: IsdAs, protocol: number): Row {
    const name = `${src} ${protocol}`
    const row = rows.get(name) ?? { src, protocol, keys: new Map(), usedS: 0 }
    if (!rows.delete(name) && rows.size >= maxRows) rows.delete(rows.keys().next().value!)
    rows.set(name, row)
    return row
  }

  function fetch(row: Row, epoch: Epoch, now: number, out: Outbox, done: Level1Done): void {
    const name = `${row.src} ${row.protocol} ${epoch.beginS}`
    const place = waiting.join(name, done)
    if (place === 'full') done(undefined, now, out)
    if (place !== 'first') return
    config.fetch(row.src, row.protocol, epoch, now, out, (key, t, o) => {
      if (key !== undefined) row.keys.set(epoch.beginS, key)
      waiting.settle(name, key, t, o)
    })
  }

  /** Rows nobody used in the epoch that ends go, and so do keys of epochs that are over. */
  function prefetch(now: number, out: Outbox): void {
    const current = currentAt(now)
    const next = { beginS: current.endS, endS: current.endS + epochLengthS }
    for (const [name, row] of rows) {
      for (const beginS of row.keys.keys()) if (beginS < current.beginS) row.keys.delete(beginS)
      if (row.usedS < current.beginS) rows.delete(name)
      else if (!row.keys.has(next.beginS)) fetch(row, next, now, out, () => undefined)
    }
    due = rows.size === 0 ? Infinity : prefetchAt(next)
  }

  return {
    find(src, protocol, epoch, now, out, done) {
      const row = rowOf(src, protocol)
      const current = currentAt(now)
      row.usedS = current.beginS
      if (due === Infinity) due = Math.max(now, prefetchAt(current))
      const key = row.keys.get(epoch.beginS)
      if (key !== undefined) done(key, now, out)
      else fetch(row, epoch, now, out, done)
    },
    wake(now, out) {
      if (now >= due) prefetch(now, out)
    },
    wakeAt: () => due,
  }
}
