import { expect, test } from 'vitest'
import type { ControlService } from '#control/service.ts'
import { createControlMetrics } from '#emulate/control/control-metrics.ts'
import { knowing } from './stores-lab.ts'

const state = knowing('1-ff00:0:110')
const service = { state, counters: state.counters } as unknown as ControlService
const sockets = { errors: new Map([['ECONNREFUSED', 2]]), overflowed: 0 }

test("the reference's names, and ours for what it has not", () => {
  const text = createControlMetrics().text(service, sockets)
  expect(text).toContain(`control_beaconing_originated_beacons_total{result="ok_success"} ${state.counters.originated}\n`)
  expect(text).toContain('control_segment_registry_segments_received_total{result="ok_success"} ')
  expect(text).toContain('trustengine_latest_trc_serial_number 1\n')
  expect(text).toMatch(/hopproof_control_kept\{seg_type="down"\} [1-9]/)
  expect(text).toContain(`hopproof_control_events_total{event="stored"} ${state.counters.stored}\n`)
  expect(text).toContain('hopproof_socket_errors_total{error="ECONNREFUSED"} 2\n')
})

test('counts go on when a new configuration has replaced the service', () => {
  const metrics = createControlMetrics()
  metrics.retire(service)
  expect(metrics.text(service, sockets)).toContain(`originated_beacons_total{result="ok_success"} ${2 * state.counters.originated}\n`)
})
