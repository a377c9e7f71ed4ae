/** Writing what a user asked for: to the file named, or to stdout. What goes wrong is a `UserError`. */
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
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
