/** What tests of processes and namespaces share. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type LogFile, openLogFile } from '#emulate/net/log-file.ts'
import type { Need } from '#test/availability.ts'
import { findProgram } from '#test/provision.ts'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-net-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function temporaryLog(): LogFile {
  const log = openLogFile(join(temporaryFolder(), 'a.log'))
  onTestFinished(log.close)
  return log
}

/** Root, and a kernel with namespaces: so is CI. */
export const namespaces: Need = {
  what: 'network namespaces',
  path: process.getuid?.() === 0 ? findProgram('ip') : undefined,
  why: 'not root, or no iproute2',
  how: 'run as root: sudo npm run test:all',
  obtainable: true,
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
