/**
 * Which paths are alive: a traceroute request to the last router of each, all at once.   private/app/path/pathprobe/paths.go
 *
 * Divergence: the reference means to show `scmp` for a path whose probe met an SCMP error, but cannot match the error to the path and shows
 * `timeout`; we match by sequence number.
 */
import type { Path } from '#control/path/path.ts'
import type { Outbox } from '#wire/actor.ts'
import { getU16 } from '#wire/bytes.ts'
import { protocols } from '#wire/header.ts'
import { svcHost, svcNone } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildScmp, parseScmp, type Scmp } from '#wire/scmp.ts'
import { alertPoints } from './alert.ts'
import type { Host, Route } from './host.ts'
import type { Task } from './operation.ts'
import { type HostPacket, readQuote } from './packet.ts'
import type { PathStatus } from './result.ts'
import { statusInfo } from './scmp-text.ts'

export interface ProbeStatus {
  readonly status: PathStatus
  readonly info?: string
}

/** One status a path, in the order asked. Round trips are noted in the host's path store. */
export type Probed = (statuses: readonly ProbeStatus[], now: number, out: Outbox) => void

export interface ProbeOptions {
  readonly timeoutNs: number
  /** over EPIC-HP, where a path has the authenticators */
  readonly epic: boolean
}

/** Calls `then` once: when every probe is answered, or after the timeout. Paths are not empty. */
export function probePaths(host: Host, paths: readonly Path[], options: ProbeOptions, now: number, out: Outbox, then: Probed): void {
  const statuses: ProbeStatus[] = paths.map(() => ({ status: 'timeout' }))
  let open = paths.length
  const finish = (at: number, outThen: Outbox): void => {
    if (port !== undefined) host.ports.close(port)
    host.finish(task)
    then(statuses, at, outThen)
  }
  const task: Task = { wakeAt: () => now + options.timeoutNs, wake: finish }
  const port = host.ports.open((packet, _, at, outThen) => {
    const answer = readAnswer(packet)
    const path = paths[answer?.index ?? -1]
    if (answer === undefined || path === undefined || statuses[answer.index]!.status !== 'timeout') return
    statuses[answer.index] = answer.status
    if (answer.status.status === 'alive') host.paths.measured(path, at - now)
    if (--open === 0) finish(at, outThen)
  })
  if (port === undefined || open === 0) {
    finish(now, out)
    return
  }
  host.start(task)
  paths.forEach((path, index) => {
    const route = routeToLastRouter(host, path, port, options.epic)
    host.send(route, port, protocols.scmp, tracerouteRequest(port, index), now, out)
  })
}

const routeToLastRouter = (host: Host, path: Path, port: number, epic: boolean): Route =>
  host.routeTo({ isdAs: path.dst, host: svcHost(svcNone) }, path, port, { epic, alert: alertPoints(path.bytes).at(-1)! })

const nobody: IsdAs = '0-0'
export const tracerouteRequest = (identifier: number, sequence: number): Uint8Array =>
  buildScmp({ kind: 'tracerouteRequest', code: 0, identifier, sequence, isdAs: nobody, ifId: 0n, data: new Uint8Array(0) })

function readAnswer(p: HostPacket): { readonly index: number; readonly status: ProbeStatus } | undefined {
  if (p.protocol !== protocols.scmp) return undefined
  const scmp = parseScmp(p.bytes, p.at)
  if (scmp.kind === 'tracerouteReply') return { index: scmp.sequence, status: { status: 'alive' } }
  const index = quotedSequence(scmp)
  return index === undefined ? undefined : { index, status: { status: 'scmp', info: statusInfo(scmp, p.source) } }
}

/** The sequence number of the echo or traceroute request an error quotes. */
export function quotedSequence(scmp: Scmp): number | undefined {
  if (!('quote' in scmp)) return undefined
  const quote = readQuote(scmp.quote)
  return quote === undefined || scmp.quote.length < quote.at + 8 ? undefined : getU16(scmp.quote, quote.at + 6)
}
