/**
 * What a router counts, and the text that Prometheus reads. Names and labels are the reference's (router/metrics.go); ours begin with hopproof_:
 * why packets were refused, and what the sockets refused.
 */
import type { BfdSession } from '#router/bfd/session.ts'
import type { SessionLink } from '#router/bfd/sessions.ts'
import type { DropReason } from '#router/drops.ts'
import type { RouterLink } from '#router/links.ts'
import type { Packet } from '#router/packet.ts'
import type { Router, RouterObserver } from '#router/router.ts'
import type { Verdict } from '#router/verdict.ts'
import { type Labels, metric, socketText } from '../http/exposition.ts'
import type { SocketCounters } from '../io/packet-io.ts'

export interface RouterMetrics {
  readonly observer: RouterObserver
  /** All figures of `router`, which is the one observed last. */
  text(router: Router, sockets: SocketCounters): string
}

const trafficTypes = ['other', 'in', 'out', 'in_transit', 'out_transit', 'br_transit'] as const
type TrafficType = (typeof trafficTypes)[number]

/** Size classes as the reference counts them: 0_63, 64_127, ... 8192_16383. */
const firstClass = 6
const lastClass = 14
const classes = lastClass - firstClass + 1
const classOf = (length: number): number => Math.min(lastClass, Math.max(firstClass, 32 - Math.clz32(length))) - firstClass
const className = (i: number): string => {
  const bits = i + firstClass
  return `${i === 0 ? 0 : 2 ** (bits - 1)}_${2 ** bits - 1}`
}

interface LinkCounters {
  readonly labels: Labels
  readonly inputPackets: Float64Array
  readonly inputBytes: Float64Array
  readonly dropped: Float64Array
  /** by traffic type and size class */
  readonly outputPackets: Float64Array
  readonly outputBytes: Float64Array
  readonly refused: Map<DropReason, number>
}

const createLinkCounters = (labels: Labels): LinkCounters => ({
  labels,
  inputPackets: new Float64Array(classes),
  inputBytes: new Float64Array(classes),
  dropped: new Float64Array(classes),
  outputPackets: new Float64Array(classes * trafficTypes.length),
  outputBytes: new Float64Array(classes * trafficTypes.length),
  refused: new Map(),
})

function labelsOf(router: Router, link: RouterLink): Labels {
  const isdAs = router.state.isdAs
  switch (link.kind) {
    case 'external':
      return { interface: `${link.ifId}`, isd_as: isdAs, neighbor_isd_as: link.neighbor }
    case 'sibling':
      return { interface: `sibling->${link.address}`, isd_as: isdAs, neighbor_isd_as: 'unknown' }
    case 'internal':
      return { interface: 'internal', isd_as: isdAs, neighbor_isd_as: isdAs }
  }
}

export function createRouterMetrics(): RouterMetrics {
  /** by interface label: they outlive a new configuration, whose links are other objects */
  const byName = new Map<string, LinkCounters>()
  const byLink = new WeakMap<RouterLink, LinkCounters>()

  function countersOf(router: Router, link: RouterLink): LinkCounters {
    let counters = byLink.get(link)
    if (counters !== undefined) return counters
    const labels = labelsOf(router, link)
    const name = Object.values(labels).join(' ')
    counters = byName.get(name) ?? createLinkCounters(labels)
    byName.set(name, counters)
    byLink.set(link, counters)
    return counters
  }

  return {
    observer: {
      decided(router, packet, verdict, sent) {
        countArrival(countersOf(router, packet.ingress), packet, verdict)
        if (sent === undefined) return
        const at = typeIndex(packet, verdict) * classes + classOf(sent.length)
        const out = countersOf(router, linkTowards(router, packet, verdict))
        out.outputPackets[at]!++
        out.outputBytes[at]! += sent.length
      },
      originated(router, link, { length }) {
        const at = trafficTypes.indexOf('other') * classes + classOf(length)
        const out = countersOf(router, link)
        out.outputPackets[at]!++
        out.outputBytes[at]! += length
      },
    },
    text(router, sockets) {
      // Links without traffic have figures too.
      const { internal, external, siblings } = router.state.links
      for (const link of [internal, ...external, ...siblings]) countersOf(router, link)
      return [...trafficText([...byName.values()]), ...stateText(router), ...socketText(sockets)].join('')
    },
  }
}

function countArrival(into: LinkCounters, { bytes }: Packet, verdict: Verdict): void {
  const at = classOf(bytes.length)
  into.inputPackets[at]!++
  into.inputBytes[at]! += bytes.length
  if (verdict.kind === 'drop') into.dropped[at]!++
  if (verdict.kind === 'drop' || (verdict.kind === 'answer' && verdict.with === 'error'))
    into.refused.set(verdict.reason, (into.refused.get(verdict.reason) ?? 0) + 1)
}

