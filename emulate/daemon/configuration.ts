/** What a daemon is configured from: sd.toml and, in its config_dir, topology.json.   daemon/config */
import { defaultDaemonAddress } from '#host/daemon.ts'
import { asBoolean, type Value } from '#topology/document.ts'
import { asDurationNs } from '#topology/duration.ts'
import type { Finding } from '#topology/finding.ts'
import { UserError } from '#wire/error.ts'
import {
  asServerAddress,
  type ConfigurationSource,
  commonSections,
  folderOf,
  optional,
  type ProgramConfiguration,
  type ProgramSettings,
  readProgramFile,
  readProgramSettings,
  readTopologyIn,
  section,
} from '../config/program.ts'

/** sd.toml: the keys we know. */
export interface DaemonSettings extends ProgramSettings {
  /** where the API is, "127.0.0.1:30255" */
  readonly address: string
  /** paths are asked for again after this time */
  readonly queryIntervalNs?: number
}

export interface DaemonConfiguration extends ProgramConfiguration<DaemonSettings> {
  /** the one with topology.json */
  readonly folder: string
}

/** Throws `UserError` that names file and key. */
export function readDaemonConfiguration(source: ConfigurationSource): DaemonConfiguration {
  const warnings: Finding[] = []
  const { text, whole } = readProgramFile(source, 'sd.toml', () => [])
  const settings = readDaemonSettings(whole, warnings)
  const folder = folderOf(source, settings.configDir)
  const as = readTopologyIn(folder, source)
  if (as.controlServices.length === 0)
    throw new UserError('control_service is empty: nobody can be asked for paths', undefined, { file: folder })
  return { id: source.id ?? settings.id ?? 'sd', as, settings, folder, text, warnings }
}

/** What files for the reference's daemon may say and ours does without: it keeps nothing on disk and leaves segments to its control service. */
const notNeeded = ['trust_db', 'path_db', 'trustengine', 'drkey_level2_db'] as const
const sdKeys = ['address', 'query_interval', 'disable_seg_verification', 'hidden_path_groups'] as const

function readDaemonSettings(whole: Value | undefined, warnings: Finding[]): DaemonSettings {
  const top = section(whole, [...commonSections, ...notNeeded, 'sd'], warnings)
  const sd = section(top.sd, sdKeys, warnings)
  if (sd.disable_seg_verification !== undefined) asBoolean(sd.disable_seg_verification)
  return {
    ...readProgramSettings(top, warnings),
    address: (sd.address === undefined ? '' : asServerAddress(sd.address)) || defaultDaemonAddress,
    ...optional('queryIntervalNs', sd.query_interval, asDurationNs),
  }
}
