/** One process of the network: started, waited for until it says that it is ready, talked to by lines, ended. Dies with us, however we die. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { EnvironmentError } from '../environment.ts'
import { missingProgram } from './command.ts'
import type { LogFile } from './log-file.ts'

export interface ProcessPlan {
  readonly name: string
  /** program and arguments */
  readonly command: readonly string[]
  /** what it says on stderr, and on stdout */
  readonly log: LogFile
  /** It ends by itself, in its own way, when its stdin does. Others are killed as soon as we are gone. */
  readonly endsWithInput?: boolean
  /** Asked again and again of a program that does not say that it is ready; default: it does, by its first line on stdout. */
  readonly isReady?: (pid: number) => boolean
  /** lines of stdout after the first */
  readonly onLine?: (line: string) => void
}

export interface RunningProcess {
  readonly pid: number
  /** ended, and why: "by SIGKILL", "with 1" */
  readonly ended: string | undefined
  readonly whenEnded: Promise<string>
  write(line: string): void
  signal(name: NodeJS.Signals): void
  /** SIGTERM, and SIGKILL where that does not help. */
  stop(): Promise<void>
}

const readyLimitMs = 60_000
const stopLimitMs = 5_000
const askAgainMs = 20
const lastWordsMs = 200

/** Resolves when it is ready. Throws `EnvironmentError` when it ends before, with the last it said, or is not ready in time. */
export async function startProcess(plan: ProcessPlan): Promise<RunningProcess> {
  // Whatever becomes of us, nothing of ours goes on. Ctrl-C is for us alone: we end the others in their order.
  const [program, ...args] = plan.endsWithInput ? plan.command : ['setpriv', '--pdeathsig', 'KILL', ...plan.command]
  const child = spawn(program!, args, { stdio: 'pipe', detached: true })
  // Its reader may be gone.
  child.stdin.on('error', () => {})
  const running = watch(child)
  try {
    await isReadyInTime(listen(child, plan), running, plan)
  } catch (error) {
    await running.stop()
    throw error
  }
  return running
}

function watch(child: ChildProcess): RunningProcess {
  let ended: string | undefined
  const whenEnded = new Promise<string>(resolve => {
    const end = (how: string): void => resolve((ended ??= how))
    child.on('error', error =>
      end((error as NodeJS.ErrnoException).code === 'ENOENT' ? missingProgram(child.spawnfile).text : error.message),
    )
    const say = (code: number | null, name: string | null): void => end(name === null ? `with ${code}` : `by ${name}`)
    child.on('close', say)
    // A child of it may hold its output open.
    child.on('exit', (code, name) => void setTimeout(lastWordsMs).then(() => say(code, name)))
  })
  const signal = (name: NodeJS.Signals): void => {
    // Of a process that has ended nothing is left to tell; its number may be another's.
    if (child.exitCode === null && child.signalCode === null) child.kill(name)
  }
  return {
    pid: child.pid ?? 0,
    get ended() {
      return ended
    },
    whenEnded,
    write: line => void child.stdin!.write(`${line}\n`),
    signal,
    async stop() {
      signal('SIGTERM')
      const waiting = new AbortController()
      void setTimeout(stopLimitMs, undefined, { signal: waiting.signal }).then(
        () => signal('SIGKILL'),
        () => {},
      )
      await whenEnded
      waiting.abort()
    },
  }
}

/** Resolves when it is ready. */
async function listen(child: ChildProcess, { log, isReady, onLine }: ProcessPlan): Promise<void> {
  child.stderr!.on('data', (piece: Buffer) => log.write(piece))
  const lines = createInterface({ input: child.stdout! })
  const write = (line: string): void => log.write(Buffer.from(`${line}\n`))
  if (isReady !== undefined) {
    lines.on('line', write)
    while (!isReady(child.pid ?? 0) && child.exitCode === null) await setTimeout(askAgainMs)
    return
  }
  await new Promise<void>(resolve => {
    lines.once('line', first => {
      write(first)
      lines.on('line', onLine ?? write)
      resolve()
    })
  })
}

async function isReadyInTime(said: Promise<void>, running: RunningProcess, { name, log }: ProcessPlan): Promise<void> {
  const waiting = new AbortController()
  const late = setTimeout(readyLimitMs, 'is not ready in time', { signal: waiting.signal }).catch(() => undefined)
  const why = await Promise.race([said, running.whenEnded.then(how => `ended ${how}`), late])
  waiting.abort()
  if (why !== undefined)
    throw new EnvironmentError(`${name} ${why}${log.tail() === '' ? '' : `:\n${log.tail()}`}`, `all it said: ${log.path}`)
}
