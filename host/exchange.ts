/** Requests at regular times and the replies to them: what `ping` and the UDP echo have in common.   scion/ping/ping.go */
import type { Outbox } from '#wire/actor.ts'
import type { Task } from './operation.ts'
import type { ReplyState } from './result.ts'

export interface ExchangePlan {
  /** 1..65535 requests */
  readonly count: number
  readonly intervalNs: number
  /** how long after the last interval replies are waited for, and how old a reply may be */
  readonly timeoutNs: number
}

export interface Exchange extends Task {
  readonly sent: number
  /** nanoseconds when the first request left */
  readonly startedAt: number
  /** As many replies and errors as requests have come. What comes after them is nobody's: a flood of replies fills no memory. */
  readonly complete: boolean
  /** A reply came; `undefined` when that request was never sent. */
  reply(sequence: number, now: number): { readonly roundTripNs: number; readonly state: ReplyState } | undefined
  /** An error came instead of a reply. */
  refusal(): void
  /** Ends the exchange if nothing more can come. To be called once the caller has noted what came. */
  endIfComplete(now: number): void
}

/**
 * Sends request k at `start + k * interval`. Ends one interval after the last request if as many replies and errors have come, else with the
 * last of them or after the timeout.
 */
export function createExchange(
  plan: ExchangePlan,
  startedAt: number,
  send: (sequence: number, now: number, out: Outbox) => void,
  end: (now: number) => void,
): Exchange {
  const sentAt: number[] = []
  let answers = 0
  let newest = -1
  const lastTick = startedAt + plan.count * plan.intervalNs
  const stateOf = (sequence: number, roundTripNs: number): ReplyState => {
    if (roundTripNs > plan.timeoutNs) return 'after_timeout'
    if (sequence < newest) return 'out_of_order'
    if (sequence === newest) return 'duplicate'
    newest = sequence
    return 'success'
  }
  return {
    startedAt,
    get sent() {
      return sentAt.length
    },
    get complete() {
      return answers >= plan.count
    },
    wakeAt() {
      if (sentAt.length < plan.count) return startedAt + sentAt.length * plan.intervalNs
      return answers >= plan.count ? lastTick : lastTick + plan.timeoutNs
    },
    wake(now, out) {
      if (sentAt.length < plan.count) {
        const sequence = sentAt.push(now) - 1
        send(sequence, now, out)
      } else end(now)
    },
    reply(sequence, now) {
      const at = sentAt[sequence]
      if (at === undefined) return undefined
      answers++
      // To the microsecond, as all times are shown.
      const roundTripNs = Math.round((now - at) / 1e3) * 1e3
      return { roundTripNs, state: stateOf(sequence, roundTripNs) }
    },
    refusal() {
      answers++
    },
    endIfComplete(now) {
      if (now >= lastTick && answers >= plan.count) end(now)
    },
  }
}
