/**
 * The captures of real routers, replayed: each packet that came in is given to a router of the simulator with the same keys, at the same second,
 * and the verdict and every byte that left have to be the same.
 */
import { softwareAes } from '#crypto/aes.ts'
import { createRouter, type Router } from '#router/router.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import type { Topology } from '#topology/model.ts'
import { internalPort, nsPerS, type UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, isMalformed, toHex } from '#wire/bytes.ts'
import type { Captured } from '#wire/capture.ts'
import { checkHeader, nextHeader, pathType, pathTypes, protocols } from '#wire/header.ts'
import { commentOf, interfaceName, wayOut } from '../capture.ts'
import { simulatedKey } from '../network.ts'

/** What a router made of a packet. */
export interface Outcome {
  /** as captures say it: '' of a packet that goes on, else what refused or answered it */
  readonly comment: string
  /** what left: interface ("1-ff00:0:110 br1#2"), receiver, bytes in hex */
  readonly sent?: { readonly by: string; readonly to: UnderlayAddress; readonly hex: string }
}

export interface Disagreement {
  readonly unixNs: string
  /** the interface it came in by */
  readonly at: string
  readonly from: UnderlayAddress
  readonly hex: string
  readonly captured: Outcome
  readonly replayed: Outcome
}

export interface Replay {
  /** packets decided in both worlds */
  readonly packets: number
  /** how many were refused, by what captures say of it */
  readonly refused: Readonly<Record<string, number>>
  readonly disagreements: readonly Disagreement[]
}

/** A packet that came in, with what the router made of it. */
interface Decision {
  readonly arrived: Datagram
  readonly outcome: Outcome
}

interface Datagram {
  readonly unixNs: bigint
  readonly at: string
  readonly comment: string
  readonly from: UnderlayAddress
  readonly to: UnderlayAddress
  readonly bytes: Bytes
}

/** `captures`: as routers write them, one after the other. `seed`: the network's keys are those of a simulation with it. `rules`: its routers'. */
export function replayCaptures(topology: Topology, seed: number, captures: Iterable<Captured>, rules: RuleSet = ruleSet): Replay {
  const places = placesOf(topology, seed, rules)
  const refused: Record<string, number> = {}
  const disagreements: Disagreement[] = []
  let packets = 0
  for (const { arrived, outcome } of decisionsIn(captures, places)) {
    packets++
    if (outcome.comment !== '') refused[outcome.comment] = (refused[outcome.comment] ?? 0) + 1
    const replayed = decideAgain(places.get(arrived.at)!, arrived, outcome)
    if (!isSame(outcome, replayed)) disagreements.push(disagreement(arrived, outcome, replayed))
  }
  return { packets, refused, disagreements }
}

/** A router's interface. */
interface Place {
  readonly router: Router
  /** begins with the router's first packet */
  readonly clock: { epochS: number }
  readonly port: number
  readonly local: UnderlayAddress
}

/** By the interface's name. Routers with BFD, so that they know its packets; whether links are up is for the captures to say. */
function placesOf(topology: Topology, seed: number, rules: RuleSet): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  for (const as of topology.ases)
    for (const { id, internalAddress, interfaces } of as.routers) {
      const key = simulatedKey(seed, as.isdAs)
      const clock = { epochS: 0 }
      const router = createRouter({ as, id, key, clock, random: () => 0, cipher: softwareAes, rules, bfd: {} })
      places.set(interfaceName(as.isdAs, id, 0), { router, clock, port: internalPort, local: internalAddress })
      for (const { ifId, local } of interfaces) places.set(interfaceName(as.isdAs, id, ifId), { router, clock, port: ifId, local })
    }
  return places
}

/** Each arrival with the packet that left for it: it was written next, with the same time. What routers send by themselves is BFD. */
function* decisionsIn(captures: Iterable<Captured>, places: ReadonlyMap<string, Place>): Generator<Decision> {
  let arrived: Datagram | undefined
  for (const captured of captures) {
    const seen = datagramOf(captured)
    const place = seen && places.get(seen.at)
    if (seen === undefined || place === undefined) continue
    const hasLeft = seen.from === place.local
    if (hasLeft && arrived?.unixNs === seen.unixNs && !isOwnBfd(seen.bytes)) {
      yield { arrived, outcome: { comment: arrived.comment, sent: { by: seen.at, to: seen.to, hex: toHex(seen.bytes) } } }
      arrived = undefined
    } else if (!hasLeft) {
      if (arrived !== undefined) yield { arrived, outcome: { comment: arrived.comment } }
      arrived = seen
    }
  }
  if (arrived !== undefined) yield { arrived, outcome: { comment: arrived.comment } }
}

function datagramOf({ datagram, unixNs, interfaceName: at, comment }: Captured): Datagram | undefined {
  if (isMalformed(datagram)) return undefined
  return { unixNs, at, comment, from: unmapped(datagram.src), to: unmapped(datagram.dst), bytes: datagram.payload }
}

/** A frame of a capture is of one IP version: `oneVersion` has written IPv4 inside IPv6 there. */
const unmapped = (address: UnderlayAddress): UnderlayAddress => address.replace(/^\[::ffff:([\d.]+)\]/, '$1')

const isOwnBfd = (b: Bytes): boolean => checkHeader(b) === undefined && nextHeader(b) === protocols.bfd && pathType(b) !== pathTypes.scion

function decideAgain({ router, clock, port }: Place, { unixNs, from, bytes }: Datagram, { comment: captured }: Outcome): Outcome {
  if (clock.epochS === 0) clock.epochS = Number(unixNs / BigInt(nsPerS))
  const now = Number(unixNs - BigInt(clock.epochS) * BigInt(nsPerS))
  const { links, id, isdAs } = router.state
  const isUp = !/: (external|sibling)Down:/.test(captured)
  for (const link of [...links.external, ...links.siblings]) link.up = isUp
  const ingress = router.linkOf(port, from)
  const { verdict, sent } = router.process(ingress, from, bytes.slice(), now)
  const comment = commentOf(verdict)
  if (sent === undefined) return { comment }
  const { ifId, to } = wayOut(verdict, ingress.ifId, from)
  return { comment, sent: { by: interfaceName(isdAs, id, ifId), to, hex: toHex(sent) } }
}

const isSame = (a: Outcome, b: Outcome): boolean =>
  a.comment === b.comment && a.sent?.by === b.sent?.by && a.sent?.to === b.sent?.to && a.sent?.hex === b.sent?.hex

const disagreement = ({ unixNs, at, from, bytes }: Datagram, captured: Outcome, replayed: Outcome): Disagreement => ({
  ...{ unixNs: String(unixNs), at, from, hex: toHex(bytes), captured, replayed },
})
