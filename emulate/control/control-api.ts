/**
 * The control service's HTTP API, as the reference's (spec/control): info, config, log level, topology, segments, beacons, TRCs, signer. Lists are
 * whole: query parameters are not heeded.
 */
import { usageBits } from '#control/beacon/policy.ts'
import { firstIsdAs, lastIsdAs, type Segment, segmentExpiryS } from '#control/segment/segment.ts'
import type { ControlService } from '#control/service.ts'
import { bestCredential } from '#control/trust/signer.ts'
import { activeTrcs } from '#control/trust/store.ts'
import type { TrcId } from '#crypto/trc.ts'
import { formatTime } from '#host/duration.ts'
import { writeAsTopology } from '#topology/json.ts'
import { toHex } from '#wire/bytes.ts'
import { isdOf } from '#wire/isdas.ts'
import type { ControlConfiguration } from '../config/control.ts'
import { type ProgramState, programApi } from '../http/program-api.ts'
import { json, problem, type Reply, type Routes } from '../http/server.ts'

/** Asked at each request, as a new configuration may have come. */
export interface ControlApiState extends ProgramState {
  readonly configuration: ControlConfiguration
  readonly service: ControlService
  /** unix seconds */
  nowS(): number
}

export const controlApi = (state: ControlApiState): Routes => ({
  ...programApi('control service', state),
  'GET /api/v1/topology': () => json(writeAsTopology(state.configuration.as)),
  'GET /api/v1/segments': () => json(listSegments(state)),
  'GET /api/v1/beacons': () => json({ beacons: listBeacons(state) }),
  'GET /api/v1/trcs': () => json([...state.service.state.trusted.trcs.values()].flat().map(({ trc }) => ({ id: describeId(trc.id) }))),
  'GET /api/v1/signer': () => describeSigner(state),
})

const describeId = ({ isd, base, serial }: TrcId): object => ({ base_number: Number(base), isd, serial_number: Number(serial) })

function listSegments({ service: { state }, nowS }: ControlApiState): object[] {
  const now = nowS()
  const all = [state.ups, state.cores, state.downs].flatMap(({ byEnd }) => [...byEnd.values()].flatMap(of => [...of.values()]))
  return all
    .filter(s => segmentExpiryS(s) >= now)
    .map(s => ({ end_isd_as: lastIsdAs(s), id: s.id, length: s.length, start_isd_as: firstIsdAs(s) }))
}

const usageNames = { up: 'up_registration', down: 'down_registration', core: 'core_registration', propagation: 'propagation' } as const

const listBeacons = ({ service: { state } }: ControlApiState): object[] =>
  [...state.beacons.groups.values()]
    .flatMap(group => [...group.stored.values()])
    .map(({ beacon, ingress, usage }) => ({
      expiration: formatTime(segmentExpiryS(beacon)),
      hops: hopsOf(beacon),
      id: beacon.id,
      ingress_interface: ingress,
      timestamp: formatTime(beacon.timestamp),
      usages: Object.entries(usageNames).flatMap(([name, text]) => (usage & usageBits[name as keyof typeof usageNames] ? [text] : [])),
    }))

const hopsOf = (s: Segment): object[] =>
  s.entries.flatMap(({ isdAs, hop }) => [hop.ingress, hop.egress].filter(id => id !== 0).map(id => ({ interface: id, isd_as: isdAs })))

function describeSigner({ service: { state }, nowS }: ControlApiState): Reply {
  const { trust, isdAs } = state
  const now = nowS()
  const best = trust && bestCredential(trust, isdAs, now, now)
  const [latest] = trust === undefined ? [] : activeTrcs(trust.store, isdOf(isdAs), now)
  if (best === undefined || latest === undefined) return problem(500, 'no certificate chain is to be trusted now')
  const { as } = best.credential.chain
  return json({
    as_certificate: {
      distinguished_name: `CN=${as.subject.commonName}`,
      isd_as: isdAs,
      subject_key_id: toHex(as.extensions.subjectKeyId!)
        .toUpperCase()
        .replace(/..(?=.)/g, '$& '),
      validity: { not_after: formatTime(as.notAfterS), not_before: formatTime(as.notBeforeS) },
    },
    expiration: formatTime(best.notAfterS),
    trc_id: describeId(latest.id),
  })
}
