import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import { controlToml, daemonToml, dispatcherToml, routerToml } from '#emulate/config/program-toml.ts'
import { readSettings } from '#emulate/config/router.ts'
import { parseToml } from '#emulate/config/toml.ts'

const place = { id: 'cs1', folder: 'gen/AS7', metrics: '127.0.0.11:30452', api: '127.0.0.11:31152' }
const read = parse
const common = {
  general: { id: 'cs1', config_dir: 'gen/AS7' },
  metrics: { prometheus: '127.0.0.11:30452' },
  api: { addr: '127.0.0.11:31152' },
  log: { console: { level: 'info' } },
}
const database = (kind: string) => ({ connection: `gen/AS7/cs1.${kind}.db` })

test("a router's", () => {
  expect(read(routerToml(place))).toEqual(common)
  const bfd = { detect_mult: 5, desired_min_tx_interval: '50ms', required_min_rx_interval: '50ms' }
  expect(read(routerToml(place, { detectMult: 5, desiredMinTxNs: 50e6, requiredMinRxNs: 50e6 }))).toEqual({ ...common, router: { bfd } })
  expect(readSettings(parseToml(routerToml(place, { disable: true }), 'br.toml'), []).bfd).toEqual({ disable: true })
})

test("a control service's", () => {
  expect(read(controlToml(place, { isCa: true, intervalNs: 2e9, epic: true, hiddenPathsFile: 'g.yml' }))).toEqual({
    ...common,
    trust_db: database('trust'),
    beacon_db: database('beacon'),
    path_db: database('path'),
    drkey: { level1_db: database('drkey-level1'), secret_value_db: database('drkey-secret') },
    ca: { mode: 'in-process' },
    path: { query_interval: '2m', hidden_paths_cfg: 'g.yml' },
    beaconing: { origination_interval: '2s', propagation_interval: '2s', registration_interval: '2s', epic: true },
  })
})

test("a daemon's and the dispatcher's", () => {
  expect(read(daemonToml(place, '127.0.0.12:30255', 5e9))).toMatchObject({
    ...common,
    sd: { address: '127.0.0.12:30255', query_interval: '5m' },
  })
  expect(read(dispatcherToml({ '1-7,CS': '127.0.0.11:31000' }))).toMatchObject({
    dispatcher: { local_udp_forwarding: true, service_addresses: { '1-7,CS': '127.0.0.11:31000' } },
  })
})
