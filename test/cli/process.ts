/** `hopproof` as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { root } from '../availability.ts'

export interface Running {
  readonly child: ChildProcess
  readonly said: { out: string; err: string }
  /** exit code, or the signal that ended it */
  readonly ended: Promise<number | string>
}

/** Killed when the test is over. */
export function hopproof(...args: readonly string[]): Running {
  const child = spawn(process.execPath, [join(root, 'cli', 'hopproof.mjs'), ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { out: '', err: '' }
  child.stdout.on('data', chunk => (said.out += chunk))
  child.stderr.on('data', chunk => (said.err += chunk))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  return { child, said, ended }
}
