/** The device under test as a process: started, watched, and ended for sure, with all it started itself. */
import { type ChildProcess, spawn } from 'node:child_process'
import { EnvironmentError } from '#wire/error.ts'
import { atEnd } from './at-end.ts'

export interface DutProcess {
  /** "exit code 1", "SIGSEGV"; `undefined` while it runs */
  readonly ending: string | undefined
  /** resolves with the ending */
  readonly ended: Promise<string>
  /** the end of what it wrote to stdout and stderr */
  said(): string
  /** SIGTERM, and SIGKILL to what is still there after a while. Resolves when it is gone. */
  stop(): Promise<void>
}

/** bytes of its output that are kept */
const maxSaid = 8000
/** milliseconds between SIGTERM and SIGKILL */
const graceMs = 2000

/** Throws `EnvironmentError` when there is no such program. */
export async function startProcess(words: readonly string[]): Promise<DutProcess> {
  const [program, ...args] = words as [string, ...string[]]
  // A process group of its own: a wrapper (npx, a shell script) ends together with what it started.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let ending: string | undefined
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (said = (said + text).slice(-maxSaid)))
  const takeBack = atEnd(() => signalGroup(child, 'SIGKILL'))
  const ended = new Promise<string>(resolve =>
    child.once('exit', (code, signal) => {
      ending = signal ?? `exit code ${code}`
      takeBack()
      resolve(ending)
    }),
  )
  try {
    await started(child)
  } catch (error) {
    takeBack()
    throw noSuchProgram(program, error as NodeJS.ErrnoException)
  }
  return {
    get ending() {
      return ending
    },
    ended,
    said: () => said,
    stop: () => stop(child, ended),
  }
}

const started = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })

function noSuchProgram(program: string, { code, message }: NodeJS.ErrnoException): Error {
  if (code === 'ENOENT')
    return new EnvironmentError(`the device under test cannot be started: no program "${program}"`, 'is it on PATH? --dut says the command')
  return new EnvironmentError(`the device under test cannot be started: ${code === 'EACCES' ? `"${program}" is not executable` : message}`)
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    signalGroup(child, 'SIGTERM')
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs)
    await ended
    clearTimeout(timer)
  }
  // What it started and left behind.
  signalGroup(child, 'SIGKILL')
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // The group is gone.
  }
}
