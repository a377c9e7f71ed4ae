/**
 * What a control service is configured from, in the reference's own files: cs.toml, and in its config_dir topology.json, keys/, certs/, crypto/,
 * staticInfoConfig.json.   control/config
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Policies, Usage } from '#control/beacon/policy.ts'
import { parseBeaconPolicy } from '#control/beacon/policy-document.ts'
import type { StaticInfoConfig } from '#control/beacon/static-info.ts'
import { parseStaticInfo } from '#control/beacon/static-info-document.ts'
import { type HiddenPaths, noHiddenPaths } from '#control/hidden/group.ts'
import { hiddenPathsOf, parseHiddenPaths } from '#control/hidden/group-document.ts'
import { type ControlSettings, defaultSettings } from '#control/settings.ts'
import { defaultTrustSettings, type TrustSettings } from '#control/trust/state.ts'
import { asBoolean, asString, complain, type Value } from '#topology/document.ts'
import { asDurationNs } from '#topology/duration.ts'
import type { Finding } from '#topology/finding.ts'
import { nsPerS } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
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
  type Section,
  section,
} from './program.ts'
import { readTrustMaterial, type TrustMaterial } from './trust.ts'

/** Where the service keeps what a restart must not lose. */
export interface ControlDatabases {
  readonly trust: string
  readonly beacon: string
  readonly path: string
}

export interface ControlFileSettings extends ProgramSettings {
  readonly connections: Partial<ControlDatabases>
  readonly isCa: boolean
  readonly trust: Partial<TrustSettings>
  readonly control: Partial<ControlSettings>
  /** files by usage */
  readonly policies: Partial<Record<Usage, string>>
  readonly hiddenPathsFile?: string
  readonly drkey: boolean
}

export interface ControlConfiguration extends ProgramConfiguration<ControlFileSettings> {
  /** the AS's master secret */
  readonly master: Bytes
  readonly databases: ControlDatabases
  readonly policies: Policies
  readonly staticInfo: StaticInfoConfig | undefined
  readonly hiddenPaths: HiddenPaths
  readonly material: TrustMaterial
}

const controlServices: ProgramKind = { name: 'cs.toml', key: 'control_service', idsOf: as => as.controlServices.map(({ id }) => id) }

/** Throws `UserError` that names file and key. */
export function readControlConfiguration(source: ConfigurationSource): ControlConfiguration {
  const { folder, ...configuration } = readProgram(source, controlServices, readControlSettings)
  const { id, as, settings, warnings } = configuration
  return {
    ...configuration,
    master: readMaster(folder, 0, source),
    databases: databasesOf(settings, folder, id),
    policies: readPolicies(settings, source),
    staticInfo: readStaticInfo(join(folder, 'staticInfoConfig.json'), source, warnings),
    hiddenPaths: readHidden(settings.hiddenPathsFile, as.isdAs, source),
    material: readTrustMaterial(folder, as.isdAs, settings.isCa, warnings),
  }
}

/** Where the file says nothing, in the configuration folder. */
const databasesOf = ({ connections }: ControlFileSettings, folder: string, id: string): ControlDatabases => ({
  trust: connections.trust ?? join(folder, `${id}.trust.db`),
  beacon: connections.beacon ?? join(folder, `${id}.beacon.db`),
  path: connections.path ?? join(folder, `${id}.path.db`),
})

/** Settings of databases, of QUIC and gRPC, of caches: they say nothing to us, whose services do without. */
const otherSections = ['trust_db', 'beacon_db', 'path_db', 'ca', 'beaconing', 'path', 'drkey', 'rpc', 'quic', 'trustengine'] as const
const databaseKeys = ['connection', 'max_open_read_conns', 'max_idle_read_conns']

