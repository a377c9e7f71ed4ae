/** What a host does over some time: a ping, a traceroute, a lookup of paths. */
import type { Outbox } from '#wire/actor.ts'

/** `failed` says in words why there is no result: no path, no free port, a payload that fits in no packet. */
export type Outcome<R> = { readonly kind: 'done'; readonly result: R } | { readonly kind: 'failed'; readonly reason: string }

export interface Operation<R> {
  /** nothing yet while it runs */
  readonly outcome: Outcome<R> | undefined
  /** As an interrupt at the keyboard: nothing more is sent, what came so far is the result. */
  stop(now: number): void
}

/** Options every operation has. */
export interface OperationOptions<R> {
  /** Called once. */
  onEnd?(outcome: Outcome<R>, now: number): void
  /** What went wrong on the way without ending the operation, in words. */
  onError?(text: string, now: number): void
}

/** Something that waits for its time; the host wakes it. */
export interface Task {
  /** nanoseconds; Infinity = it waits for a packet */
  wakeAt(): number
  wake(now: number, out: Outbox): void
}

/** An operation that ends once, and tells. */
export interface Ending<R> extends Operation<R> {
  readonly end: (outcome: Outcome<R>, now: number) => void
}

/** `result`: what there is when someone stops it. `release`: give back ports and timers. */
export function createEnding<R>(options: OperationOptions<R>, result: (now: number) => Outcome<R>, release: () => void): Ending<R> {
  let outcome: Outcome<R> | undefined
  const end = (ended: Outcome<R>, now: number): void => {
    if (outcome !== undefined) return
    outcome = ended
    release()
    options.onEnd?.(ended, now)
  }
  return {
    get outcome() {
      return outcome
    },
    stop: now => {
      if (outcome === undefined) end(result(now), now)
    },
    end,
  }
}
