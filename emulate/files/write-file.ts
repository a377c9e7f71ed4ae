/** Writing what a user asked for: to the file named, or to stdout. What goes wrong is a `UserError`. */
import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'

const troubles: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'is a directory',
  ENOENT: 'its folder is not there',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EPERM: 'not permitted here',
  EROFS: 'the file system is read-only',
}

/** `file` undefined or "-" = stdout. Throws `UserError`. */
export function writeResult(text: string, file: string | undefined): void {
  if (file === undefined || file === '-') process.stdout.write(text)
  else attempt(file, () => writeFileSync(file, text))
}

/** As `writeResult`, and makes the folders on the way. */
export function writeDeep(text: string, file: string): void {
  attempt(file, () => {
    makeFolders(dirname(file))
    writeFileSync(file, text)
  })
}

export interface NewFile {
  readonly path: string
  readonly text: string
  /** only its owner may read it */
  readonly secret?: boolean
}

/** Writes all, with the folders on the way, or none; a file that is there is only replaced with `force`. Throws `UserError`. */
export function writeNew(files: readonly NewFile[], force: boolean): void {
  const present = files.filter(({ path }) => existsSync(path))
  if (present.length > 0 && !force) {
    const others = present.length > 1 ? ` (and ${present.length - 1} more)` : ''
    throw new UserError(`is there already${others}`, '--force replaces it', { file: present[0]!.path })
  }
  const twice = files.find(({ path }, i) => files.findIndex(f => f.path === path) < i)
  if (twice !== undefined) throw new UserError('is named twice', 'each file needs a name of its own', { file: twice.path })
  // First beside the old ones, so that a full disk costs nobody a key.
  for (const { path, text, secret = false } of files)
    attempt(path, () => {
      makeFolders(dirname(path))
      rmSync(beside(path), { force: true })
      writeFileSync(beside(path), text, { mode: secret ? 0o600 : 0o644, flag: 'wx' })
    })
  for (const { path } of files) attempt(path, () => renameSync(beside(path), path))
}

const beside = (path: string): string => `${path}.new`

/** Adds to the end of a file. Throws `UserError`. */
export function appendResult(piece: string | Bytes, file: string): void {
  attempt(file, () => appendFileSync(file, piece))
}

// Not mkdir's own `recursive`: where the parent is there but takes no folder, as under /proc, Node 20 tries for ever.
function makeFolders(folder: string): void {
  const parent = dirname(folder)
  if (existsSync(folder) || parent === folder) return
  makeFolders(parent)
  mkdirSync(folder)
}

/** What writing throws becomes a `UserError` with the file's name. */
export function attempt(file: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === undefined) throw error
    throw new UserError(`cannot be written: ${troubles[code] ?? code}`, undefined, { file })
  }
}
