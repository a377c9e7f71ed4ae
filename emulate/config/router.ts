/**
 * What a border router is configured from, in the reference's own files: br.toml, and in its config_dir topology.json and keys/master0.key.
 * (router/config) A folder without a .toml will do: what is not said has the reference's default.
 */
import { forwardingKey } from '#crypto/key.ts'
import { bfdKeys, readBfd } from '#topology/bfd.ts'
import { asBoolean, asInteger, type Value } from '#topology/document.ts'
import type { Finding } from '#topology/finding.ts'
import type { AsTopology, BfdSettings } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import {
  type ConfigurationSource,
  chooseId,
  commonSections,
  folderOf,
  optional,
  type ProgramSettings,
  readMaster,
  readProgramFile,
  readProgramSettings,
  readTopologyIn,
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

export interface RouterConfiguration {
  readonly id: string
  readonly as: AsTopology
  /** the AS's forwarding key */
  readonly key: Bytes
  readonly settings: Settings
  /** the text of br.toml, '' when there is none */
  readonly text: string
  readonly warnings: readonly Finding[]
}

const idsOf = (as: AsTopology): string[] => as.routers.map(({ id }) => id)

/** Throws `UserError` that names file and key. */
export function readRouterConfiguration(source: ConfigurationSource): RouterConfiguration {
  const warnings: Finding[] = []
  const { file, text, whole } = readProgramFile(source, 'br.toml', idsOf)
  const settings = readSettings(whole, warnings)
  const folder = folderOf(source, settings.configDir)
  const as = readTopologyIn(folder, source)
  const id = chooseId(source.id ?? settings.id, 'border_routers', idsOf(as), folder, file)
  const key = forwardingKey(readMaster(folder, 0, source))
  return { id, as, key, settings, text, warnings }
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
