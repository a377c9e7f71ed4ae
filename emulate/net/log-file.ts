/** What a process says, in a file of bounded length; the end of it stays in memory, for who asks why it died. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { explainSystemError } from '../environment.ts'
import { writeDeep } from '../files/write-file.ts'

export interface LogFile {
  readonly path: string
  write(piece: Uint8Array): void
  /** the last lines */
  tail(): string
  close(): void
}

/** bytes; what comes after is let go */
const maxLength = 8 * 1024 * 1024
const tailLength = 2000

/** Begins the file anew. Throws `UserError`. */
export function openLogFile(path: string): LogFile {
  let fd: number | undefined
  try {
    writeDeep('', path)
    fd = openSync(path, 'a')
  } catch (error) {
    throw explainSystemError(error, path)
  }
  let length = 0
  let tail = ''
  return {
    path,
    write(piece) {
      tail = (tail + Buffer.from(piece).toString()).slice(-tailLength)
      if (fd === undefined || length > maxLength) return
      length += piece.length
      writeSync(fd, length > maxLength ? Buffer.from('… and no more is kept\n') : piece)
    },
    tail: () => tail.trimEnd().split('\n').slice(-8).join('\n'),
    close() {
      if (fd !== undefined) closeSync(fd)
      fd = undefined
    },
  }
}
