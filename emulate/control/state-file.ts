/**
 * A database of ours: a file of lines of JSON, a header first. It is always written whole beside the old one, and then takes its place: whenever
 * the process dies, one of the two is there.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import type { IsdAs } from '#wire/isdas.ts'
import { explainSystemError } from '../environment.ts'
import { readInputText } from '../files/input.ts'

export type StateKind = 'trust' | 'beacon' | 'path'
export type StateRecord = Readonly<Record<string, unknown>>

export interface StateFile {
  readonly path: string
  readonly kind: StateKind
  readonly isdAs: IsdAs
}

/** The reference's programs keep SQLite under the name in the .toml: ours lies beside it. */
export const stateFileOf = (connection: string): string => `${connection}.ndjson`

const version = 1
const headerOf = ({ kind, isdAs }: StateFile): StateRecord => ({ hopproof: `${kind} database`, version, isdAs })

/** `secret`: only its owner may read it; it is on the disk when this returns. Throws the system's errors. */
export function writeState(file: StateFile, records: Iterable<StateRecord>, secret: boolean): void {
  const beside = `${file.path}.new`
  const fd = openSync(beside, 'w', secret ? 0o600 : 0o644)
  try {
    writeFileSync(fd, [headerOf(file), ...records].map(record => `${JSON.stringify(record)}\n`).join(''))
    if (secret) fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(beside, file.path)
}

/**
 * What is in the file, as `read` understands it line by line; nothing where there is no file. One that cannot be understood, `read` throws on it,
 * is put aside, and `warn` is told.
 */
export function readState<T>(file: StateFile, read: (record: StateRecord) => T, warn: (text: string) => void): T[] {
  if (!existsSync(file.path)) return []
  try {
    const [header, ...records] = linesOf(readInputText(file.path))
    if (JSON.stringify(header) !== JSON.stringify(headerOf(file))) throw new Error(`its header is not ${JSON.stringify(headerOf(file))}`)
    return records.map(read)
  } catch (error) {
    const aside = `${file.path}.unreadable`
    setAside(file.path, aside)
    warn(`${file.path} cannot be read (${(error as Error).message}): it is now ${aside}, and this service begins without what it knew`)
    return []
  }
}

const linesOf = (text: string): StateRecord[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as StateRecord)

function setAside(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    throw explainSystemError(error, from)
  }
}
