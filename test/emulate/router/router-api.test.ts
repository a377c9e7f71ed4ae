import { expect, test } from 'vitest'
import type { RouterConfiguration } from '#emulate/config/router.ts'
import { type ApiState, routerApi } from '#emulate/router/router-api.ts'
import { createStoryRouter, key, storyAs } from '#test/router/network.ts'
import { takeDown } from '#test/router/tell.ts'

function createState(): ApiState {
  const settings = { scmpAuthentication: true, bfd: {}, logLevel: 'info' as const }
  const configuration: RouterConfiguration = { id: 'brA', as: storyAs, key, settings, text: '[general]\n', warnings: [] }
  return { configuration, router: createStoryRouter(), logLevel: 'info' }
}

test("interfaces, in the reference's words", () => {
  const state = createState()
  takeDown(state.router, [141])
  const { interfaces, sibling_interfaces } = JSON.parse(routerApi(state)['GET /api/v1/interfaces']!('').body)
  expect(interfaces.map((i: { readonly interface_id: number; readonly state: string }) => [i.interface_id, i.state])).toEqual([
    [121, 'up'],
    [131, 'up'],
    [141, 'down'],
    [151, 'up'],
  ])
  expect(interfaces[1]).toEqual({
    bfd: { desired_minimum_tx_interval: '200ms', detection_multiplier: 3, enabled: true, required_minimum_receive: '200ms' },
    interface_id: 131,
    internal_interface: '192.168.0.11:30001',
    neighbor: { address: '192.168.13.3:40000', isd_as: '1-ff00:0:3' },
    relationship: 'parent',
    scion_mtu: 1472,
    state: 'up',
  })
  expect(sibling_interfaces[2]).toEqual({
    interface_id: 191,
    internal_interface: '192.168.0.14:30004',
    neighbor: { isd_as: '1-ff00:0:9' },
    relationship: 'parent',
    scion_mtu: 1472,
    state: 'up',
  })
})

test('the log level is shown and set; nonsense is a problem', () => {
  const state = createState()
  const api = routerApi(state)
  expect(api['PUT /api/v1/log/level']!('{"level": "debug"}')).toMatchObject({ status: 200, body: '{\n    "level": "debug"\n}\n' })
  expect(state.logLevel).toBe('debug')
  for (const nonsense of ['', '7', 'null', '{"level": "loud"}', '{"level": 1}'])
    expect(api['PUT /api/v1/log/level']!(nonsense)).toMatchObject({ status: 400, type: 'application/problem+json' })
  expect(api['GET /api/v1/log/level']!('').body).toContain('debug')
})

test('info and config are texts', () => {
  const api = routerApi(createState())
  expect(api['GET /api/v1/info']!('').body).toContain('1-ff00:0:1')
  expect(api['GET /api/v1/config']!('').body).toBe('[general]\n')
})
