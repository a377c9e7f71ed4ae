/** The border router as an actor: datagrams in, verdicts, datagrams out. */
import type { CipherFactory } from '#crypto/aes.ts'
import { createHopMac } from '#crypto/mac.ts'
import type { AsTopology, BfdSettings } from '#topology/model.ts'
import type { Actor, ActorEvent, Clock, DatagramBatch, LinkState, Outbox, Port, Random, UnderlayAddress } from '#wire/actor.ts'
import { internalPort } from '#wire/actor.ts'
import { type BfdState, bfdStates } from '#wire/bfd.ts'
import { type Bytes, getU32 } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import { parseHost } from '#wire/host-address.ts'
import { setIsdAs } from '#wire/isdas.ts'
import { buildBindingResponse, checkBindingRequest } from '#wire/stun.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { buildError, buildTracerouteReply } from './answer.ts'
import { type ScmpKeys, standInKeys } from './authenticator.ts'
import { type Batch, createBatch, decideBatch, loadBatch } from './batch.ts'
import { type BfdSessions, createSessions, type SessionLink } from './bfd/sessions.ts'
import { decide } from './decide.ts'
import { buildLinks, type RouterLink } from './links.ts'
import { createPacket, loadPacket, type Packet } from './packet.ts'
import { type RuleSet, ruleSet } from './rules.ts'
import type { RouterState } from './state.ts'
import { drop, type Verdict } from './verdict.ts'

export interface RouterConfig {
  readonly as: AsTopology
  /** which border router of `as` */
  readonly id: string
  /** the AS's 16-byte forwarding key (`forwardingKey`) */
  readonly key: Bytes
  readonly clock: Clock
  /** chooses among service backends */
  readonly random: Random
  /** sign SCMP errors with SPAO; default false */
  readonly scmpAuthentication?: boolean
  /** what with; default: the reference's stand-in */
  readonly scmpKeys?: ScmpKeys
  /** a faster AES, where the platform has one */
  readonly cipher?: CipherFactory
  /** BFD on all links for which topology.json does not disable it; `{}` = as the reference does. Default: none, links count as up */
  readonly bfd?: BfdSettings
  /** the router this one follows, under a new configuration: BFD sessions of links that stayed the same go on */
  readonly before?: RouterState
  /** fewer or other rules, for a router that is to be weaker; default: `ruleSet` */
  readonly rules?: RuleSet
  readonly observer?: RouterObserver
}

/** Sees every decision. `packet`, `sent` and `bytes` are only lent: copy what is to be kept. */
export interface RouterObserver {
  /** Before the rules touch the bytes. Costs nothing when absent; with it packets of a batch are decided one by one. */
  arrived?(router: Router, packet: Packet): void
  /** `sent`: the packet that leaves (the forwarded one, or the answer), `undefined` when none does. */
  decided(router: Router, packet: Packet, verdict: Verdict, sent: Bytes | undefined): void
  /** A packet of the router's own, of BFD, leaves by the link. */
  originated?(router: Router, link: SessionLink, bytes: Bytes, now: number): void
  /** A link is up or down, and was not: by its BFD session or by the driver's word. */
  linkChanged?(router: Router, link: SessionLink, now: number): void
  /** The BFD session of the link changed its state; `before` is the one it had. */
  sessionChanged?(router: Router, link: SessionLink, before: BfdState, now: number): void
}

export interface Router extends Actor {
  readonly state: RouterState
  onBatch(arrived: DatagramBatch, now: number, out: Outbox): void
  /** One packet, without I/O: what would leave, and the verdict. `packet` tells how it was reached. */
  process(
    link: RouterLink,
    from: UnderlayAddress,
    bytes: Bytes,
    now: number,
  ): { readonly verdict: Verdict; readonly sent: Bytes | undefined }
  /** The link a datagram came in by. `port`: the internal one, or an interface of this router; no other socket exists. */
  linkOf(port: number, from: UnderlayAddress): RouterLink
}

const serviceNumbers = { discovery: 1, control: 2 } as const

export function createState(config: RouterConfig): RouterState {
  const { as, id } = config
  const name = new Uint8Array(8)
  setIsdAs(name, 0, as.isdAs)
  const links = buildLinks(as, id)
  return {
    id,
    isdAs: as.isdAs,
    isdAsHigh: getU32(name, 0),
    isdAsLow: getU32(name, 4),
    as,
    links,
    rules: config.rules ?? ruleSet,
    mac: createHopMac(config.key, config.cipher),
    clock: config.clock,
    random: config.random,
    host: parseHost(parseUnderlay(links.internal.address).ip),
    scmpAuthentication: config.scmpAuthentication ?? false,
    scmpKeys: config.scmpKeys ?? standInKeys,
    services: new Map([
      [serviceNumbers.discovery, as.discoveryServices],
      [serviceNumbers.control, as.controlServices],
    ]),
    deliveries: new Map(),
  }
}

