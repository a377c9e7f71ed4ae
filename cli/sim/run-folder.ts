/** The folder of a run: whole files, and files that grow piece by piece while the run goes on. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { appendResult, attempt, writeDeep } from '#emulate/files/write-file.ts'
import type { Bytes } from '#wire/bytes.ts'

export interface RunFolder {
  write(file: string, text: string): void
  /** Begins the file with its first piece. */
  append(file: string, piece: string | Bytes): void
  /** Writes what is held, and manifest.json, which names every file of the folder. */
  end(manifest: object): void
}

/** bytes of a file held back, so that packets are not written one by one */
const heldLength = 64 * 1024
const manifestFile = 'manifest.json'

/** Files an earlier run has left there are removed: those its manifest names. */
export function openRunFolder(folder: string): RunFolder {
  removeOld(folder)
  const files = new Set<string>([manifestFile])
  const held = new Map<string, { pieces: Uint8Array[]; length: number }>()

  const flush = (file: string): void => {
    const { pieces } = held.get(file)!
    appendResult(Buffer.concat(pieces), join(folder, file))
    held.set(file, { pieces: [], length: 0 })
  }
  const write = (file: string, text: string): void => {
    files.add(file)
    writeDeep(text, join(folder, file))
  }
  return {
    write,
    append(file, piece) {
      if (!files.has(file)) write(file, '')
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
      const before = held.get(file) ?? { pieces: [], length: 0 }
      before.pieces.push(bytes)
      held.set(file, { pieces: before.pieces, length: before.length + bytes.length })
      if (before.length + bytes.length >= heldLength) flush(file)
    },
    end(manifest) {
      for (const file of held.keys()) flush(file)
      write(manifestFile, `${JSON.stringify({ ...manifest, files: [...files].sort() }, undefined, 2)}\n`)
    },
  }
}

function removeOld(folder: string): void {
  const manifest = join(folder, manifestFile)
  if (!existsSync(manifest)) return
  for (const file of namedFiles(manifest)) attempt(join(folder, file), () => rmSync(join(folder, file), { force: true }))
}

/** Only plain names: what a manifest says is not trusted to reach outside the folder. */
function namedFiles(manifest: string): string[] {
  try {
    const { files } = JSON.parse(readFileSync(manifest, 'utf8')) as { files?: unknown }
    return Array.isArray(files) ? files.filter(f => typeof f === 'string' && f !== '' && f === basename(f) && !f.startsWith('.')) : []
  } catch {
    return []
  }
}
