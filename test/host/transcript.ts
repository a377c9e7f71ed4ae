/** Recordings of the `scion` tool on a small network, which lie beside the repository and not in it. */
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'vitest'

const folder = new URL('../../../shared/data/transcripts/', import.meta.url)

export interface Transcript {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

export function readTranscript(name: string): Transcript {
  const text = readFileSync(new URL(`${name}.txt`, folder), 'utf8')
  const [, stdout, stderr, exit] = /^--- stdout\n(.*?)--- stderr\n(.*?)--- exit (\d+)/ms.exec(text)!
  return { stdout: stdout!, stderr: stderr!, exit: Number(exit) }
}

/** A test that needs the recordings, skipped aloud where they are not. */
export const transcriptTest = (name: string, run: () => void): void => {
  if (existsSync(folder)) test(name, run)
  else test.skip(`${name} (no ../shared/data/transcripts)`, run)
}
