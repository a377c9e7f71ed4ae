/**
 * What a border router is configured from, in the reference's own files: br.toml, and in its config_dir topology.json and keys/master0.key.
 * (router/config, private/topology, pkg/scrypto.) A folder without a .toml will do: what is not said has the reference's default.
 */
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { forwardingKey } from '#crypto/key.ts'
import { bfdKeys, readBfd } from '#topology/bfd.ts'
import { asBoolean, asInteger, asString, asText, complain, parsed, type Value } from '#topology/document.ts'
import { fieldsOf } from '#topology/fields.ts'
import type { Finding } from '#topology/finding.ts'
import { readAsTopology } from '#topology/json.ts'
import type { AsTopology, BfdSettings } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { parsePort, splitHostPort } from '#wire/underlay-address.ts'
import { parseToml } from './toml.ts'

export const logLevels = ['debug', 'info', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** br.toml: the keys we know. */
export interface Settings {
  readonly id?: string
  readonly configDir?: string
  readonly scmpAuthentication: boolean
  /** what holds for links of which topology.json says nothing, and for siblings */
  readonly bfd: BfdSettings
  /** "127.0.0.1:30442", or ":30442" for all addresses */
  readonly metrics?: string
  readonly api?: string
  readonly logLevel: LogLevel
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

export interface ConfigurationSource {
  /** a .toml file, or a folder with topology.json and keys/ and perhaps ID.toml or br.toml */
  readonly path: string
  /** instead of general.id */
  readonly id?: string
  /** the text of a file; throws `UserError` */
  read(file: string): string
}

/** Throws `UserError` that names file and key. */
export function readRouterConfiguration(source: ConfigurationSource): RouterConfiguration {
  const warnings: Finding[] = []
  const isFolder = existsSync(source.path) && statSync(source.path).isDirectory()
  const file = isFolder ? tomlIn(source.path, source.id) : source.path
  const text = file === undefined ? '' : source.read(file)
  const settings = readSettings(file === undefined ? undefined : parseToml(text, file), warnings)
  const folder = settings.configDir ?? (isFolder ? source.path : dirname(source.path))
  const topologyFile = join(folder, 'topology.json')
  const as = readAsTopology(source.read(topologyFile), topologyFile)
  const id = source.id ?? settings.id ?? onlyRouter(as, file ?? topologyFile)
  if (!as.routers.some(r => r.id === id)) throw noSuchRouter(as, id, topologyFile)
  const key = forwardingKey(readMaster(join(folder, 'keys', 'master0.key'), source))
  return { id, as, key, settings, text, warnings }
}

const tomlIn = (folder: string, id: string | undefined): string | undefined =>
  [...(id === undefined ? [] : [`${id}.toml`]), 'br.toml'].map(name => join(folder, name)).find(file => existsSync(file))

function onlyRouter(as: AsTopology, file: string): string {
  const [router, ...others] = as.routers
  if (router !== undefined && others.length === 0) return router.id
  throw new UserError('general.id is missing: which router is this?', `say --id, one of: ${routerNames(as)}`, { file })
}

const noSuchRouter = (as: AsTopology, id: string, file: string): UserError =>
  new UserError(`border_routers has no "${id}"`, `general.id or --id must be one of: ${routerNames(as)}`, { file })

const routerNames = (as: AsTopology): string => as.routers.map(r => r.id).join(', ') || '(the file has none)'

/** A section that is not there reads like an empty one. */
type Section = Partial<Record<string, Value>>
const section = (value: Value | undefined, known: readonly string[], warnings: Finding[]): Section =>
  value === undefined ? {} : fieldsOf(value, known, warnings)

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
  const top = section(whole, ['general', 'features', 'router', 'metrics', 'api', 'log', 'tracing'], warnings)
  const general = section(top.general, ['id', 'config_dir', 'reconnect_to_dispatcher'], warnings)
  const features = section(top.features, ['experimental_scmp_authentication'], warnings)
  const router = section(top.router, routerKeys, warnings)
  const metrics = section(top.metrics, ['prometheus'], warnings)
  const api = section(top.api, ['addr'], warnings)
  const log = section(top.log, ['console'], warnings)
  const console = section(log.console, ['level', 'format', 'stacktrace_level', 'disable_caller'], warnings)
  const buffer = (value: Value): number => asInteger(value, 0, 2 ** 31 - 1)
  return {
    ...optional('id', general.id, asString),
    ...optional('configDir', general.config_dir, asString),
    scmpAuthentication: features.experimental_scmp_authentication !== undefined && asBoolean(features.experimental_scmp_authentication),
    bfd: readBfd(section(router.bfd, bfdKeys, warnings)),
    ...optional('metrics', metrics.prometheus, asServerAddress),
    ...optional('api', api.addr, asServerAddress),
    logLevel: console.level === undefined ? 'info' : asLogLevel(console.level),
    ...optional('receiveBuffer', router.receive_buffer_size, buffer),
    ...optional('sendBuffer', router.send_buffer_size, buffer),
  }
}

/** Nothing, an empty text and 0 say "the default", as in Go. */
function optional<K extends string, T>(key: K, value: Value | undefined, read: (value: Value) => T): { readonly [P in K]?: T } {
  const found = value === undefined ? undefined : read(value)
  return found === undefined || found === '' || found === 0 ? {} : ({ [key]: found } as { [P in K]: T })
}

const asServerAddress = (value: Value): string =>
  parsed(value, text => {
    if (text !== '') parsePort(splitHostPort(text).port)
    return text
  })

function asLogLevel(value: Value): LogLevel {
  const level = logLevels.find(l => l === asText(value).toLowerCase())
  if (level === undefined) throw complain(value, `"${asText(value)}" is no log level`, `expected one of: ${logLevels.join(', ')}`)
  return level
}

/** Base64, of any length but none. */
function readMaster(file: string, source: ConfigurationSource): Bytes {
  const text = source.read(file).trim()
  if (text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0)
    throw new UserError('is no base64 text', 'make one with: head -c 16 /dev/urandom | base64', { file })
  return new Uint8Array(Buffer.from(text, 'base64'))
}
