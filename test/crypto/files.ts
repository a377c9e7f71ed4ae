/** For tests with other programs: files in a folder that is thrown away, and what a program says of them. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Bytes } from '#wire/bytes.ts'

export interface Folder {
  readonly path: string
  /** Writes a file and returns its name. */
  put(name: string, content: string | Bytes): string
  text(name: string): string
  bytes(name: string): Bytes
}

/** A new folder, removed after the tests of the file. */
export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'hopproof-'))
  afterAll(() => rmSync(path, { recursive: true, force: true }))
  return {
    path,
    put(name, content) {
      writeFileSync(join(path, name), content)
      return name
    },
    text: name => readFileSync(join(path, name), 'utf8'),
    bytes: name => new Uint8Array(readFileSync(join(path, name))),
  }
}

export interface Said {
  readonly status: number | null
  /** standard output and error together */
  readonly text: string
}

export function run(program: string, folder: Folder, ...args: readonly string[]): Said {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder.path, encoding: 'utf8', timeout: 60_000 })
  return { status, text: `${stdout}${stderr}` }
}
