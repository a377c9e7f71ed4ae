/** The control service of an AS as an actor: beacons, segments, answers. See README.md for the picture. */

import type { SignedTrc } from '#crypto/signed-trc.ts'
import type { AsTopology } from '#topology/model.ts'
import { interfacesOf } from '#topology/model.ts'
import type { Actor, Clock, Datagram, Outbox, Random } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import { createExtender } from './beacon/extend.ts'
import { handleBeacon } from './beacon/handler.ts'
import type { Policies } from './beacon/policy.ts'
import { createDescription, type StaticInfoConfig } from './beacon/static-info.ts'
import { createBeaconStore } from './beacon/store.ts'
import { createTimers } from './beacon/timers.ts'
import { createDrkeyService, type DrkeyConfig, type DrkeyService } from './drkey/service.ts'
import { type ControlCounters, type ControlEvent, createCounters, type Rejection } from './events.ts'
import { type HiddenPaths, noHiddenPaths } from './hidden/group.ts'
import { createHiddenService, type HiddenService } from './hidden/service.ts'
import { createLookupHandler, handleRegistration, handleSegments } from './lookup/answer.ts'
import type { IsCore } from './lookup/lookup.ts'
import { createResolver, type Resolver } from './lookup/resolve.ts'
import { createSegmentStore } from './lookup/segment-store.ts'
import { firstIsdAs, lastIsdAs } from './segment/segment.ts'
import { type ControlSettings, defaultSettings, policiesOf } from './settings.ts'
import { note, reject, type ServiceState, type Stores } from './state.ts'
import { createExchange, defaultExchange } from './transport/exchange.ts'
import { type Frame, parseFrames } from './transport/frame.ts'
import type { MessageKind } from './transport/message.ts'
import { type ControlPacket, endpointAt, endpointText, parseControlPacket } from './transport/packet.ts'
import { createReassembly } from './transport/reassembly.ts'
import { createReplies, type Handler, type Replies } from './transport/replies.ts'
import { parseUndelivered } from './transport/undelivered.ts'
import { handleRenewal } from './trust/ca.ts'
import { installTrc } from './trust/learn.ts'
import { handleChains, handleTrc } from './trust/serve.ts'
import { modelledSigner, type Signer } from './trust/signer.ts'
import { createTrustState, type TrustConfig } from './trust/state.ts'
import { createTrustStore, isCoreByTrc } from './trust/store.ts'

export interface ControlConfig {
  readonly as: AsTopology
  /** which control service of `as` */
  readonly id: string
  /** the AS's 16-byte forwarding key */
  readonly key: Bytes
  readonly clock: Clock
  readonly random: Random
  /** stands for the TRCs where signatures are modelled */
  readonly isCore: IsCore
  readonly settings?: Partial<ControlSettings>
  /** default: signatures are modelled, see trust/signer.ts */
  readonly trust?: TrustConfig
  /** instead of the modelled one, where there is no `trust`: nobody verifies */
  readonly signer?: Signer
  /** what beacons say of the AS, and where its services are; default nothing */
  readonly staticInfo?: StaticInfoConfig
  /** beacons say where the AS's services are, without `staticInfo` too */
  readonly announcesServices?: boolean
  /** default: no DRKeys are given out */
  readonly drkey?: DrkeyConfig
  /** default: none are known */
  readonly hiddenPaths?: HiddenPaths
  readonly observe?: (event: ControlEvent) => void
  /** of a service before this one; default empty */
  readonly stores?: Stores
}

export interface ControlService extends Actor {
  readonly state: ServiceState
  readonly counters: ControlCounters
  /** An operator brings a TRC update; the reason when it is refused. Others learn of it from what this AS signs. */
  installTrc(signed: SignedTrc, now: number): Rejection | undefined
}

function createState(config: ControlConfig): ServiceState {
  const { as, id, clock, random } = config
  const settings = { ...defaultSettings, ...config.settings }
  const policies = policiesOf(as.core, settings)
  const own = as.controlServices.find(c => c.id === id)
  const { beacons, ups, cores, downs, trusted, hiddens } = config.stores ?? createStores(as.core, policies)
  const trust = config.trust && createTrustState(as.isdAs, config.trust, trusted)
  assert(own !== undefined, `control service ${id} is in the topology of ${as.isdAs}`)
  return {
    id,
    as,
    isdAs: as.isdAs,
    clock,
    random,
    isCore: trust === undefined ? config.isCore : isdAs => isCoreByTrc(trusted, isdAs),
    settings,
    policies,
    extender: createExtender(as, config.key, trust?.signer ?? config.signer ?? modelledSigner, {
      expTime: policies.propagation!.maxExpTime,
      epic: settings.epic,
      ...((config.staticInfo || config.announcesServices) && { describe: createDescription(config.staticInfo, as) }),
    }),
    trust,
    self: endpointAt(as.isdAs, own.address),
    routerOf: new Map([...interfacesOf(as)].map(({ router, interface: i }) => [i.ifId, router.internalAddress])),
    ...{ beacons, ups, cores, downs, trusted, hiddens },
    hidden: config.hiddenPaths ?? noHiddenPaths,
    exchange: createExchange(defaultExchange, random),
    counters: createCounters(),
    observe: config.observe,
  }
}

