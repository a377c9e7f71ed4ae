/** `paths`: the ways to an AS, and which of them are alive.   scion/showpaths/showpaths.go */
import type { PathMetadata } from '#control/path/metadata.ts'
import type { Path } from '#control/path/path.ts'
import type { Outbox } from '#wire/actor.ts'
import { formatHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { allowedOf, hopRecords, listingOrder } from './choice.ts'
import { formatTime } from './duration.ts'
import type { Host } from './host.ts'
import { createEnding, type Operation, type OperationOptions } from './operation.ts'
import type { PathsFound, Then } from './path-store.ts'
import { type ProbeStatus, probePaths } from './probe.ts'
import type { PathOptions } from './resolve.ts'
import { type PathEntry, type PathsResult, type ServiceRecord, sequenceOf } from './result.ts'

export interface PathsOptions
  extends OperationOptions<PathsResult>,
    Pick<PathOptions, 'acl' | 'sequence' | 'policy' | 'refresh' | 'hidden' | 'epic'> {
  readonly destination: IsdAs
  /** 0 = all */
  readonly maxPaths: number
  readonly probe: boolean
  /** how long probes wait for their replies */
  readonly timeoutNs: number
}

export function paths(host: Host, options: PathsOptions, now: number, out: Outbox): Operation<PathsResult> {
  const { destination } = options
  const result: PathsResult = { local_isd_as: host.endpoint.isdAs, destination }
  const ending = createEnding(options, () => ({ kind: 'done', result }), () => {}) // biome-ignore format: one line
  if (destination === result.local_isd_as) {
    ending.end({ kind: 'done', result }, now)
    return ending
  }
  const list = (found: readonly Path[], statuses: readonly ProbeStatus[] | undefined, at: number): void => {
    const entries = found.map((path, i) => ({ path, entry: pathEntry(host, path, statuses?.[i]) }))
    entries.sort((a, b) => listingOrder(a.path, b.path))
    ending.end({ kind: 'done', result: { ...result, paths: entries.map(e => e.entry) } }, at)
  }
  const show: Then = (found, at, outThen) => {
    const listed = listedPaths(found, options)
    if ('reason' in found) ending.end({ kind: 'failed', reason: found.reason }, at)
    else if (listed.length === 0) ending.end({ kind: 'done', result }, at)
    else if (options.probe)
      probePaths(host, listed, { timeoutNs: options.timeoutNs, epic: options.epic === true }, at, outThen, (statuses, probedAt) =>
        list(listed, statuses, probedAt),
      )
    else list(listed, undefined, at)
  }
  host.paths.find(destination, options.refresh ?? false, now, out, show, options.hidden ?? false)
  return ending
}

function listedPaths(found: PathsFound, options: PathsOptions): Path[] {
  if ('reason' in found) return []
  const allowed = allowedOf(found, options)
  return options.maxPaths === 0 ? allowed : allowed.slice(0, options.maxPaths)
}

function pathEntry(host: Host, path: Path, probed: ProbeStatus | undefined): PathEntry {
  const hops = hopRecords(path)
  const { metadata } = path
  return {
    fingerprint: path.fingerprint.slice(0, 16),
    hops,
    sequence: sequenceOf(hops),
    next_hop: host.routeTo(host.endpoint, path, 0).nextHop,
    expiry: formatTime(path.expiryS),
    mtu: path.mtu,
    latency: metadata.latencyNs.map(ns => ns ?? -1),
    ...(probed && { status: probed.status, ...(probed.info !== undefined && { status_info: probed.info }) }),
    local_ip: probed === undefined ? '' : formatHost(host.endpoint.host),
    ...(metadata.discovery.size > 0 && { discovery: discoveryRecord(metadata) }),
    metadata,
    supportsEpic: path.epicAuths !== undefined,
  }
}

/** By the text of the ISD-AS, as JSON of the reference has it; kinds of which there are none are left out. */
function discoveryRecord({ discovery }: PathMetadata): Record<string, ServiceRecord> {
  const ases = [...discovery].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    ases.map(([isdAs, { controlServices, discoveryServices }]) => [
      isdAs,
      {
        ...(controlServices.length > 0 && { control_services: controlServices }),
        ...(discoveryServices.length > 0 && { discovery_services: discoveryServices }),
      },
    ]),
  )
}
