/** Reading the files a user names. Whatever is wrong with one (missing, a directory, too big, not text) is a `UserError`. */
import { closeSync, openSync, readSync } from 'node:fs'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'

/** bytes; above it a file is a mistake, or an attack on our memory */
export const maxInputLength = 64 * 1024 * 1024
const chunkLength = 1024 * 1024

const troubles: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  ENOENT: ['no such file', 'check the spelling and the folder you are in'],
  ENOTDIR: ['no such file', 'a part of its path is a file, not a folder'],
  EISDIR: ['is a directory', 'name a file in it'],
  EACCES: ['permission denied', 'you may not read this file'],
  ENAMETOOLONG: ['is no file name', 'it is too long'],
  ELOOP: ['no such file', 'its symbolic links go round in a circle'],
}

const stdin = 0

/** The bytes of a file, a pipe or a device, "-" = stdin, at most 64 MiB; throws `UserError`. */
export function readInputBytes(file: string): Bytes {
  let fd: number | undefined
  try {
    fd = file === '-' ? stdin : openSync(file, 'r')
    return readAll(fd, file)
  } catch (error) {
    throw explainReadError(error, file)
  } finally {
    if (fd !== undefined && fd !== stdin) closeSync(fd)
  }
}

// Not readFileSync: pipes and devices have no size to check beforehand.
function readAll(fd: number, file: string): Bytes {
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const chunk = Buffer.allocUnsafe(chunkLength)
    const count = readSync(fd, chunk, 0, chunkLength, null)
    if (count === 0) return new Uint8Array(Buffer.concat(chunks))
    length += count
    if (length > maxInputLength) throw new UserError('is larger than 64 MiB', 'no input of hopproof is that large', { file })
    chunks.push(chunk.subarray(0, count))
  }
}

/** What reading `file` threw, as a `UserError` where it is the user's. */
export function explainReadError(error: unknown, file: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error
  if (file.includes('\0')) return new UserError('a file name has no NUL byte', undefined, { file: JSON.stringify(file) })
  const code = (error as NodeJS.ErrnoException).code
  if (code === undefined) return error
  const [message, hint] = troubles[code] ?? [`cannot be read (${code})`, undefined]
  return new UserError(message, hint, { file })
}

/** The text of a UTF-8 file, a byte order mark removed; throws `UserError`. */
export function readInputText(file: string): string {
  const bytes = readInputBytes(file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new UserError('is not UTF-8 text', 'is it the right file? If so, convert it with iconv', { file })
  }
}

/** The value in a JSON file; throws `UserError`, with line and column where the parser tells them. */
export function readInputJson(file: string): unknown {
  const text = readInputText(file)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw jsonError(error, text, file)
  }
}

function jsonError(error: unknown, text: string, file: string): UserError {
  const message = error instanceof Error ? error.message : String(error)
  const position = /at position (\d+)/.exec(message)?.[1]
  const [reason] = message.split(/ in JSON at position|, ".*is not valid JSON/s)
  if (position === undefined) return new UserError(`is not JSON: ${reason}`, undefined, { file })
  const before = text.slice(0, Number(position)).split('\n')
  return new UserError(`is not JSON: ${reason}`, undefined, { file, line: before.length, column: before.at(-1)!.length + 1 })
}
