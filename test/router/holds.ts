/** What must hold for any packet: decided alone, again, in a batch, and with another AES. */
import type { CipherFactory } from '#crypto/aes.ts'
import { createBatch, decideBatch, loadBatch } from '#router/batch.ts'
import type { SessionLink } from '#router/bfd/sessions.ts'
import { decide } from '#router/decide.ts'
import type { RouterLink } from '#router/links.ts'
import { createPacket, loadPacket, maxDatagram, type Packet } from '#router/packet.ts'
import type { Router, RouterConfig } from '#router/router.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import type { Verdict } from '#router/verdict.ts'
import { type Bytes, bytesEqual, isMalformed, toHex } from '#wire/bytes.ts'
import { checksumIsValid } from '#wire/checksum.ts'

import { findUpperLayer } from '#wire/extensions.ts'
import { headerLength, pathAt, payloadLength, protocols } from '#wire/header.ts'
import { currHf } from '#wire/path.ts'
import { type Arrival, type Chance, isScion } from './fuzz.ts'
import { createStoryRouter, now, storyAs } from './network.ts'
import { leaving } from './rule-arrays.ts'
import { takeDown } from './tell.ts'

/** What a router made of a packet. */
export interface Decision {
  readonly verdict: Verdict
  readonly rule: string
  /** the packet as the rules left it, and what leaves */
  readonly after: Bytes
  readonly sent: Bytes
}

const decisionOf = (p: Packet, router: Router, verdict: Verdict): Decision => {
  const sent = leaving(p, router.state, verdict).slice()
  return { verdict, rule: p.rule, after: p.bytes.slice(), sent }
}

export function decideAlone(router: Router, a: Arrival, rules: RuleSet = ruleSet): Decision {
  const link = router.linkOf(a.port, a.from)
  const p = createPacket(link)
  loadPacket(p, a.bytes.slice(), link, a.from, now)
  return decisionOf(p, router, decide(p, router.state, rules))
}

export function decideTogether(router: Router, all: readonly Arrival[]): Decision[] {
  const batch = createBatch(router.state, all.length)
  for (const [i, a] of all.entries()) loadBatch(batch, i, a.bytes.slice(), router.linkOf(a.port, a.from), a.from, now)
  decideBatch(batch, all.length, router.state)
  return all.map((_, i) => decisionOf(batch.packets[i]!, router, batch.verdicts[i]!))
}

const sameVerdict = (a: Decision, b: Decision): boolean => {
  const [x, y] = [a.verdict, b.verdict]
  if (x.kind === 'forward' && y.kind === 'forward') return x.link.ifId === y.link.ifId
  if (x.kind === 'bfd' && y.kind === 'bfd') return nameOf(x.link) === nameOf(y.link)
  if (x.kind === 'handOver' && y.kind === 'handOver') return x.link.routerId === y.link.routerId
  return JSON.stringify(x) === JSON.stringify(y)
}

const nameOf = (link: SessionLink): number | string => (link.kind === 'external' ? link.ifId : link.routerId)

export const sameDecision = (a: Decision, b: Decision): boolean =>
  sameVerdict(a, b) && a.rule === b.rule && bytesEqual(a.after, b.after) && bytesEqual(a.sent, b.sent)

const kinds = ['forward', 'handOver', 'deliver', 'bfd', 'answer', 'drop']

/** What must hold for any packet; says what does not, or nothing. */
export function findFault(a: Arrival, d: Decision, link: RouterLink): string | undefined {
  const { verdict } = d
  if (!kinds.includes(verdict.kind)) return `verdict ${verdict.kind}`
  if (verdict.kind === 'drop') return undefined
  if (verdict.kind === 'bfd') return d.sent.length === 0 && verdict.link === link ? undefined : 'BFD that is not for its link'
  if (verdict.kind !== 'answer')
    return d.sent.length === Math.min(a.bytes.length, maxDatagram) ? undefined : 'a forwarded packet changed its length'
  if (verdict.with === 'error' && isScmpError(a.bytes)) return 'an answer to an SCMP error'
  return d.sent.length === 0 ? undefined : faultOfAnswer(d.sent, link)
}

