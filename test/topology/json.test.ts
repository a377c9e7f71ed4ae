import { describe, expect, test } from 'vitest'
import { readAsTopology, writeAsTopology } from '#topology/json.ts'
import { network, userError } from './networks.ts'

const file = {
  attributes: ['core'],
  isd_as: '1-ff00:0:110',
  mtu: 1400,
  test_dispatcher: true,
  dispatched_ports: '31000-32767',
  control_service: { cs1: { addr: '127.0.0.11:31000' } },
  discovery_service: { ds1: { addr: '[fd00::1]:30252' } },
  border_routers: {
    br1: {
      internal_addr: '127.0.0.9:31002',
      interfaces: {
        1: { underlay: { local: '127.0.0.4:50000', remote: '127.0.0.5:50000' }, isd_as: '1-ff00:0:111', link_to: 'child', mtu: 1280 },
        7: {
          underlay: { local: '127.0.0.6:50000', remote: '127.0.0.7:50000' },
          isd_as: '2-ff00:0:211',
          link_to: 'peer',
          mtu: 1472,
          bfd: { disable: false, detect_mult: 3, desired_min_tx_interval: '200ms', required_min_rx_interval: '1500ms' },
          remote_interface_id: 6,
        },
      },
    },
    br2: { internal_addr: '127.0.0.10:31004', interfaces: {} },
  },
}

/** `file` with one place changed. */
const changed = (path: string, value: unknown): unknown => {
  const copy = structuredClone(file) as Record<string, unknown>
  const keys = path.split('/')
  const inner = keys.slice(0, -1).reduce((o, key) => o[key] as Record<string, unknown>, copy)
  if (value === undefined) delete inner[keys.at(-1)!]
  else inner[keys.at(-1)!] = value
  return copy
}
const inInterface = (key: string) => `border_routers/br1/interfaces/7/${key}`

test('values', () => {
  const as = readAsTopology(file)
  expect(as).toMatchObject({ isdAs: '1-ff00:0:110', core: true, mtu: 1400, dispatchedPorts: { first: 31000, last: 32767 } })
  expect(as.controlServices).toEqual([{ id: 'cs1', address: '127.0.0.11:31000' }])
  expect(as.discoveryServices).toEqual([{ id: 'ds1', address: '[fd00::1]:30252' }])
  expect(as.routers.map(r => [r.id, r.internalAddress, r.interfaces.length])).toEqual([
    ['br1', '127.0.0.9:31002', 2],
    ['br2', '127.0.0.10:31004', 0],
  ])
  expect(as.routers[0]!.interfaces[1]).toEqual({
    ifId: 7,
    linkType: 'peer',
    neighbor: '2-ff00:0:211',
    neighborIfId: 6,
    local: '127.0.0.6:50000',
    remote: '127.0.0.7:50000',
    mtu: 1472,
    bfd: { disable: false, detectMult: 3, desiredMinTxNs: 200e6, requiredMinRxNs: 1.5e9 },
  })
})

test('text and object say the same, and written they are the file', () => {
  expect(readAsTopology(JSON.stringify(file))).toEqual(readAsTopology(file))
  expect(writeAsTopology(readAsTopology(file))).toEqual(file)
})

test("interfaces come by id, whatever the file's order", () => {
  const { 1: one, 7: seven } = file.border_routers.br1.interfaces
  const interfaces = `{"7": ${JSON.stringify(seven)}, "1": ${JSON.stringify(one)}}`
  const text = JSON.stringify({ ...file, border_routers: { br1: { internal_addr: '127.0.0.9:31002', interfaces: 0 } } }).replace(
    '"interfaces":0',
    `"interfaces":${interfaces}`,
  )
  expect(readAsTopology(text).routers[0]!.interfaces.map(i => i.ifId)).toEqual([1, 7])
})

