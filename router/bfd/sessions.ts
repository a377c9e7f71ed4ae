/** All BFD sessions of a router: one on each external link and one with each sibling, unless it is disabled. They say whether their link is up. */
import type { HopMac } from '#crypto/mac.ts'
import type { AsTopology, BfdSettings } from '#topology/model.ts'
import { type Clock, internalPort, type Outbox, type Random } from '#wire/actor.ts'
import { type BfdState, bfdStates } from '#wire/bfd.ts'
import type { ExternalLink, LinkTable, SiblingLink } from '../links.ts'
import type { Packet } from '../packet.ts'
import { type Ends, type Wrap, wrapForNeighbor, wrapForSibling } from './packet.ts'
import { type BfdSession, createSession, expire, hear, speak } from './session.ts'
import { bfdSettingsOf } from './settings.ts'

export type SessionLink = ExternalLink | SiblingLink

export interface SessionsConfig {
  readonly as: AsTopology
  readonly id: string
  readonly links: LinkTable
  readonly mac: HopMac
  readonly clock: Clock
  readonly random: Random
  /** what holds where topology.json says nothing of a link */
  readonly settings: BfdSettings
  /** links whose sessions go on where nothing about them has changed */
  readonly before?: LinkTable | undefined
}

export interface BfdSessions {
  /** when the next packet leaves or a neighbour counts as gone; perhaps a little early, never late */
  wakeAt(): number
  wake(now: number, out: Outbox): void
  /** An acceptable packet came in by the link. */
  hear(link: SessionLink, packet: Packet): void
}

/** Told what happens besides. */
export interface SessionsObserver {
  /** A packet of the router's own leaves by the link. `bytes` are only lent. */
  originated(link: SessionLink, bytes: Uint8Array, now: number): void
  /** The session of the link changed its state, and was in this one. */
  changed(link: SessionLink, before: BfdState, now: number): void
}

interface Running {
  readonly link: SessionLink
  readonly session: BfdSession
  readonly wrap: Wrap
}

/** Gives links their sessions. A link with a session is up when the session is. */
export function createSessions(config: SessionsConfig, observer: SessionsObserver): BfdSessions {
  const { random } = config
  const all = startAll(config)
  // Asked for after every packet: hearing only ever puts it forward, waking computes it anew.
  let nextAt = all.length === 0 ? Infinity : 0

  function follow(link: SessionLink, session: BfdSession, before: BfdState, now: number): void {
    if (session.state === before) return
    link.up = session.state === bfdStates.up
    observer.changed(link, before, now)
  }

  function wakeOne({ link, session, wrap }: Running, now: number, out: Outbox): void {
    const before = session.state
    if (session.detectAt <= now) expire(session, now, random)
    follow(link, session, before, now)
    if (session.sendAt > now) return
    const bytes = wrap(speak(session, now, random), now)
    observer.originated(link, bytes, now)
    if (link.kind === 'external') out.send(link.ifId, link.remote, bytes)
    else out.send(internalPort, link.address, bytes)
  }

  return {
    wakeAt: () => nextAt,
    wake(now, out) {
      nextAt = Infinity
      for (const running of all) {
        wakeOne(running, now, out)
        nextAt = Math.min(nextAt, running.session.sendAt, running.session.detectAt)
      }
    },
    hear(link, { bytes, payload, now }) {
      const session = link.session!
      const before = session.state
      hear(session, bytes, payload, now, random)
      nextAt = Math.min(nextAt, session.sendAt, session.detectAt)
      follow(link, session, before, now)
    },
  }
}

interface Plan {
  readonly link: SessionLink
  readonly ends: Ends
  readonly settings: Required<BfdSettings>
  readonly wrap: Wrap
}

function plansOf({ as, id, links, mac, clock, settings }: SessionsConfig): Plan[] {
  const { internalAddress, interfaces } = as.routers.find(r => r.id === id)!
  const srcIsdAs = as.isdAs
  return [
    ...links.external.map(link => {
      const { neighbor, local, remote, bfd } = interfaces.find(i => i.ifId === link.ifId)!
      const ends = { srcIsdAs, dstIsdAs: neighbor, local, remote }
      return { link, ends, settings: bfdSettingsOf(bfd, settings), wrap: wrapForNeighbor(ends, link.ifId, mac, clock) }
    }),
    ...links.siblings.map(link => {
      const ends = { srcIsdAs, dstIsdAs: srcIsdAs, local: internalAddress, remote: link.address }
      return { link, ends, settings: bfdSettingsOf(undefined, settings), wrap: wrapForSibling(ends) }
    }),
  ]
}

function startAll(config: SessionsConfig): Running[] {
  const before = config.before === undefined ? [] : [...config.before.external, ...config.before.siblings]
  const taken = new Set<number>()
  const running: Running[] = []
  for (const { link, ends, settings, wrap } of plansOf(config)) {
    if (settings.disable) continue
    const identity = JSON.stringify([link.kind, link.ifId, ends, settings])
    const kept = before.find(l => l.session?.identity === identity)?.session
    const session = kept ?? createSession(identity, settings, newDiscriminator(config.random, taken))
    taken.add(session.discriminator)
    link.session = session
    link.up = session.state === bfdStates.up
    running.push({ link, session, wrap })
  }
  return running
}

/** Not 0, and no other session's of this router. */
function newDiscriminator(random: Random, taken: ReadonlySet<number>): number {
  let d = random()
  while (d === 0 || taken.has(d)) d = (d + 1) >>> 0
  return d
}
