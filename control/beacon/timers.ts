/** When a control service begins, propagates and registers, and sees after its certificates.   control/beaconing/tick.go */
import { nsPerS, type Outbox } from '#wire/actor.ts'
import type { RegisterHidden } from '../hidden/writer.ts'
import type { Resolver } from '../lookup/resolve.ts'
import type { ServiceState } from '../state.ts'
import { createRenewal } from '../trust/renewal.ts'
import { createBeaconing } from './beaconing.ts'

/** Services of a network start within this time. */
const maxStartNs = 0.1 * nsPerS

export interface Timers {
  /** Does what is due. */
  wake(now: number, out: Outbox): void
  wakeAt(): number
}

interface Task {
  due: number
  readonly intervalNs: number
  run(now: number, out: Outbox): void
}

export function createTimers(s: ServiceState, resolver: Resolver, registerHidden: RegisterHidden): Timers {
  const beaconing = createBeaconing(s, registerHidden)
  const { originationIntervalNs, propagationIntervalNs, registrationIntervalNs } = s.settings
  const dues = createDues(s)
  const tasks: Task[] = [
    { due: dues.origination, intervalNs: originationIntervalNs, run: beaconing.originate },
    { due: dues.propagation, intervalNs: propagationIntervalNs, run: beaconing.propagate },
    { due: dues.registration, intervalNs: registrationIntervalNs, run: beaconing.register },
    ...renewals(s, resolver, dues.origination),
  ]
  // Asked after every event: kept, not computed.
  let earliest = Math.min(...tasks.map(task => task.due))
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

/** Where signatures are modelled nothing needs renewal. */
function renewals(s: ServiceState, resolver: Resolver, start: number): Task[] {
  if (s.trust === undefined) return []
  const intervalNs = s.trust.settings.renewIntervalNs
  return [{ due: start + intervalNs, intervalNs, run: createRenewal(s, s.trust, resolver) }]
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
