/** Programs of others, run with bounds: on time and on what they say. They end with us, and with all they started. */
import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Bounds {
  readonly timeoutS: number
  readonly folder: string
  /** for both stdout and stderr; a program that says more is ended */
  readonly outputLimitBytes?: number
  /** added to our own environment */
  readonly env?: Readonly<Record<string, string>>
}

export interface Ended {
  /** `null`: did not end by itself */
  readonly code: number | null
  /** why it did not end by itself: out of time, too much output, not startable */
  readonly trouble?: string
  readonly stdout: string
  readonly stderr: string
  readonly seconds: number
}

const outputLimitBytes = 64 << 20
const running = new Set<number>()
let watched = false

/** Runs it to its end, and never throws: what goes wrong is `trouble`. */
export function runBounded(program: string, args: readonly string[], bounds: Bounds): Promise<Ended> {
  const start = performance.now()
  // A group of its own: what a shell script starts is ended with it.
  const child = spawn(program, args, {
    cwd: bounds.folder,
    env: { ...process.env, ...bounds.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  endWithUs(child)
  const text = { stdout: '', stderr: '' }
  let trouble: string | undefined
  const end = (why: string): void => {
    trouble ??= why
    endGroup(child.pid)
  }
  const timer = setTimeout(() => end(`not done after ${bounds.timeoutS} s`), bounds.timeoutS * 1_000)
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', piece => {
      if (trouble === undefined) text[name] += piece
      if (text[name].length > (bounds.outputLimitBytes ?? outputLimitBytes)) end('says too much')
    })
  return new Promise(resolve => {
    const done = (code: number | null): void => {
      clearTimeout(timer)
      if (child.pid !== undefined) running.delete(child.pid)
      const seconds = (performance.now() - start) / 1_000
      resolve({ code: trouble === undefined ? code : null, ...(trouble !== undefined && { trouble }), ...text, seconds })
    }
    child.on('error', error => {
      trouble ??= `${program} cannot be started: ${error.message}`
      done(null)
    })
    child.on('close', (code, signal) => {
      if (signal !== null) trouble ??= `ended by ${signal}`
      done(code)
    })
  })
}

function endWithUs(child: ChildProcess): void {
  if (child.pid !== undefined) running.add(child.pid)
  if (watched) return
  watched = true
  process.once('exit', () => running.forEach(endGroup))
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

/** The first file of that name in the folders of PATH; with `executable`, one that may be run. */
export const findOnPath = (name: string, path: string | undefined, executable = true): string | undefined =>
  (path ?? '')
    .split(delimiter)
    .filter(folder => folder !== '')
    .map(folder => join(folder, name))
    .find(file => isFile(file, executable))

export function isFile(path: string, executable = false): boolean {
  try {
    accessSync(path, executable ? constants.X_OK : constants.R_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
