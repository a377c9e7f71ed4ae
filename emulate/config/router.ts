/**
 * What a border router is configured from, in the reference's own files: br.toml, and in its config_dir topology.json and keys/master0.key.
 * (router/config) A folder without a .toml will do: what is not said has the reference's default.
 */
import { forwardingKey } from '#crypto/key.ts'
import { bfdKeys, readBfd } from '#topology/bfd.ts'
import { asBoolean, asInteger, type Value } from '#topology/document.ts'
import type { Finding } from '#topology/finding.ts'
import type { BfdSettings } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import {
  type ConfigurationSource,
  commonSections,
  optional,
  type ProgramConfiguration,
  type ProgramKind,
  type ProgramSettings,
  readMaster,
  readProgram,
  readProgramSettings,
  section,
} from './program.ts'

/** br.toml: the keys we know. */
export interface Settings extends ProgramSettings {
  readonly scmpAuthentication: boolean
  /** what holds for links of which topology.json says nothing, and for siblings */
  readonly bfd: BfdSettings
  /** bytes */
  readonly receiveBuffer?: number
  readonly sendBuffer?: number
}

export interface RouterConfiguration extends ProgramConfiguration<Settings> {
  /** the AS's forwarding key */
  readonly key: Bytes
}

const borderRouters: ProgramKind = { name: 'br.toml', key: 'border_routers', idsOf: as => as.routers.map(({ id }) => id) }

/** Throws `UserError` that names file and key. */
export function readRouterConfiguration(source: ConfigurationSource): RouterConfiguration {
  const { folder, ...configuration } = readProgram(source, borderRouters, readSettings)
  return { ...configuration, key: forwardingKey(readMaster(folder, 0, source)) }
}

const routerKeys = [
  'receive_buffer_size',
  'send_buffer_size',
  'num_processors',
  'num_slow_processors',
  'batch_size',
  'bfd',
  'dispatched_port_start',
  'dispatched_port_end',
]

export function readSettings(whole: Value | undefined, warnings: Finding[]): Settings {
  const top = section(whole, [...commonSections, 'router'], warnings)
  const features = section(top.features, ['experimental_scmp_authentication'], warnings)
  const router = section(top.router, routerKeys, warnings)
  const buffer = (value: Value): number => asInteger(value, 0, 2 ** 31 - 1)
  return {
    ...readProgramSettings(top, warnings),
    scmpAuthentication: features.experimental_scmp_authentication !== undefined && asBoolean(features.experimental_scmp_authentication),
    bfd: readBfd(section(router.bfd, bfdKeys, warnings)),
    ...optional('receiveBuffer', router.receive_buffer_size, buffer),
    ...optional('sendBuffer', router.send_buffer_size, buffer),
  }
}
