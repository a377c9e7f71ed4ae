/** What our long-running programs do alike. */
import type { Finding } from '#topology/finding.ts'
import { UserError } from '#wire/error.ts'
import { type LogLevel, logLevels } from '../config/program.ts'

/** One line. */
export type Log = (level: LogLevel, text: string) => void

/** One line, where the level is not below what is set. */
export function logFrom(least: LogLevel, log: Log, level: LogLevel, text: string): void {
  if (logLevels.indexOf(level) >= logLevels.indexOf(least)) log(level, text)
}

export function tellWarnings(warnings: readonly Finding[], log: Log): void {
  for (const { place, text } of warnings) log('info', `${place?.file ?? ''}: ${text}`)
}

/** On one line, with file and hint. */
const reasonOf = (error: unknown): string =>
  error instanceof UserError ? error.text.replace(/\n\s*hint: /, '; ') : (error as Error).message

/**
 * Reads the files again: `take` takes what they say, and says what that is; where they are wrong all stays as it was, and the log says why.
 * Each call begins when the one before it has ended: signals may come faster than sockets open.
 */
export function reloading(log: Log, take: () => Promise<string>): () => Promise<void> {
  let turn = Promise.resolve()
  const reload = async (): Promise<void> => {
    try {
      log('info', `configuration read again: ${await take()}`)
    } catch (error) {
      log('error', `the new configuration is not taken: ${reasonOf(error)}`)
    }
  }
  return () => {
    turn = turn.then(reload)
    return turn
  }
}

/** What a program has opened so far. */
export interface Opened {
  add(...closes: readonly (() => void)[]): void
  /** Closes all, the last first. */
  close(): void
}

/** Everything is open when it resolves, or nothing. */
export async function openAll<T>(open: (opened: Opened) => Promise<T>): Promise<T> {
  const closes: (() => void)[] = []
  const close = (): void => {
    for (const end of closes.splice(0).reverse()) end()
  }
  try {
    return await open({ add: (...more) => void closes.push(...more), close })
  } catch (error) {
    close()
    throw error
  }
}
