/** What our long-running programs do alike. */
import type { Finding } from '#topology/finding.ts'
import { UserError } from '#wire/error.ts'
import { type LogLevel, logLevels } from '../config/program.ts'

/** One line, where the level is not below what is set. */
export function logFrom(least: LogLevel, log: (level: LogLevel, text: string) => void, level: LogLevel, text: string): void {
  if (logLevels.indexOf(level) >= logLevels.indexOf(least)) log(level, text)
}

export const warningText = ({ place, text }: Finding): string => `${place?.file ?? ''}: ${text}`

/** On one line, with file and hint. */
export const reasonOf = (error: unknown): string =>
  error instanceof UserError ? error.text.replace(/\n\s*hint: /, '; ') : (error as Error).message

/** Each call begins when the one before it has ended: signals may come faster than sockets open. */
export function oneByOne(task: () => Promise<void>): () => Promise<void> {
  let turn = Promise.resolve()
  return () => {
    turn = turn.then(task)
    return turn
  }
}