/** Empty ones. */
export const createStores = (core: boolean, policies: Policies): Stores => ({
  beacons: createBeaconStore(core, policies),
  ups: createSegmentStore(firstIsdAs),
  cores: createSegmentStore(firstIsdAs),
  downs: createSegmentStore(lastIsdAs),
  trusted: createTrustStore(),
  hiddens: new Map(),
})

export function createControlService(config: ControlConfig): ControlService {
  const s = createState(config)
  const resolver = createResolver(s)
  const hidden = createHiddenService(s, resolver)
  const timers = createTimers(s, resolver, hidden.register)
  const drkey = createDrkeyService(s, config.drkey, resolver)
  const handlers = createHandlers(s, resolver, hidden, drkey)
  const questions = createReassembly()

  function take(packet: ControlPacket, frame: Frame, replies: Replies, now: number, out: Outbox): Rejection | undefined {
    if (frame.result !== undefined) return s.exchange.receive(packet.src, frame, now, out) === 'taken' ? undefined : 'answerUnexpected'
    const question = questions.take(packet.src, frame, now)
    return question && handlers[question.kind](replies.asked(question), now, out)
  }

  function takeAll(packet: ControlPacket, frames: readonly Frame[], replies: Replies, now: number, out: Outbox): void {
    for (const frame of frames) {
      const wrong = take(packet, frame, replies, now, out)
      if (wrong !== undefined) reject(s, wrong, packet.src.isdAs, now)
    }
    replies.flush(out)
  }

  /** What is no packet of control services may be an SCMP error about one of ours. */
  function receiveOther({ bytes, from }: Datagram, now: number, out: Outbox): void {
    const undelivered = parseUndelivered(bytes)
    if (undelivered === undefined) reject(s, 'packetMalformed', from, now)
    else if (endpointText(undelivered.src) !== endpointText(s.self) || s.exchange.hurry(undelivered, now, out) === 'unexpected')
      reject(s, 'scmpUnexpected', from, now)
    else note(s, 'undelivered', `${undelivered.kind} to ${undelivered.to}`, now)
  }

  function receive(datagram: Datagram, now: number, out: Outbox): void {
    const packet = parseControlPacket(datagram.bytes)
    const frames = isMalformed(packet) ? packet : parseFrames(packet.data)
    if (isMalformed(packet)) receiveOther(datagram, now, out)
    else if (isMalformed(frames)) reject(s, 'messageMalformed', packet.src.isdAs, now)
    else takeAll(packet, frames, createReplies(packet, datagram.from, s.self), now, out)
  }

  return {
    state: s,
    counters: s.counters,
    installTrc: (signed, now) => (s.trust === undefined ? 'trcForeign' : installTrc(s, s.trust, signed, now)),
    on(event, now, out) {
      if (event.kind === 'datagram') receive(event, now, out)
      else if (event.kind === 'wake') {
        timers.wake(now, out)
        s.exchange.wake(now, out)
        drkey.wake(now, out)
        hidden.wake(now, out)
      }
    },
    wakeAt: () => Math.min(timers.wakeAt(), s.exchange.wakeAt(), drkey.wakeAt(), hidden.wakeAt()),
  }
}

/** Each may be asked the same twice: repeats are not told apart. */
const createHandlers = (
  s: ServiceState,
  resolver: Resolver,
  hidden: HiddenService,
  drkey: DrkeyService,
): Readonly<Record<MessageKind, Handler>> => ({
  beacon: (asked, now, out) => handleBeacon(s, asked, now, out),
  registration: (asked, now, out) => handleRegistration(s, asked, now, out),
  segments: (asked, now, out) => handleSegments(s, asked, now, out),
  lookup: createLookupHandler(s, resolver, hidden),
  trc: (asked, now, out) => handleTrc(s, asked, now, out),
  chains: (asked, now, out) => handleChains(s, asked, now, out),
  renewal: (asked, now, out) => handleRenewal(s, asked, now, out),
  ...hidden.handlers,
  ...drkey.handlers,
})