test('link_to in any case; what we do not use is passed over', () => {
  expect(readAsTopology(changed(inInterface('link_to'), 'PARENT')).routers[0]!.interfaces[1]!.linkType).toBe('parent')
  expect(readAsTopology({ ...file, sigs: { x: 1 }, ctrl_addr: 'x', timestamp: 3 })).toEqual(readAsTopology(file))
})

test.each([
  ['', undefined],
  ['-', undefined],
  [undefined, undefined],
  ['all', { first: 1, last: 65535 }],
  ['1024-65535', { first: 1024, last: 65535 }],
])('dispatched_ports %j', (text, range) => expect(readAsTopology(changed('dispatched_ports', text)).dispatchedPorts).toEqual(range))

test('no range of ports is written as "-"', () =>
  expect(writeAsTopology(readAsTopology(changed('dispatched_ports', '')))).toMatchObject({ dispatched_ports: '-' }))

test('a remote interface id of 0 is not known; only peers need one', () => {
  expect(readAsTopology(changed(inInterface('remote_interface_id'), 0)).routers[0]!.interfaces[1]!.neighborIfId).toBeUndefined()
  const [core] = network('1-1* 1-2*', ['1-1#1 1-2#2 CORE']).ases
  expect(core!.routers[0]!.interfaces[0]!.neighborIfId).toBe(2)
  expect(JSON.stringify(writeAsTopology(core!))).not.toContain('remote_interface_id')
})

describe('errors name the path', () => {
  test.each([
    ['isd_as', undefined, '"isd_as" is missing'],
    ['isd_as', '1-x', 'isd_as: "x" is not an AS number'],
    ['mtu', 'big', 'mtu: expected an integer'],
    ['attributes', 'core', 'attributes: expected a list'],
    ['border_routers', [], 'border_routers: expected a mapping'],
    ['border_routers/br1/internal_addr', undefined, 'border_routers.br1: "internal_addr" is missing'],
    ['border_routers/br1/internal_addr', '127.0.0.1', 'has no port'],
    ['border_routers/br1/interfaces/x', file.border_routers.br1.interfaces[1], 'interfaces.x: "x" is not an interface id'],
    ['border_routers/br1/interfaces/0', file.border_routers.br1.interfaces[1], '"0" is not an interface id'],
    ['border_routers/br2/interfaces/7', file.border_routers.br1.interfaces[1], 'interface 7 belongs to both br1 and br2'],
    [inInterface('link_to'), 'friend', 'border_routers.br1.interfaces.7.link_to: "friend" is not a kind of link'],
    [inInterface('underlay/remote'), 'host:1', 'underlay.remote: "host" is not an IP address'],
    [inInterface('underlay'), undefined, '"underlay" is missing'],
    [inInterface('bfd/detect_mult'), 256, 'bfd.detect_mult: expected an integer from 0 to 255'],
    [inInterface('bfd/required_min_rx_interval'), '999ns', 'bfd.required_min_rx_interval: "999ns" does not fit into BFD packets'],
    [inInterface('bfd/desired_min_tx_interval'), '200', 'is not a duration'],
    [inInterface('remote_interface_id'), 70000, 'remote_interface_id: expected an integer'],
    ['control_service/cs1/addr', '[::1]', 'expected IP:port'],
    ['dispatched_ports', '5-1', 'is not a range of ports'],
    ['dispatched_ports', '0-1', 'is not a range of ports'],
  ])('%s = %j', (path, value, text) => expect(userError(() => readAsTopology(changed(path, value), 'f')).text).toContain(text))

  test.each([null, 5, 'x: [', [], undefined, '{"a": 1, "a": 2}'])(
    'no topology at all: %j',
    json => void userError(() => readAsTopology(json)),
  )

  test('in a text also line and column', () =>
    expect(userError(() => readAsTopology('{\n  "isd_as": 5\n}', 'f')).text).toContain('f:2:13: isd_as: "5" is not an ISD-AS'))
})
