/** When a control service begins, propagates and registers.   control/beaconing/tick.go */
import { nsPerS, type Outbox } from '#wire/actor.ts'
import type { ServiceState } from '../state.ts'
import { createBeaconing } from './beaconing.ts'

/** Services of a network start within this time. */
const maxStartNs = 0.1 * nsPerS

export interface Timers {
  /** Does what is due. */
  wake(now: number, out: Outbox): void
  wakeAt(): number
}

export function createTimers(s: ServiceState): Timers {
  const beaconing = createBeaconing(s)
  const { originationIntervalNs, propagationIntervalNs, registrationIntervalNs } = s.settings
  const dues = createDues(s)
  const tasks = [
    { due: dues.origination, intervalNs: originationIntervalNs, run: beaconing.originate },
    { due: dues.propagation, intervalNs: propagationIntervalNs, run: beaconing.propagate },
    { due: dues.registration, intervalNs: registrationIntervalNs, run: beaconing.register },
  ]
  // Asked after every event: kept, not computed.
  let earliest = Math.min(...Object.values(dues))
  return {
    wake(now, out) {
      if (now < earliest) return
      for (const task of tasks) {
        if (task.due > now) continue
        // A driver that was late does not make up for what it missed.
        const next = task.due + task.intervalNs
        task.due = next > now ? next : now + task.intervalNs
        task.run(now, out)
      }
      earliest = Math.min(...tasks.map(task => task.due))
    },
    wakeAt: () => earliest,
  }
}

/** First times: origination at once, the others an interval later; or each anywhere in its interval. */
function createDues({ settings, random }: ServiceState) {
  const { originationIntervalNs, propagationIntervalNs, registrationIntervalNs } = settings
  if (settings.spreadTimers) {
    const within = (intervalNs: number): number => Math.floor((random() / 2 ** 32) * intervalNs)
    return {
      origination: within(originationIntervalNs),
      propagation: within(propagationIntervalNs),
      registration: within(registrationIntervalNs),
    }
  }
  const start = random() % maxStartNs
  return { origination: start, propagation: start + propagationIntervalNs, registration: start + registrationIntervalNs }
}
