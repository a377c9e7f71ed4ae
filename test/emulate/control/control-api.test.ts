import { expect, test } from 'vitest'
import type { ControlService } from '#control/service.ts'
import type { ControlConfiguration } from '#emulate/config/control.ts'
import { controlApi } from '#emulate/control/control-api.ts'
import { epochS, knowing } from './stores-lab.ts'

function answers(isdAs: '1-ff00:0:110' | '1-ff00:0:111') {
  const state = knowing(isdAs)
  const configuration = { id: state.id, as: state.as, text: '[general]\n' } as ControlConfiguration
  const routes = controlApi({ configuration, service: { state } as ControlService, logLevel: 'info', nowS: () => epochS + 30 })
  return (page: string) => JSON.parse(routes[`GET /api/v1/${page}`]!('').body)
}

test("segments, beacons, TRCs and signer, in the reference's words", () => {
  const ask = answers('1-ff00:0:111')
  expect(ask('segments')).toEqual([
    { start_isd_as: '1-ff00:0:110', end_isd_as: '1-ff00:0:111', id: expect.stringMatching(/^[0-9a-f]{64}$/), length: 2 },
  ])
  expect(ask('beacons')).toEqual({
    beacons: [
      {
        expiration: expect.stringMatching(/^2027-01-15T1\d:\d\d:\d\d(\.5)?Z$/),
        hops: [{ interface: 1, isd_as: '1-ff00:0:110' }],
        id: expect.any(String),
        ingress_interface: 41,
        timestamp: expect.stringMatching(/^2027-01-15T08:00/),
        usages: ['up_registration', 'down_registration', 'propagation'],
      },
    ],
  })
  expect(ask('trcs')).toEqual([{ id: { isd: 1, base_number: 1, serial_number: 1 } }])
  expect(ask('signer')).toMatchObject({
    as_certificate: { isd_as: '1-ff00:0:111', distinguished_name: 'CN=1-ff00:0:111 AS Certificate' },
    trc_id: { isd: 1 },
  })
})

test('the topology, and what every program tells', () => {
  const ask = answers('1-ff00:0:110')
  expect(ask('topology')).toMatchObject({ isd_as: '1-ff00:0:110', attributes: ['core'] })
  expect(ask('log/level')).toEqual({ level: 'info' })
})
