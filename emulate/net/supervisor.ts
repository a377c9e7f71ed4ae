/** Starts the network's processes in their order, and ends, kills and starts them again by name. */
import { UserError } from '#wire/error.ts'
import type { RunningProcess } from './process.ts'

export interface Job {
  /** the node's name */
  readonly name: string
  /** Resolves when it is ready. */
  start(): Promise<RunningProcess>
}

export interface Supervisor {
  /** One group after the other, those of a group at the same time. */
  startAll(groups: readonly (readonly Job[])[]): Promise<void>
  /** kill -9: resolves when the process has ended. */
  kill(name: string): Promise<void>
  /** Starts it again; what runs goes on. */
  start(name: string): Promise<void>
  stop(name: string): Promise<void>
  processOf(name: string): RunningProcess | undefined
  /** in the order they were started in */
  names(): readonly string[]
  /** All end, the last started first. No process is started any more. */
  end(): Promise<void>
}

/** processes that start at the same time: two for each core */
const atOnce = 4

/** `died`: told of a process that ended and nobody wanted it. */
export function createSupervisor(died: (name: string, how: string) => void): Supervisor {
  const jobs = new Map<string, Job>()
  const running = new Map<string, RunningProcess>()
  let ending = false

  async function launch(job: Job): Promise<void> {
    jobs.set(job.name, job)
    if (ending || running.has(job.name)) return
    const process = await job.start()
    if (ending) return process.stop()
    running.set(job.name, process)
    void process.whenEnded.then(how => {
      if (running.get(job.name) !== process) return
      running.delete(job.name)
      died(job.name, how)
    })
  }

  /** From now on its end is wanted. */
  function take(name: string): RunningProcess | undefined {
    if (!jobs.has(name)) throw new UserError(`there is no process "${name}"`, `known: ${some([...jobs.keys()])}`)
    const process = running.get(name)
    running.delete(name)
    return process
  }

  return {
    async startAll(groups) {
      for (const group of groups) await eachOf(group, atOnce, launch)
    },
    async kill(name) {
      const process = take(name)
      process?.signal('SIGKILL')
      await process?.whenEnded
    },
    async start(name) {
      const job = jobs.get(name)
      if (job === undefined) throw new UserError(`there is no process "${name}"`, `known: ${some([...jobs.keys()])}`)
      await launch(job)
    },
    stop: async name => take(name)?.stop(),
    processOf: name => running.get(name),
    names: () => [...jobs.keys()],
    async end() {
      ending = true
      const last = [...running.values()].reverse()
      running.clear()
      await Promise.all(last.map(p => p.stop()))
    },
  }
}

const some = (names: readonly string[]): string => (names.length > 8 ? `${names.slice(0, 8).join(', ')}, ...` : names.join(', '))

/** So many at once. The first that fails ends it: those under way are waited for. */
async function eachOf<T>(items: readonly T[], limit: number, act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const failures: unknown[] = []
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined && failures.length === 0; item = waiting.shift())
      await act(item).catch(error => failures.push(error))
  }
  await Promise.all(Array.from({ length: limit }, worker))
  if (failures.length > 0) throw failures[0]
}
