/** Child processes for the runs of a sweep: one that crashes, hangs or eats its memory costs one run. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Outcome } from '#sim/sweep/measure.ts'
import type { Job } from './sweep-worker.ts'

export interface PoolOptions {
  readonly jobs: number
  /** wall-clock milliseconds after which a run has failed */
  readonly timeoutMs: number
}

/** `ended` is called once for each job, in the order they end. */
export async function runAll(jobs: readonly Job[], options: PoolOptions, ended: (job: Job, outcome: Outcome) => void): Promise<void> {
  const waiting = [...jobs]
  const serve = async (): Promise<void> => {
    let worker: ChildProcess | undefined
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      if (worker === undefined || !isAlive(worker)) worker = startWorker()
      ended(job, await runOn(worker, job, options.timeoutMs))
    }
    worker?.kill()
  }
  await Promise.all(Array.from({ length: Math.min(options.jobs, jobs.length) }, serve))
}

/** What an algorithm prints goes to stderr: stdout is for the result. */
const startWorker = (): ChildProcess =>
  fork(fileURLToPath(new URL('./sweep-worker.mjs', import.meta.url)), { execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] })

const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null

function runOn(worker: ChildProcess, job: Job, timeoutMs: number): Promise<Outcome> {
  return new Promise(resolve => {
    let overdue = false
    const timer = setTimeout(() => {
      overdue = true
      worker.kill('SIGKILL')
    }, timeoutMs)
    const end = (outcome: Outcome): void => {
      clearTimeout(timer)
      // What still goes wrong with it concerns no run.
      worker.removeAllListeners().on('error', () => {})
      resolve(outcome)
    }
    worker.once('message', outcome => end(outcome as Outcome))
    worker.once('exit', (code, signal) =>
      end({ failed: overdue ? `not done after ${timeoutMs / 1000} s` : `its process ended with ${signal ?? `exit code ${code}`}` }),
    )
    worker.once('error', error => end({ failed: `its process could not be started: ${error.message}` }))
    worker.send(job)
  })
}
