/** Requests to a process and its answers, as lines of JSON: {"id": 1, ...} there, {"id": 1, ...} back. What has no id is an event. */
import { EnvironmentError } from '../environment.ts'
import type { LogFile } from './log-file.ts'
import { type ProcessPlan, type RunningProcess, startProcess } from './process.ts'

export type Message = Readonly<Record<string, unknown>>

export interface Channel {
  readonly process: RunningProcess
  /** Throws `EnvironmentError` when the process refuses ({"error": "..."}) or has ended. */
  request(message: Message): Promise<Message>
  /** Says something that has no answer. */
  tell(message: Message): void
}

export interface ChannelPlan extends Omit<ProcessPlan, 'onLine'> {
  onEvent?(event: Message): void
}

export async function openChannel(plan: ChannelPlan): Promise<Channel> {
  const waiting = new Map<number, (answer: Message) => void>()
  const onLine = (line: string): void => {
    const message = parseLine(line, plan.log)
    if (message === undefined) return
    const answer = waiting.get(message.id as number)
    if (answer === undefined) plan.onEvent?.(message)
    else answer(message)
  }
  const process = await startProcess({ ...plan, onLine })
  let last = 0
  const tell = (message: Message): void => process.write(JSON.stringify(message))
  void process.whenEnded.then(how => {
    for (const answer of waiting.values()) answer({ error: `it has ended ${how}` })
  })
  return {
    process,
    tell,
    async request(message) {
      if (process.ended !== undefined) throw new EnvironmentError(`${plan.name} has ended ${process.ended}`)
      const id = ++last
      const answer = await new Promise<Message>(resolve => {
        waiting.set(id, resolve)
        tell({ id, ...message })
      })
      waiting.delete(id)
      if (answer.error !== undefined) throw new EnvironmentError(`${plan.name}: ${answer.error}`)
      return answer
    },
  }
}

/** What is no JSON was meant for people. */
function parseLine(line: string, log: LogFile): Message | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value as Message
  } catch {
    // said below
  }
  log.write(Buffer.from(`${line}\n`))
  return undefined
}