function linkTowards(router: Router, packet: Packet, verdict: Verdict): RouterLink {
  if (verdict.kind === 'forward' || verdict.kind === 'handOver') return verdict.link
  return verdict.kind === 'deliver' ? router.state.links.internal : packet.ingress
}

const forwardTypes = { external: 'br_transit', sibling: 'out_transit', internal: 'out' } as const
const typeOf = (packet: Packet, verdict: Verdict): TrafficType => {
  if (verdict.kind === 'forward') return forwardTypes[packet.ingress.kind]
  if (verdict.kind === 'handOver') return 'in_transit'
  return verdict.kind === 'deliver' ? 'in' : 'other'
}
const typeIndex = (packet: Packet, verdict: Verdict): number => trafficTypes.indexOf(typeOf(packet, verdict))

type Column = (c: LinkCounters) => Float64Array
const bySize = (all: readonly LinkCounters[], column: Column, more: Labels = {}, from = 0): [Labels, number][] =>
  all.flatMap(c => Array.from({ length: classes }, (_, i) => [{ ...c.labels, sizeclass: className(i), ...more }, column(c)[from + i]!] as [Labels, number])) // biome-ignore format: one line
const byType = (all: readonly LinkCounters[], column: Column): [Labels, number][] =>
  trafficTypes.flatMap((type, i) => bySize(all, column, { type }, i * classes))

type Samples = (all: readonly LinkCounters[]) => readonly [Labels, number][]
const trafficFigures: readonly (readonly [name: string, help: string, samples: Samples])[] = [
  ['router_input_pkts_total', 'Packets received', all => bySize(all, c => c.inputPackets)],
  ['router_input_bytes_total', 'Bytes received', all => bySize(all, c => c.inputBytes)],
  ['router_processed_pkts_total', 'Packets judged by the rules', all => bySize(all, c => c.inputPackets)],
  ['router_output_pkts_total', 'Packets sent', all => byType(all, c => c.outputPackets)],
  ['router_output_bytes_total', 'Bytes sent', all => byType(all, c => c.outputBytes)],
  ['router_dropped_pkts_total', 'Packets dropped in silence', all => bySize(all, c => c.dropped, { reason: 'invalid' })],
  [
    'hopproof_refused_pkts_total',
    'Packets refused, by reason, with an SCMP error or in silence',
    all => all.flatMap(c => [...c.refused].map(([reason, count]): [Labels, number] => [{ ...c.labels, reason }, count])),
  ],
]

const trafficText = (all: readonly LinkCounters[]): string[] =>
  trafficFigures.map(([name, help, samples]) => metric(name, 'counter', help, samples(all)))

const bfdFigures = [
  ['state_changes', 'sibling_state_changes', 'State changes of the BFD session', (s: BfdSession) => s.stateChanges],
  ['sent_packets', 'sent_sibling_packets', 'BFD packets sent', (s: BfdSession) => s.sent],
  ['received_packets', 'received_sibling_packets', 'BFD packets received, without those discarded', (s: BfdSession) => s.received],
] as const

function stateText(router: Router): string[] {
  const { links, isdAs, services } = router.state
  const external = links.external.map(link => ({ link, labels: labelsOf(router, link) }))
  const siblings = links.siblings.map(link => ({ link, labels: { sibling: link.routerId, isd_as: isdAs } }))
  const up = ({ link, labels }: { readonly link: SessionLink; readonly labels: Labels }): [Labels, number] => [labels, Number(link.up)]
  const ofSessions = (all: readonly { readonly link: SessionLink; readonly labels: Labels }[], value: (s: BfdSession) => number) =>
    all.flatMap(({ link, labels }): [Labels, number][] => (link.session === undefined ? [] : [[labels, value(link.session)]]))
  return [
    metric('router_interface_up', 'gauge', '1 = the link is up', external.map(up)),
    metric('router_sibling_reachable', 'gauge', '1 = reachable', siblings.map(up)),
    ...bfdFigures.flatMap(([ofLink, ofSibling, help, value]) => [
      metric(`router_bfd_${ofLink}_total`, 'counter', help, ofSessions(external, value)),
      metric(`router_bfd_${ofSibling}_total`, 'counter', `${help}, with a sibling router`, ofSessions(siblings, value)),
    ]),
    metric(
      'router_service_instance_count',
      'gauge',
      'Backends of a service',
      [...services].map(([number, backends]) => [{ service: serviceNames[number] ?? `${number}`, isd_as: isdAs }, backends.length]),
    ),
  ]
}

const serviceNames: Readonly<Record<number, string>> = { 1: 'DS', 2: 'CS' }
