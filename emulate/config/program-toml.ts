/** The .toml files of an AS's programs, as the reference's generator writes them, and DRKeys on. */
import { stringify } from 'smol-toml'
import { writeBfd } from '#topology/bfd.ts'
import { formatWholeDuration } from '#topology/duration.ts'
import type { BfdSettings } from '#topology/model.ts'

export interface ProgramPlace {
  /** "br1-ff00_0_110-1" */
  readonly id: string
  /** the folder with topology.json, as the program will name it */
  readonly folder: string
  /** "127.0.0.9:30442" */
  readonly metrics: string
  readonly api: string
}

const common = ({ id, folder, metrics, api }: ProgramPlace) => ({
  general: { id, config_dir: folder },
  metrics: { prometheus: metrics },
  api: { addr: api },
  log: { console: { level: 'info' } },
})

/** Where a program keeps what a restart must not lose. */
const database = ({ id, folder }: ProgramPlace, kind: string) => ({ connection: `${folder}/${id}.${kind}.db` })

/** `bfd`: of links of which topology.json says nothing, and between routers of the AS; default: the reference's defaults. */
export const routerToml = (place: ProgramPlace, bfd?: BfdSettings): string =>
  stringify({ ...common(place), ...(bfd && { router: { bfd: writeBfd(bfd) } }) })

export interface ControlTomlOptions {
  readonly isCa: boolean
  /** of origination, propagation and registration */
  readonly intervalNs: number
  readonly epic: boolean
  readonly hiddenPathsFile?: string
}

export function controlToml(place: ProgramPlace, { isCa, intervalNs, epic, hiddenPathsFile }: ControlTomlOptions): string {
  const interval = formatWholeDuration(intervalNs)
  return stringify({
    ...common(place),
    trust_db: database(place, 'trust'),
    beacon_db: database(place, 'beacon'),
    path_db: database(place, 'path'),
    // What says that DRKeys are given out.
    drkey: { level1_db: database(place, 'drkey-level1'), secret_value_db: database(place, 'drkey-secret') },
    ca: { mode: isCa ? 'in-process' : 'disabled' },
    path: {
      query_interval: formatWholeDuration(queryIntervalOf(intervalNs)),
      ...(hiddenPathsFile !== undefined && { hidden_paths_cfg: hiddenPathsFile }),
    },
    beaconing: { origination_interval: interval, propagation_interval: interval, registration_interval: interval, epic },
  })
}

/** How long an answer about segments is used: where beacons go out more often than by default, others come more often, too. */
const queryIntervalOf = (intervalNs: number): number => 60 * intervalNs

/** `address`: of the daemon's API, "127.0.0.12:30255". */
export const daemonToml = (place: ProgramPlace, address: string, intervalNs: number): string =>
  stringify({
    ...common(place),
    trust_db: database(place, 'trust'),
    path_db: database(place, 'path'),
    drkey_level2_db: database(place, 'drkey-level2'),
    sd: { address, query_interval: formatWholeDuration(queryIntervalOf(intervalNs)) },
  })

/** `services`: address by "1-ff00:0:110,CS". One dispatcher serves all ASes whose hosts are on this machine. */
export const dispatcherToml = (services: Readonly<Record<string, string>>): string =>
  stringify({
    dispatcher: { id: 'dispatcher', local_udp_forwarding: true, service_addresses: services },
    metrics: { prometheus: '127.0.0.1:30441' },
    api: { addr: '127.0.0.1:31141' },
    log: { console: { level: 'info' } },
  })