export function createRouter(config: RouterConfig): Router {
  const state = createState(config)
  const { links } = state
  const sessions = startSessions(config, state, () => router)
  const packet = createPacket(links.internal)
  const observer = config.observer
  const result: { verdict: Verdict; sent: Bytes | undefined } = { verdict: drop('notScion'), sent: undefined }
  let batch: Batch | undefined

  /** What leaves once the rules have decided. */
  const settled = (p: Packet, decision: Verdict): typeof result => {
    const decided = answerStun(p, decision)
    if (decided.kind === 'bfd') sessions?.hear(decided.link, p)
    result.sent = leaving(p, state, decided)
    // A message that cannot be built is a silent drop of the same reason.
    result.verdict = result.sent === undefined && decided.kind === 'answer' && decided.with === 'error' ? drop(decided.reason) : decided
    observer?.decided(router, p, result.verdict, result.sent)
    return result
  }

  const router: Router = {
    state,
    borrows: true,
    linkOf(port, from) {
      if (port === internalPort) return links.siblingAt.get(from) ?? links.internal
      const link = links.byIfId[port]
      if (link?.kind === 'external') return link
      // Only now: making the text costs more than the rest, for every packet.
      assert(false, `router ${state.id} has an external interface ${port}`)
    },
    process(link, from, bytes, now) {
      loadPacket(packet, bytes, link, from, now)
      observer?.arrived?.(router, packet)
      return settled(packet, decide(packet, state))
    },
    on(event: ActorEvent, now, out) {
      if (event.kind === 'datagram') handle(router, event.port, event.from, event.bytes, now, out)
      else if (event.kind === 'link') setLink(router, event, now, observer)
      else sessions?.wake(now, out)
    },
    onBatch({ count, ports, peers, bytes }, now, out) {
      if (observer?.arrived !== undefined) {
        for (let i = 0; i < count; i++) handle(router, ports[i]!, peers[i]!, bytes[i]!, now, out)
        return
      }
      batch ??= createBatch(state, batchSize)
      for (let at = 0; at < count; at += batchSize) {
        const size = Math.min(batchSize, count - at)
        for (let i = 0; i < size; i++)
          loadBatch(batch, i, bytes[at + i]!, router.linkOf(ports[at + i]!, peers[at + i]!), peers[at + i]!, now)
        decideBatch(batch, size, state)
        for (let i = 0; i < size; i++) send(settled(batch.packets[i]!, batch.verdicts[i]!), ports[at + i]!, peers[at + i]!, out)
      }
    },
    wakeAt: () => sessions?.wakeAt() ?? Infinity,
  }
  return router
}

function startSessions(config: RouterConfig, { links, mac }: RouterState, self: () => Router): BfdSessions | undefined {
  const { as, id, clock, random, bfd, before, observer } = config
  if (bfd === undefined) return undefined
  return createSessions(
    { as, id, links, mac, clock, random, settings: bfd, before: before?.links },
    {
      originated: (link, bytes, now) => observer?.originated?.(self(), link, bytes, now),
      changed(link, before, now) {
        observer?.sessionChanged?.(self(), link, before, now)
        if (link.up !== (before === bfdStates.up)) observer?.linkChanged?.(self(), link, now)
      },
    },
  )
}

/** packets whose MACs are computed in one call */
const batchSize = 64

/** On the internal socket, what is no SCION packet may be a STUN binding request. */
function answerStun(p: Packet, verdict: Verdict): Verdict {
  const maybe = verdict.kind === 'drop' && verdict.reason === 'notScion' && p.ingress.kind === 'internal'
  return maybe && checkBindingRequest(p.bytes) === undefined ? stunAnswer : verdict
}

const stunAnswer: Verdict = { kind: 'answer', with: 'stun' }

function leaving(p: Packet, r: RouterState, verdict: Verdict): Bytes | undefined {
  if (verdict.kind === 'drop' || verdict.kind === 'bfd') return undefined
  if (verdict.kind !== 'answer') return p.bytes
  switch (verdict.with) {
    case 'error':
      return buildError(p, r, verdict.reason)
    case 'traceroute':
      return buildTracerouteReply(p, r, verdict.ifId)
    case 'stun': {
      const { ip, port } = parseUnderlay(p.from)
      return buildBindingResponse(p.bytes, parseHost(ip).bytes, port)
    }
  }
}

function handle(router: Router, port: Port, from: UnderlayAddress, bytes: Bytes, now: number, out: Outbox): void {
  send(router.process(router.linkOf(port, from), from, bytes, now), port, from, out)
}

function send({ verdict, sent }: ReturnType<Router['process']>, port: Port, from: UnderlayAddress, out: Outbox): void {
  if (sent === undefined) return
  if (verdict.kind === 'forward') out.send(verdict.link.ifId, verdict.link.remote, sent)
  else if (verdict.kind === 'handOver') out.send(internalPort, verdict.link.address, sent)
  else if (verdict.kind === 'deliver') out.send(internalPort, verdict.to, sent)
  else out.send(port, from, sent)
}

function setLink(router: Router, event: LinkState, now: number, observer: RouterObserver | undefined): void {
  const { id, links } = router.state
  const link = event.sibling === undefined ? links.byIfId[event.port] : links.siblings.find(s => s.routerId === event.sibling)
  assert(link !== undefined && link.kind !== 'internal', `link event for a link of router ${id}`)
  if (link.up === event.up) return
  link.up = event.up
  observer?.linkChanged?.(router, link, now)
}