/** By the codecs of wire/, not by the router's own reading. */
function isScmpError(bytes: Bytes): boolean {
  const upper = findUpperLayer(bytes.subarray(0, maxDatagram))
  return !isMalformed(upper) && upper.protocol === protocols.scmp && upper.at < bytes.length && bytes[upper.at]! < 128
}

function faultOfAnswer(sent: Bytes, link: RouterLink): string | undefined {
  if (sent.length > 1232) return `an answer of ${sent.length} bytes`
  if (!isScion(sent)) return 'an answer without a readable path'
  if (payloadLength(sent) !== sent.length - headerLength(sent)) return 'an answer with a wrong PayloadLen'
  const upper = findUpperLayer(sent)
  if (isMalformed(upper) || upper.protocol !== protocols.scmp) return 'an answer that is no SCMP message'
  if (!checksumIsValid(sent, protocols.scmp, upper.at)) return 'an answer with a wrong checksum'
  const at = pathAt(sent)
  return link.kind === 'external' && currHf(sent, at) === 0 ? 'an answer that does not leave our hop' : undefined
}

export interface Routers {
  readonly alone: Router
  readonly again: Router
  readonly batched: Router
  readonly fast: Router
}

/** Four times the router of the stories, with random links down, SCMP authenticated or not, BFD or not; one with another AES. */
export function createRouters(chance: Chance, cipher: CipherFactory): Routers {
  const scmpAuthentication = chance.below(2) === 0
  const bfd = chance.below(2) === 0 ? { bfd: {} } : {}
  const down = [...storyAs.routers[0]!.interfaces.map(i => i.ifId), 'brB', 'brC', 'brD'].filter(() => chance.below(5) === 0)
  const create = (more: Partial<RouterConfig> = {}): Router => {
    const router = createStoryRouter({ scmpAuthentication, ...bfd, ...more })
    for (const link of [...router.state.links.external, ...router.state.links.siblings]) link.up = true
    takeDown(router, down)
    return router
  }
  return { alone: create(), again: create(), batched: create(), fast: create({ cipher }) }
}

/** Decides one batch of packets in all ways; throws at the first packet they disagree about or that breaks a rule. */
export function hold(routers: Routers, all: readonly Arrival[], name: string): Decision[] {
  const single = all.map(a => decideAlone(routers.alone, a))
  const ways: Readonly<Record<string, readonly Decision[]>> = {
    'the second time': all.map(a => decideAlone(routers.again, a)),
    'in a batch': decideTogether(routers.batched, all),
    'by the other AES': decideTogether(routers.fast, all),
  }
  for (const [i, a] of all.entries()) {
    const otherwise = Object.keys(ways).find(way => !sameDecision(single[i]!, ways[way]![i]!))
    const different = otherwise === undefined ? undefined : `decided otherwise ${otherwise}`
    const fault =
      findFault(a, single[i]!, routers.alone.linkOf(a.port, a.from)) ?? different ?? faultOfProcess(routers.again, a, single[i]!)
    if (fault !== undefined) throw new Error(`${name}, packet ${i}, port ${a.port} from ${a.from}: ${fault}: ${toHex(a.bytes)}`)
  }
  return single
}

/** The actor sends what was decided, and nothing where an answer cannot be made. STUN is its own. */
function faultOfProcess(router: Router, a: Arrival, d: Decision): string | undefined {
  // A session that hears something takes its link up or down: what comes then is decided otherwise.
  if (d.verdict.kind === 'bfd') return undefined
  const { verdict, sent } = router.process(router.linkOf(a.port, a.from), a.from, a.bytes.slice(), now)
  if (verdict.kind === 'answer' && verdict.with === 'stun') return d.verdict.kind === 'drop' ? undefined : 'STUN instead of a verdict'
  return bytesEqual(sent ?? new Uint8Array(0), d.sent) ? undefined : 'process sends something else'
}
