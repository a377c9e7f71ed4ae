/** What our router does with a datagram, in process: the expectation that the router under test is held against. */
import type { DropReason } from '#router/drops.ts'
import { createRouter, type RouterConfig } from '#router/router.ts'
import type { Verdict } from '#router/verdict.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, getU16 } from '#wire/bytes.ts'
import { dstHostAt, dstHostType, hostTypes } from '#wire/header.ts'
import { svcMulticast } from '#wire/host-address.ts'
import { type Door, routerAddress, type Site } from '../site.ts'
import { isUrgent } from './urgent.ts'

/** A datagram that leaves the router: by which of its sockets, and to one of these addresses. */
export interface Output {
  readonly from: UnderlayAddress
  readonly to: readonly UnderlayAddress[]
  readonly bytes: Bytes
}

export interface Decision {
  readonly verdict: Verdict['kind']
  /** the rule of ours that decided */
  readonly rule: string
  readonly reason: DropReason | undefined
  /** the interface the path says it leaves by, 0 also where no rule asked */
  readonly egressIfId: number
  readonly output: Output | undefined
}

export interface Oracle {
  /** Mostly one decision; two where the seconds between sending and arriving decide, and either is right. `nowMs`: unix milliseconds. */
  expect(door: Door, bytes: Bytes, nowMs: number): readonly Decision[]
}

/** A packet is looked at by the router under test this long before and behind the moment we think, milliseconds: clocks, and waiting. */
export const earlyMs = 100
export const lateMs = 1_500

export function createOracle(site: Site): Oracle {
  let seen: Pick<Decision, 'rule' | 'egressIfId'> = { rule: '', egressIfId: 0 }
  const epochS = Math.floor(Date.UTC(2020, 0) / 1000)
  const config: RouterConfig = {
    as: site.as,
    id: site.routerId,
    key: site.key,
    clock: { epochS },
    random: () => 0,
    scmpAuthentication: site.scmpAuthentication,
    observer: {
      decided(_, packet) {
        seen = { rule: packet.rule, egressIfId: packet.egressIfId }
      },
    },
  }
  const router = createRouter(config)

  function decideAt(door: Door, bytes: Bytes, nowMs: number): Decision {
    const own = bytes.slice()
    const nowNs = Math.round((nowMs - epochS * 1000) * 1e6)
    const { verdict, sent } = router.process(router.linkOf(door.port, door.from), door.from, own, nowNs)
    const reason = 'reason' in verdict ? verdict.reason : undefined
    return { verdict: verdict.kind, ...seen, reason, output: outputOf(site, door, verdict, sent, bytes) }
  }

  return {
    expect(door, bytes, nowMs) {
      if (!isUrgent(bytes, nowMs)) return [decideAt(door, bytes, nowMs)]
      const [early, late] = [decideAt(door, bytes, nowMs - earlyMs), decideAt(door, bytes, nowMs + lateMs)]
      return sameDecision(early, late) ? [early] : [early, late]
    },
  }
}

/** The datagram that a verdict means. */
export function outputOf(site: Site, door: Door, verdict: Verdict, sent: Bytes | undefined, input: Bytes): Output | undefined {
  if (sent === undefined) return undefined
  const own = site.as.routers.find(r => r.id === site.routerId)!
  switch (verdict.kind) {
    case 'forward':
      return { from: own.interfaces.find(i => i.ifId === verdict.link.ifId)!.local, to: [verdict.link.remote], bytes: sent }
    case 'handOver':
      return { from: own.internalAddress, to: [verdict.link.address], bytes: sent }
    case 'deliver':
      return { from: own.internalAddress, to: receivers(site, verdict.to, input), bytes: sent }
    case 'answer':
      return { from: routerAddress(site, door), to: [door.from], bytes: sent }
    case 'drop':
      return undefined
  }
}

/** A packet for a service goes to any of its backends. */
function receivers(site: Site, chosen: UnderlayAddress, input: Bytes): UnderlayAddress[] {
  if (dstHostType(input) !== hostTypes.svc) return [chosen]
  const backends = (getU16(input, dstHostAt) & ~svcMulticast) === 1 ? site.as.discoveryServices : site.as.controlServices
  return backends.map(s => s.address)
}

/** Signed answers carry the time: only what decided, and to whom it goes, is compared. */
const sameDecision = (a: Decision, b: Decision): boolean =>
  a.verdict === b.verdict &&
  a.reason === b.reason &&
  a.output?.bytes.length === b.output?.bytes.length &&
  String(a.output?.to) === String(b.output?.to)
