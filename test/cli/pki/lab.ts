/** A network's trust material as testcrypto makes it, in a folder that is thrown away. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, vi } from 'vitest'
import { UserError } from '#wire/error.ts'
import { hopproof, type Ran, tiny } from '../tools/lab.ts'

/** When everything in the lab begins to be valid. */
export const begin = '2026-01-01T00:00:00Z'

const dayMs = 86_400_000

/** Each test of the file runs so many days after the beginning. */
export function onDay(days: number): void {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse(begin) + days * dayMs, toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())
}

export interface PkiLab {
  readonly at: (path: string) => string
  readonly text: (path: string) => string
  /** Writes a file and returns its path. */
  readonly put: (path: string, content: string | Uint8Array) => string
  /** `hopproof pki ...`; paths of the lab are taken out of what it prints. */
  readonly pki: (...args: readonly string[]) => Promise<Ran>
  /** The text of the `UserError` that the command ends with. */
  readonly fails: (...args: readonly string[]) => Promise<string>
}

export function pkiLab(): PkiLab {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-pki-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const at = (path: string): string => join(folder, path)
  const plain = (text: string): string => text.replaceAll(`${folder}/`, '')
  return {
    at,
    text: path => readFileSync(at(path), 'utf8'),
    put(path, content) {
      writeFileSync(at(path), content)
      return at(path)
    },
    async pki(...args) {
      const { out, err, exit } = await hopproof('pki', ...args)
      return { out: plain(out), err: plain(err), exit }
    },
    async fails(...args) {
      try {
        await hopproof('pki', ...args)
      } catch (error) {
        if (error instanceof UserError) return plain(error.text)
        throw error
      }
      return 'no UserError'
    },
  }
}

/** The lab with the trust material of the smallest network in gen/: core AS 110, customers 111 and 112. */
export async function tinyLab(): Promise<PkiLab> {
  const lab = pkiLab()
  await lab.pki('testcrypto', tiny, '--out', lab.at('gen'), '--seed', '7', '--not-before', begin)
  return lab
}
