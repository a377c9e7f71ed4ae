/**
 * What a control service counts, and the text that Prometheus reads. Names are the reference's where it has such a figure (control/observability.go),
 * with fewer labels: the service counts by result. Ours begin with hopproof_: everything it did, and why it refused what it refused.
 */
import { type ControlCounters, eventNames, type Rejection, rejections } from '#control/events.ts'
import type { ControlService } from '#control/service.ts'
import { latestTrc } from '#control/trust/store.ts'
import { isdOf } from '#wire/isdas.ts'
import { type Labels, metric, socketText } from '../http/exposition.ts'
import type { SocketCounters } from '../io/packet-io.ts'

type Counts = Record<keyof ControlCounters, number>

const ok = 'ok_success'
/** name, help, and which counters its results are */
const figures: readonly (readonly [name: string, help: string, results: Readonly<Record<string, keyof ControlCounters>>])[] = [
  ['control_beaconing_originated_beacons_total', 'Total number of beacons originated.', { [ok]: 'originated' }],
  [
    'control_beaconing_propagated_beacons_total',
    'Total number of beacons propagated.',
    { [ok]: 'propagated', err_network: 'beaconLost', err_process: 'beaconRefused' },
  ],
  [
    'control_beaconing_received_beacons_total',
    'Total number of beacons received.',
    { [ok]: 'accepted', err_verify: 'signature', err_parse: 'bodyMalformed' },
  ],
  [
    'control_beaconing_registered_segments_total',
    'Total number of segments registered.',
    { [ok]: 'registered', err_network: 'registrationLost' },
  ],
  [
    'control_segment_lookup_requests_total',
    'Total number of path segments requests received.',
    { [ok]: 'answered', err_unavailable: 'busy' },
  ],
  ['control_segment_registry_segments_received_total', 'Total number of path segments received through registrations.', { [ok]: 'stored' }],
  [
    'renewal_signed_certificate_chains_total',
    'Number of certificate chains signed',
    { [ok]: 'issued', err_verify: 'renewalInvalid', err_unavailable: 'caInactive' },
  ],
]

export interface ControlMetrics {
  /** All figures; `service` is the one after those that were retired. */
  text(service: ControlService, sockets: SocketCounters): string
  /** A service has given way to another: its counts go on. */
  retire(service: ControlService): void
}

export function createControlMetrics(): ControlMetrics {
  const before = new Map<keyof ControlCounters, number>()
  const countsOf = (service: ControlService): Counts =>
    Object.fromEntries(
      Object.entries(service.counters).map(([name, count]) => [name, count + (before.get(name as keyof ControlCounters) ?? 0)]),
    ) as Counts
  return {
    text: (service, sockets) => describe(service, countsOf(service), sockets),
    retire(service) {
      for (const [name, count] of Object.entries(countsOf(service))) before.set(name as keyof ControlCounters, count)
    },
  }
}

function describe(service: ControlService, counts: Counts, sockets: SocketCounters): string {
  return [
    ...figures.map(([name, help, results]) =>
      metric(
        name,
        'counter',
        help,
        Object.entries(results).map(([result, counter]) => [{ result }, counts[counter]]),
      ),
    ),
    ...trcMetrics(service),
    metric('hopproof_control_events_total', 'counter', 'What the service did', labelled('event', eventNames, counts)),
    metric('hopproof_control_refused_total', 'counter', 'What was refused, and why', labelled('reason', reasons, counts)),
    metric('hopproof_control_beacon_bytes_total', 'counter', 'Bytes of beacons sent', [[{}, counts.beaconBytes]]),
    metric('hopproof_control_kept', 'gauge', 'Segments and beacons that are kept', keptCounts(service)),
    ...socketText(sockets),
  ].join('')
}

const reasons = Object.keys(rejections) as Rejection[]
const labelled = <K extends keyof ControlCounters>(label: string, names: readonly K[], counts: Counts): (readonly [Labels, number])[] =>
  names.filter(name => counts[name] > 0).map(name => [{ [label]: name }, counts[name]])

/** Of the service's own ISD. */
function trcMetrics({ state: { trusted, isdAs } }: ControlService): string[] {
  const trc = latestTrc(trusted, isdOf(isdAs))?.trc
  if (trc === undefined) return []
  return [
    metric('trustengine_latest_trc_not_before_time_seconds', 'gauge', 'The not_before time of the latest TRC for the local ISD.', [
      [{}, trc.notBeforeS],
    ]),
    metric('trustengine_latest_trc_not_after_time_seconds', 'gauge', 'The not_after time of the latest TRC for the local ISD.', [
      [{}, trc.notAfterS],
    ]),
    metric('trustengine_latest_trc_serial_number', 'gauge', 'The serial number of the latest TRC for the local ISD.', [
      [{}, Number(trc.id.serial)],
    ]),
  ]
}

function keptCounts({ state: { ups, cores, downs, beacons } }: ControlService): (readonly [Labels, number])[] {
  const sizeOf = (maps: Iterable<{ readonly size: number }>): number => [...maps].reduce((sum, { size }) => sum + size, 0)
  return [
    [{ seg_type: 'up' }, sizeOf(ups.byEnd.values())],
    [{ seg_type: 'core' }, sizeOf(cores.byEnd.values())],
    [{ seg_type: 'down' }, sizeOf(downs.byEnd.values())],
    [{ seg_type: 'beacon' }, sizeOf([...beacons.groups.values()].map(g => g.stored))],
  ]
}
