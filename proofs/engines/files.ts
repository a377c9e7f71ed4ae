/** Files of any size, read piece by piece, and folders that are there only as long as they are used. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { explainReadError } from '#emulate/files/input.ts'

const pieceBytes = 1 << 20

/** The text of a UTF-8 file, whole characters in each piece. Throws `UserError` where it cannot be read. */
export function* piecesOf(file: string): Generator<string> {
  const descriptor = attempted(file, () => openSync(file, 'r'))
  try {
    const buffer = Buffer.alloc(pieceBytes)
    const decoder = new StringDecoder('utf8')
    for (let count = 1; count > 0; ) {
      count = attempted(file, () => readSync(descriptor, buffer))
      yield decoder.write(buffer.subarray(0, count))
    }
    yield decoder.end()
  } finally {
    closeSync(descriptor)
  }
}

function attempted<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw explainReadError(error, file)
  }
}

/** Its lines, without their line feeds; behind the last line feed an empty one. */
export function* linesOf(file: string): Generator<string> {
  let text = ''
  for (const piece of piecesOf(file)) {
    const lines = (text + piece).split('\n')
    text = lines.pop()!
    yield* lines
  }
  yield text
}

/** What `use` makes of a new folder, "hopproof-NAME-..." among the temporary ones; then it goes, with all that is in it. */
export async function inFolder<T>(name: string, use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `hopproof-${name}-`))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
