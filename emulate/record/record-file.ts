/** A file of whole records: each goes to the system in one piece, so that after kill -9 the file ends with the last one. */
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import type { Bytes } from '#wire/bytes.ts'
import { explainSystemError } from '../environment.ts'

export interface RecordFile {
  /** Once the file takes no more (the disk is full) it stays as it is, and the rest is let go. */
  write(record: Bytes): void
  close(): void
}

/** Goes on at the end of the file. `failed` is told once why no more can be written. Throws `EnvironmentError`. */
export function openRecordFile(file: string, failed: (reason: string) => void): RecordFile {
  let fd: number | undefined
  let length = 0
  try {
    fd = openSync(file, 'a')
    length = fstatSync(fd).size
  } catch (error) {
    throw explainSystemError(error, file)
  }
  const close = (): void => {
    if (fd !== undefined) closeSync(fd)
    fd = undefined
  }
  return {
    write(record) {
      if (fd === undefined) return
      try {
        for (let at = 0; at < record.length; ) at += writeSync(fd, record, at)
        length += record.length
      } catch (error) {
        cutTo(fd, length)
        close()
        failed(`${file} takes no more: ${(error as Error).message}`)
      }
    },
    close,
  }
}

/** A record that was written in part is taken off again, where the file can be cut (a pipe cannot). */
function cutTo(fd: number, length: number): void {
  try {
    ftruncateSync(fd, length)
  } catch {
    // The reader sees a record cut at the end, which readers of either format bear.
  }
}