export function readControlSettings(whole: Value | undefined, warnings: Finding[]): ControlFileSettings {
  const top = section(whole, [...commonSections, ...otherSections], warnings)
  const ca = section(top.ca, ['mode', 'max_as_validity', 'service'], warnings)
  const path = section(top.path, ['query_interval', 'hidden_paths_cfg'], warnings)
  const drkey = section(top.drkey, ['level1_db', 'secret_value_db', 'delegation', 'prefetch_entries'], warnings)
  const beaconing = section(
    top.beaconing,
    ['origination_interval', 'propagation_interval', 'registration_interval', 'epic', 'policies'],
    warnings,
  )
  return {
    ...readProgramSettings(top, warnings),
    connections: {
      ...optional('trust', connection(top.trust_db, warnings), asString),
      ...optional('beacon', connection(top.beacon_db, warnings), asString),
      ...optional('path', connection(top.path_db, warnings), asString),
    },
    isCa: ca.mode !== undefined && isInProcess(ca.mode),
    trust: { asLifeS: ca.max_as_validity === undefined ? defaultTrustSettings.asLifeS : asDurationNs(ca.max_as_validity) / nsPerS },
    control: { ...readIntervals(beaconing, path), epic: beaconing.epic !== undefined && asBoolean(beaconing.epic) },
    policies: readPolicyFiles(beaconing.policies, warnings),
    ...optional('hiddenPathsFile', path.hidden_paths_cfg, asLocalFile),
    drkey: optional('connection', connection(drkey.level1_db, warnings), asString).connection !== undefined,
  }
}

const connection = (value: Value | undefined, warnings: Finding[]): Value | undefined => section(value, databaseKeys, warnings).connection

function isInProcess(value: Value): boolean {
  const mode = asString(value)
  if (mode === 'in-process') return true
  if (mode === 'disabled' || mode === '') return false
  throw complain(
    value,
    `"${mode}" is no mode of a CA here`,
    'expected "in-process" or "disabled"; certificates are issued in this process or not',
  )
}

function readIntervals(beaconing: Section, path: Section): Partial<ControlSettings> {
  const { originationIntervalNs, propagationIntervalNs, registrationIntervalNs, queryIntervalNs } = defaultSettings
  const interval = (value: Value | undefined, byDefault: number): number => (value && asInterval(value)) || byDefault
  return {
    originationIntervalNs: interval(beaconing.origination_interval, originationIntervalNs),
    propagationIntervalNs: interval(beaconing.propagation_interval, propagationIntervalNs),
    registrationIntervalNs: interval(beaconing.registration_interval, registrationIntervalNs),
    queryIntervalNs: interval(path.query_interval, queryIntervalNs),
  }
}

const shortestNs = 10_000_000

/** 0 is the default, as in Go. */
function asInterval(value: Value): number {
  const ns = asDurationNs(value)
  if (ns === 0 || ns >= shortestNs) return ns
  throw complain(value, 'is too short an interval', 'expected at least 10ms: the service would do nothing else')
}

const policyKeys = {
  propagation: 'propagation',
  core: 'core_registration',
  up: 'up_registration',
  down: 'down_registration',
} as const satisfies Record<Usage, string>
const usages = Object.keys(policyKeys) as Usage[]

function readPolicyFiles(value: Value | undefined, warnings: Finding[]): ControlFileSettings['policies'] {
  const files = section(value, Object.values(policyKeys), warnings)
  return Object.assign({}, ...usages.map(usage => optional(usage, files[policyKeys[usage]], asString)))
}

function asLocalFile(value: Value): string {
  const file = asString(value)
  if (!/^https?:/.test(file)) return file
  throw complain(value, 'is a URL, which is not fetched', 'download the file and name it here')
}

const readPolicies = ({ policies }: ControlFileSettings, { read }: ConfigurationSource): Policies =>
  Object.fromEntries(
    usages.flatMap(usage => {
      const file = policies[usage]
      return file === undefined ? [] : [[usage, parseBeaconPolicy(read(file), usage, file)]]
    }),
  )

const readStaticInfo = (file: string, { read }: ConfigurationSource, warnings: Finding[]): StaticInfoConfig | undefined =>
  existsSync(file) ? parseStaticInfo(read(file), file, warnings) : undefined

const readHidden = (file: string | undefined, own: IsdAs, { read }: ConfigurationSource): HiddenPaths =>
  file === undefined ? noHiddenPaths : hiddenPathsOf(parseHiddenPaths(read(file), file, own), own)
