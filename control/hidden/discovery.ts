/**
 * Where an AS keeps hidden segments: any AS and host may ask, and is told addresses; who may read and write is for those services to judge.
 * proto/discovery/v1; pkg/experimental/hiddenpath/discovery.go
 *
 * Control services of a registry keep them. Which of several is not left to chance, as behind a service address: what was registered with one
 * must be asked of the same, so both take the first that is named.
 */
import { nsPerS, type Outbox } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Rejection } from '../events.ts'
import type { Resolver } from '../lookup/resolve.ts'
import { combine } from '../path/combine.ts'
import type { Path } from '../path/path.ts'
import { note, reject, type ServiceState, waysOver } from '../state.ts'
import type { Answer, Way } from '../transport/exchange.ts'
import { discoveryServiceOf, endpointAt } from '../transport/packet.ts'
import { type Asked, noBody } from '../transport/replies.ts'
import { createWaiting, type Done } from '../transport/waiting.ts'
import { isRegistry } from './group.ts'
import { decodeServices, encodeServices, type HiddenServices } from './messages.ts'

/** Those of this AS; none where it is no registry. */
export function ownServices(s: ServiceState): HiddenServices {
  const addresses = isRegistry(s.hidden, s.isdAs) ? s.as.controlServices.map(service => service.address) : []
  return { lookup: addresses, registration: addresses }
}

export function handleServices(s: ServiceState, asked: Asked, now: number, out: Outbox): Rejection | undefined {
  if (asked.packet.pathType === 'oneHop') return 'notResponsible'
  asked.answer('done', encodeServices(ownServices(s)), out)
  note(s, 'servicesAnswered', asked.packet.src.isdAs, now)
  return undefined
}

export interface ServiceFinder {
  /** Ways to the service of that AS, none when there is none or it does not answer; `done` is called exactly once. */
  find(isdAs: IsdAs, service: keyof HiddenServices, now: number, out: Outbox, done: Done<readonly Way[]>): void
}

const maxWays = 8
/** Registries of which services are remembered, and questions under way. */
const maxKnown = 4096
const maxWaiting = 1024
/** What was said is good for so long. */
const lifeNs = 60 * nsPerS

export function createServiceFinder(s: ServiceState, resolver: Resolver): ServiceFinder {
  const known = new Map<IsdAs, { readonly services: HiddenServices; readonly until: number }>()
  const waiting = createWaiting<HiddenServices | undefined>(maxKnown, maxWaiting)

  function discover(isdAs: IsdAs, paths: readonly Path[], now: number, out: Outbox, done: Done<HiddenServices | undefined>): void {
    const found = known.get(isdAs)
    const isKnown = found !== undefined && found.until > now
    const place = isKnown ? 'known' : waiting.join(isdAs, done)
    if (isKnown) done(found.services, now, out)
    else if (place === 'full') done(undefined, now, out)
    if (place !== 'first') return
    const settle = (answer: Answer, t: number, o: Outbox): void => {
      const services = servicesIn(s, isdAs, answer, t)
      known.delete(isdAs)
      if (known.size >= maxKnown) known.delete(known.keys().next().value!)
      if (services !== undefined) known.set(isdAs, { services, until: t + lifeNs })
      waiting.settle(isdAs, services, t, o)
    }
    const ways = waysOver(s, paths, discoveryServiceOf(isdAs))
    s.exchange.ask({ to: isdAs, kind: 'hiddenServices', body: noBody, ways, done: settle }, now, out)
  }

  return {
    find(isdAs, service, now, out, done) {
      resolver.resolve(isdAs, now, out, (segments, t, o) => {
        const paths = combine(s.isdAs, isdAs, segments, false, maxWays)
        if (waysOver(s, paths).length === 0) return done([], t, o)
        discover(isdAs, paths, t, o, (services, at, outFound) => {
          const address = services?.[service][0]
          done(address === undefined ? [] : waysOver(s, paths, endpointAt(isdAs, address)), at, outFound)
        })
      })
    },
  }
}

function servicesIn(s: ServiceState, isdAs: IsdAs, answer: Answer, now: number): HiddenServices | undefined {
  if ('failed' in answer) {
    note(s, 'askedInVain', isdAs, now)
    return undefined
  }
  const services = decodeServices(answer.body)
  if (!isMalformed(services)) return services
  reject(s, 'bodyMalformed', isdAs, now)
  return undefined
}
