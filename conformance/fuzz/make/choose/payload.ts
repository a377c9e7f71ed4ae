/** What a packet carries, chosen so that a packet for this AS can be delivered to where someone listens. */
import { below, pickFrom } from '#topology/random.ts'
import type { Random } from '#wire/actor.ts'
import { protocols } from '#wire/header.ts'
import { scmpTypes } from '#wire/scmp-names.ts'
import type { Site } from '../../site.ts'
import type { ExtensionPlan, PayloadPlan, SpaoPlan } from '../recipe.ts'
import { rarely } from './path.ts'

/** bytes: mostly few, sometimes around what a router's buffer and an SCMP quote hold */
function chooseLength(random: Random): number {
  if (rarely(random, 60)) return pickFrom(random, [8_100, 8_200, 8_300, 8_400, 8_450, 8_900]) + below(random, 100)
  return rarely(random, 8) ? 900 + below(random, 400) : below(random, 40)
}

const { echoRequest, echoReply, tracerouteRequest, tracerouteReply } = scmpTypes

export function choosePayload(random: Random, site: Site, alerted: boolean): PayloadPlan {
  const port = pickFrom(random, site.hostPorts)
  if (alerted) return query(random, tracerouteRequest, port)
  const kind = below(random, 20)
  if (kind < 11) return { kind: 'udp', srcPort: 1 + below(random, 0xffff), dstPort: port, data: chooseLength(random) }
  if (kind < 12) return { kind: 'tcp', srcPort: 443, dstPort: port, data: chooseLength(random) }
  if (kind < 16) return query(random, pickFrom(random, [echoRequest, echoReply, tracerouteRequest, tracerouteReply, 200]), port)
  if (kind < 19) return scmpError(random, port)
  const protocol = pickFrom(random, [protocols.bfd, protocols.experiment1, protocols.experiment2, protocols.udp, protocols.scmp])
  return { kind: 'raw', protocol, data: pickFrom(random, [0, 3, 4, 7, 8, 19, 24, 40]) }
}

function query(random: Random, type: number, identifier: number): PayloadPlan {
  return { kind: 'scmp', type, code: rarely(random, 10) ? 1 : 0, identifier, data: chooseLength(random) }
}

function scmpError(random: Random, port: number): PayloadPlan {
  const type = pickFrom(random, [1, 2, 4, 4, 5, 6, 3, 127])
  const quoted = pickFrom(random, ['udp', 'udp', echoRequest, tracerouteRequest, echoReply] as const)
  return {
    kind: 'scmpError',
    type,
    code: below(random, 60),
    quoted,
    port: rarely(random, 12) ? 0 : port,
    cut: rarely(random, 8) ? below(random, 100) : 0,
  }
}

export function chooseExtensions(random: Random): ExtensionPlan[] {
  const kinds = rarely(random, 10) ? pickFrom(random, extensionOrders) : []
  return kinds.map(kind => ({ kind, options: Array.from({ length: below(random, 3) }, () => below(random, 30)) }))
}

/** The right orders, and wrong ones. */
const extensionOrders: readonly (readonly ExtensionPlan['kind'][])[] = [
  ['hopByHop'],
  ['endToEnd'],
  ['hopByHop', 'endToEnd'],
  ['endToEnd', 'hopByHop'],
  ['hopByHop', 'hopByHop'],
]

/** 1: the SPI of SCMP, AS-host key, sender side */
export const chooseSpao = (random: Random): SpaoPlan => ({
  spi: rarely(random, 6) ? pickFrom(random, [0, 2, 0x10001, 0x20001, 0x200001]) : 1,
  ageS: rarely(random, 6) ? pickFrom(random, [-400, -100, 100, 400]) : 0,
  good: !rarely(random, 6),
})
