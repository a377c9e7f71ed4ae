/** A whole packet: a way through the AS, who sends it to whom, what it carries. */
import { below, pickFrom } from '#topology/random.ts'
import type { Random } from '#wire/actor.ts'
import { toHex } from '#wire/bytes.ts'
import { hostTypes, protocols, type RawHost } from '#wire/header.ts'
import { parseHost, svcHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Door, doorsOfKind, linksOf, type Site } from '../../site.ts'
import type { EndPlan, EpicPlan, PacketPlan, PathPlan, ScionPlan } from '../recipe.ts'
import { chooseWay, rarely } from './path.ts'
import { chooseExtensions, choosePayload, chooseSpao } from './payload.ts'

export interface ChosenPacket {
  readonly door: Door
  readonly packet: PacketPlan
}

export function choosePacket(random: Random, site: Site): ChosenPacket {
  const kind = below(random, 40)
  if (kind === 0) return unrouted(random, site)
  if (kind < 4) return oneHop(random, site)
  const way = chooseWay(random, site)
  const door = way.from?.door ?? hostDoor(random, site)
  const plan: ScionPlan = rarely(random, 8) ? { ...way.plan, epic: chooseEpic(random) } : way.plan
  const src = endOf(
    random,
    way.from === undefined ? site.as.isdAs : elsewhere(random, site),
    way.from === undefined ? site.hosts : undefined,
  )
  const dst = endOf(random, way.to === undefined ? site.as.isdAs : elsewhere(random, site), way.to === undefined ? site.hosts : undefined)
  return { door, packet: carrying(random, site, src, dst, plan) }
}

function carrying(random: Random, site: Site, src: EndPlan, dst: EndPlan, path: PathPlan): PacketPlan {
  const alerted = path.kind === 'scion' && path.segments.some(s => s.hops.some(h => h.mac === 'own' && h.alerts !== 0))
  const spao = (alerted && rarely(random, 2)) || rarely(random, 30) ? { spao: chooseSpao(random) } : {}
  return {
    trafficClass: rarely(random, 4) ? below(random, 256) : 0,
    src,
    dst,
    path,
    extensions: chooseExtensions(random),
    ...spao,
    payload: choosePayload(random, site, alerted && !rarely(random, 5)),
  }
}

const hostDoor = (random: Random, site: Site): Door => pickFrom(random, doorsOfKind(site, 'host'))

const elsewhere = (random: Random, site: Site): IsdAs =>
  rarely(random, 3)
    ? pickFrom(random, linksOf(site)).neighbor
    : pickFrom(random, ['1-ff00:0:999', '7-64512', '65535-ffff:ffff:ffff', '4-1'] as const)

/** A host, at one of these addresses when it is one of ours; some are services, and some no hosts at all. */
function endOf(random: Random, isdAs: IsdAs, hosts: readonly string[] | undefined): EndPlan {
  const { type, bytes } = rarely(random, 5) ? oddHost(random) : parseHost(hosts === undefined ? '10.1.2.3' : pickFrom(random, hosts))
  return { isdAs, type, host: toHex(bytes) }
}

function oddHost(random: Random): RawHost {
  switch (below(random, 8)) {
    case 0:
      return unnamedHost(below(random, 16))
    case 1:
      return { type: hostTypes.ipv4, bytes: new Uint8Array(4) }
    case 2:
      return { type: hostTypes.ipv6, bytes: mapped }
    case 3:
      return { type: hostTypes.ipv6, bytes: new Uint8Array(16) }
    case 4:
      return parseHost('fd00::1')
    default:
      return svcHost(pickFrom(random, [1, 2, 2, 0x8001, 0x8002, 0x10, 3, 0xffff]))
  }
}

/** Any of the types that have a length and no meaning; where the bits say so, one that has. */
const unnamedHost = (type: number): RawHost => ({ type, bytes: new Uint8Array(4 * ((type & 3) + 1)) })

const mapped = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127, 0, 0, 1)

const chooseEpic = (random: Random): EpicPlan => ({
  // The window reaches 3 s back and 1 s ahead.
  sentMs: rarely(random, 5) ? pickFrom(random, [-3_000, 6_000, 60_000]) : 500,
  counter: random(),
  phvf: rarely(random, 6) ? random() : 'good',
  lhvf: rarely(random, 6) ? random() : 'good',
})

/** To a neighbour, or from one: control services that know no path yet. */
function oneHop(random: Random, site: Site): ChosenPacket {
  const links = linksOf(site)
  const outwards = rarely(random, 2)
  const link = pickFrom(random, outwards ? links : links.filter(l => l.door.kind === 'external'))
  const door = outwards ? hostDoor(random, site) : link.door
  const hop = { consIngress: 0, consEgress: outwards ? link.ifId : 1 + below(random, 100), expTime: below(random, 256), alerts: 0 }
  const segment = {
    consDir: !rarely(random, 12),
    peer: false,
    segId: below(random, 0x1_0000),
    ageS: below(random, 300),
    hops: [{ ...hop, mac: outwards ? ('own' as const) : random() }],
  }
  const [src, dst] = outwards ? [site.as.isdAs, link.neighbor] : [link.neighbor, site.as.isdAs]
  const plan = carrying(random, site, endOf(random, src, site.hosts), endOf(random, dst, site.hosts), { kind: 'oneHop', segment })
  const service = rarely(random, 2) ? { dst: { isdAs: dst, ...hexHost(svcHost(2)) } } : {}
  return { door, packet: { ...plan, ...service } }
}

const hexHost = ({ type, bytes }: RawHost) => ({ type, host: toHex(bytes) })

/** Empty paths, BFD among them, and path types that nobody forwards. */
function unrouted(random: Random, site: Site): ChosenPacket {
  const door = pickFrom(random, site.doors)
  const path: PathPlan = rarely(random, 3) ? { kind: 'raw', type: 4 + below(random, 252), bytes: 4 * below(random, 20) } : { kind: 'empty' }
  const end = endOf(random, site.as.isdAs, site.hosts)
  const payload = rarely(random, 2) ? { payload: { kind: 'raw' as const, protocol: protocols.bfd, data: 24 } } : {}
  return { door, packet: { ...carrying(random, site, end, end, path), ...payload } }
}
