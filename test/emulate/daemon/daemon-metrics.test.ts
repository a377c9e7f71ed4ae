import { expect, test } from 'vitest'
import { createDaemonMetrics } from '#emulate/daemon/daemon-metrics.ts'
import { isdAsNumber } from '#wire/isdas.ts'

const rpc = { connections: 3, evicted: 1, garbage: 2, overloaded: 0, overdue: 0, unknown: 0, undelivered: 0 }
const sockets = { errors: new Map([['ECONNREFUSED', 4]]), overflowed: 0 }

test('calls by result, paths by the ISD asked for', () => {
  const { answered, text } = createDaemonMetrics()
  const to = { destinationIsdAs: isdAsNumber('2-ff00:0:1') }
  answered('Paths', 'ok', to)
  answered('Paths', 'ok', to)
  answered('Paths', 'deadlineExceeded', to)
  answered('AS', 'notFound', {})
  answered('NotifyInterfaceDown', 'ok', {})
  const samples = text('1-ff00:0:1', rpc, sockets)
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
  expect(samples).toEqual([
    'sd_path_requests_total{result="ok_success",dst="2"} 2',
    'sd_path_requests_total{result="err_timeout",dst="2"} 1',
    'sd_as_info_requests_total{result="err_not_found"} 1',
    'sd_received_revocations_total{result="ok_success",src="notification"} 1',
    'hopproof_api_connections_total{isd_as="1-ff00:0:1"} 3',
    'hopproof_api_refused_total{isd_as="1-ff00:0:1",why="evicted"} 1',
    'hopproof_api_refused_total{isd_as="1-ff00:0:1",why="garbage"} 2',
    ...['overloaded', 'overdue', 'unknown', 'undelivered'].map(why => `hopproof_api_refused_total{isd_as="1-ff00:0:1",why="${why}"} 0`),
    'hopproof_socket_errors_total{isd_as="1-ff00:0:1",code="ECONNREFUSED"} 4',
  ])
})
