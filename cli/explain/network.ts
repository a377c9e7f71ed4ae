/** What the user tells of the network: topologies, from .topo files, topology.json files or folders of them, and keys. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { forwardingKey } from '#crypto/key.ts'
import { readInputText } from '#emulate/files/input.ts'
import type { Knowledge } from '#router/explain/knowledge.ts'
import { simulatedKey } from '#sim/network.ts'
import { readAsTopology } from '#topology/json.ts'
import type { AsTopology } from '#topology/model.ts'
import { readTopo } from '#topology/topo.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'

export interface NetworkSources {
  /** files and folders */
  readonly topologies: readonly string[]
  /** "ISD-AS=BASE64" or "ISD-AS=FILE" */
  readonly keys: readonly string[]
  /** ASes of a .topo file have the keys a simulation with this seed gives them */
  readonly seed: number
}

interface Draft {
  readonly ases: Map<IsdAs, AsTopology>
  /** a key takes a thousand hashes, so it is made when it is asked for */
  readonly keys: Map<IsdAs, () => Bytes>
  readonly seed: number
}

/** Throws `UserError`. */
export function loadNetwork(sources: NetworkSources): Knowledge {
  const draft: Draft = { ases: new Map(), keys: new Map(), seed: sources.seed }
  for (const path of sources.topologies) addPath(draft, path)
  for (const text of sources.keys) addKey(draft, text)
  return { ases: draft.ases, keyOf: keysFrom(draft.keys) }
}

function addPath(draft: Draft, path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) addFolder(draft, path)
  else if (path.endsWith('.json')) addAs(draft, path)
  else addTopo(draft, path)
}

function addTopo(draft: Draft, file: string): void {
  for (const as of readTopo(readInputText(file), file).topology.ases) {
    draft.ases.set(as.isdAs, as)
    draft.keys.set(as.isdAs, () => simulatedKey(draft.seed, as.isdAs))
  }
}

/** The folder of an AS, or one that holds folders of ASes, as the reference's generator writes them. */
function addFolder(draft: Draft, folder: string): void {
  const found = ['.', ...readdirSync(folder)]
    .sort()
    .map(name => join(folder, name, 'topology.json'))
    .filter(file => existsSync(file))
  if (found.length === 0)
    throw new UserError('holds no topology.json and no folder with one', 'name a folder like gen/ or gen/ASff00_0_110/', { file: folder })
  for (const file of found) addAs(draft, file)
}

function addAs(draft: Draft, file: string): void {
  const as = readAsTopology(readInputText(file), file)
  draft.ases.set(as.isdAs, as)
  const key = join(dirname(file), 'keys', 'master0.key')
  if (existsSync(key)) setMaster(draft, as.isdAs, parseBase64(readInputText(key), basename(key), key))
}

const keyHint = 'expected ISD-AS=BASE64 or ISD-AS=FILE, like 1-ff00:0:110=keys/master0.key'

function addKey(draft: Draft, text: string): void {
  const equals = text.indexOf('=')
  if (equals < 0) throw new UserError(`--key "${text}" names no AS`, keyHint)
  const isdAs = parseIsdAs(text.slice(0, equals))
  const value = text.slice(equals + 1)
  const isFile = existsSync(value)
  setMaster(draft, isdAs, isFile ? parseBase64(readInputText(value), 'the key', value) : parseBase64(value, `--key of ${isdAs}`))
}

const setMaster = (draft: Draft, isdAs: IsdAs, master: Bytes): void => {
  draft.keys.set(isdAs, () => forwardingKey(master))
}

/** The reference takes a master key of any length; none is a mistake. */
function parseBase64(text: string, what: string, file?: string): Bytes {
  const clean = text.trim()
  if (clean === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(clean) || clean.length % 4 !== 0)
    throw new UserError(`${what} is no base64 text`, keyHint, file === undefined ? undefined : { file })
  return new Uint8Array(Buffer.from(clean, 'base64'))
}

/** Each key is derived once. */
function keysFrom(makers: ReadonlyMap<IsdAs, () => Bytes>): Knowledge['keyOf'] {
  const keys = new Map<IsdAs, Bytes>()
  return isdAs => {
    const make = makers.get(isdAs)
    if (make !== undefined && !keys.has(isdAs)) keys.set(isdAs, make())
    return keys.get(isdAs)
  }
}
