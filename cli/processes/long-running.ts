/** Commands that run until a signal ends them. */
import { warn } from '../output.ts'

/** A line of the log, with the time, on stderr. */
export const logLine = (level: string, text: string): void => warn(`${new Date().toISOString()} ${level} ${text}`)

/** SIGHUP reads the configuration again; SIGTERM and SIGINT close what is open, and then nothing keeps the process. */
export function runUntilEnded({ reload, stop }: { reload(): Promise<void>; stop(): void }): void {
  process.on('SIGHUP', () => void reload())
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
}
