/**
 * What the reference's programs have in common: a .toml file, and in its config_dir topology.json and keys/. A folder without a .toml will do:
 * what is not said has the reference's default.   private/env, private/topology, pkg/scrypto
 */
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { asString, asText, complain, parsed, type Value } from '#topology/document.ts'
import { fieldsOf } from '#topology/fields.ts'
import type { Finding } from '#topology/finding.ts'
import { readAsTopology } from '#topology/json.ts'
import type { AsTopology } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { parsePort, splitHostPort } from '#wire/underlay-address.ts'
import { parseToml } from './toml.ts'

export const logLevels = ['debug', 'info', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** Sections every program knows: [general], [metrics], [api], [log]. */
export interface ProgramSettings {
  readonly id?: string
  readonly configDir?: string
  /** "127.0.0.1:30442", or ":30442" for all addresses */
  readonly metrics?: string
  readonly api?: string
  readonly logLevel: LogLevel
}

export interface ConfigurationSource {
  /** a .toml file, or a folder with topology.json and keys/ and perhaps a .toml */
  readonly path: string
  /** instead of general.id */
  readonly id?: string
  /** the text of a file; throws `UserError` */
  read(file: string): string
}

/** What a program is configured with; `S`: what its .toml says. */
export interface ProgramConfiguration<S extends ProgramSettings> {
  readonly id: string
  readonly as: AsTopology
  readonly settings: S
  /** the text of the .toml, '' when there is none */
  readonly text: string
  readonly warnings: readonly Finding[]
}

/** A section that is not there reads like an empty one. */
export type Section = Partial<Record<string, Value>>
export const section = (value: Value | undefined, known: readonly string[], warnings: Finding[]): Section =>
  value === undefined ? {} : fieldsOf(value, known, warnings)

/** `features` and `tracing` are known to all; what is in them is the program's. */
export const commonSections = ['general', 'features', 'metrics', 'api', 'log', 'tracing'] as const

/** `top`: the file's sections. */
export function readProgramSettings(top: Section, warnings: Finding[]): ProgramSettings {
  const general = section(top.general, ['id', 'config_dir', 'reconnect_to_dispatcher'], warnings)
  const metrics = section(top.metrics, ['prometheus'], warnings)
  const api = section(top.api, ['addr'], warnings)
  const log = section(top.log, ['console'], warnings)
  const console = section(log.console, ['level', 'format', 'stacktrace_level', 'disable_caller'], warnings)
  return {
    ...optional('id', general.id, asString),
    ...optional('configDir', general.config_dir, asString),
    ...optional('metrics', metrics.prometheus, asServerAddress),
    ...optional('api', api.addr, asServerAddress),
    logLevel: console.level === undefined ? 'info' : asLogLevel(console.level),
  }
}

/** Nothing, an empty text and 0 say "the default", as in Go. */
export function optional<K extends string, T>(key: K, value: Value | undefined, read: (value: Value) => T): { readonly [P in K]?: T } {
  const found = value === undefined ? undefined : read(value)
  return found === undefined || found === '' || found === 0 ? {} : ({ [key]: found } as { [P in K]: T })
}

export const asServerAddress = (value: Value): string =>
  parsed(value, text => {
    if (text !== '') parsePort(splitHostPort(text).port)
    return text
  })

function asLogLevel(value: Value): LogLevel {
  const level = logLevels.find(l => l === asText(value).toLowerCase())
  if (level === undefined) throw complain(value, `"${asText(value)}" is no log level`, `expected one of: ${logLevels.join(', ')}`)
  return level
}

export interface ProgramFile {
  /** the .toml; `undefined`: there is none */
  readonly file: string | undefined
  /** its text, '' when there is none */
  readonly text: string
  readonly whole: Value | undefined
}

/**
 * The .toml itself; in a folder ID.toml or `name` ("br.toml"). Where no id is named, `idsOf` the AS's topology tells it if there is but one.
 */
export function readProgramFile(source: ConfigurationSource, name: string, idsOf: (as: AsTopology) => readonly string[]): ProgramFile {
  const { path, read } = source
  const file = isFolder(path) ? tomlNames(source, name, idsOf).find(f => existsSync(f)) : path
  const text = file === undefined ? '' : read(file)
  return { file, text, whole: file === undefined ? undefined : parseToml(text, file) }
}

function tomlNames(source: ConfigurationSource, name: string, idsOf: (as: AsTopology) => readonly string[]): string[] {
  const { path, id } = source
  const ids = id !== undefined ? [id] : existsSync(join(path, 'topology.json')) ? idsOf(readTopologyIn(path, source)) : []
  return [...(ids.length === 1 ? [`${ids[0]}.toml`] : []), name].map(file => join(path, file))
}

/** A folder that was named and has a topology.json is meant, wherever config_dir points; it is relative to the folder the program runs in. */
export function folderOf({ path }: ConfigurationSource, configDir: string | undefined): string {
  if (isFolder(path) && existsSync(join(path, 'topology.json'))) return path
  return configDir ?? (isFolder(path) ? path : dirname(path))
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

export function readTopologyIn(folder: string, { read }: ConfigurationSource): AsTopology {
  const file = join(folder, 'topology.json')
  return readAsTopology(read(file), file)
}

/** Programs of which an AS may have several. */
export interface ProgramKind {
  /** of the .toml where it is not called after its id: "br.toml" */
  readonly name: string
  /** their key in topology.json: "border_routers" */
  readonly key: string
  idsOf(as: AsTopology): readonly string[]
}

/** The .toml and topology.json, and which program of its kind this is; `warnings` may still grow. Throws `UserError` that names file and key. */
export function readProgram<S extends ProgramSettings>(
  source: ConfigurationSource,
  { name, key, idsOf }: ProgramKind,
  readSettings: (whole: Value | undefined, warnings: Finding[]) => S,
): ProgramConfiguration<S> & { readonly folder: string; readonly warnings: Finding[] } {
  const warnings: Finding[] = []
  const { file, text, whole } = readProgramFile(source, name, idsOf)
  const settings = readSettings(whole, warnings)
  const folder = folderOf(source, settings.configDir)
  const as = readTopologyIn(folder, source)
  const id = chooseId(source.id ?? settings.id, key, idsOf(as), folder, file)
  return { id, as, settings, text, warnings, folder }
}

/** Which of an AS's programs of a kind this is: --id, general.id, or the only one. `kind`: its key in topology.json, "border_routers". */
export function chooseId(
  named: string | undefined,
  kind: string,
  ids: readonly string[],
  folder: string,
  file: string | undefined,
): string {
  const topologyFile = join(folder, 'topology.json')
  const known = ids.join(', ') || '(the file has none)'
  if (named === undefined && ids.length !== 1)
    throw new UserError(`general.id is missing: which of ${kind} is this?`, `say --id, one of: ${known}`, { file: file ?? topologyFile })
  const id = named ?? ids[0]!
  if (!ids.includes(id))
    throw new UserError(`${kind} has no "${id}"`, `general.id or --id must be one of: ${known}`, { file: topologyFile })
  return id
}

/** keys/master0.key or master1.key: base64, of any length but none. */
export function readMaster(folder: string, index: 0 | 1, { read }: ConfigurationSource): Bytes {
  const file = join(folder, 'keys', `master${index}.key`)
  const text = read(file).trim()
  if (text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0)
    throw new UserError('is no base64 text', 'make one with: head -c 16 /dev/urandom | base64', { file })
  return new Uint8Array(Buffer.from(text, 'base64'))
}
