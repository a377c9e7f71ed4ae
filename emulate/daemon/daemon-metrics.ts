/** What a daemon counts. Names and labels are the reference's (daemon/daemon.go); ours begin with hopproof_. */
import type { IsdAs } from '#wire/isdas.ts'
import { isdAsOfNumber, isdOf } from '#wire/isdas.ts'
import { type Labels, metric } from '../http/exposition.ts'
import type { SocketCounters } from '../io/packet-io.ts'
import type { Refusal, RpcCounters } from '../rpc/server.ts'
import type { DaemonMethod, Request } from './schema.ts'

type Result = 'ok' | Refusal['refused']

export interface DaemonMetrics {
  answered(method: DaemonMethod, result: Result, request: unknown): void
  text(isdAs: IsdAs, rpc: RpcCounters, sockets: SocketCounters): string
}

/** As the reference names results. */
const results: Readonly<Record<Result, string>> = {
  ok: 'ok_success',
  invalidArgument: 'err_invalid_request',
  unavailable: 'err_unavailable',
  deadlineExceeded: 'err_timeout',
  notFound: 'err_not_found',
  failedPrecondition: 'err_not_classified',
}

const names: Partial<Readonly<Record<DaemonMethod, readonly [name: string, help: string]>>> = {
  Paths: ['sd_path_requests_total', 'The amount of path requests received.'],
  AS: ['sd_as_info_requests_total', 'The amount of AS requests received.'],
  Interfaces: ['sd_if_info_requests_total', 'The amount of interfaces requests received.'],
  Services: ['sd_service_info_requests_total', 'The amount of services requests received.'],
  NotifyInterfaceDown: ['sd_received_revocations_total', 'The amount of revocations received.'],
  PortRange: ['hopproof_sd_port_range_requests_total', 'Requests for the dispatched ports.'],
  DRKeyASHost: ['hopproof_sd_drkey_as_host_requests_total', 'Requests for AS-host keys.'],
  DRKeyHostAS: ['hopproof_sd_drkey_host_as_requests_total', 'Requests for host-AS keys.'],
  DRKeyHostHost: ['hopproof_sd_drkey_host_host_requests_total', 'Requests for host-host keys.'],
}

export function createDaemonMetrics(): DaemonMetrics {
  /** by method and the text of the labels */
  const counts = new Map<DaemonMethod, Map<string, number>>()
  return {
    answered(method, result, request) {
      const ofMethod = counts.get(method) ?? new Map<string, number>()
      counts.set(method, ofMethod)
      const labels = JSON.stringify(labelsOf(method, results[result], request))
      ofMethod.set(labels, (ofMethod.get(labels) ?? 0) + 1)
    },
    text(isdAs, rpc, sockets) {
      const calls = Object.entries(names).map(([method, [name, help]]) =>
        metric(
          name,
          'counter',
          help,
          [...(counts.get(method as DaemonMethod) ?? [])].map(([labels, n]) => [JSON.parse(labels) as Labels, n]),
        ),
      )
      return calls.join('') + serverText(isdAs, rpc, sockets)
    },
  }
}

function labelsOf(method: DaemonMethod, result: string, request: unknown): Labels {
  if (method === 'NotifyInterfaceDown') return { result, src: 'notification' }
  if (method !== 'Paths') return { result }
  // The ISD alone: labels of Prometheus should be few.
  return { result, dst: `${isdOf(isdAsOfNumber((request as Request<'Paths'>).destinationIsdAs))}` }
}

function serverText(isdAs: IsdAs, rpc: RpcCounters, sockets: SocketCounters): string {
  const refused = Object.entries(rpc).filter(([why]) => why !== 'connections')
  return [
    metric('hopproof_api_connections_total', 'counter', 'Connections to the API.', [[{ isd_as: isdAs }, rpc.connections]]),
    metric(
      'hopproof_api_refused_total',
      'counter',
      'Connections and calls that got no answer.',
      refused.map(([why, n]) => [{ isd_as: isdAs, why }, n]),
    ),
    metric(
      'hopproof_socket_errors_total',
      'counter',
      'What the socket refused to send.',
      [...sockets.errors].map(([code, n]) => [{ isd_as: isdAs, code }, n]),
    ),
  ].join('')
}
