/** Commands that run until a signal ends them. */
import { InvalidArgumentError, Option } from 'commander'
import { clockAhead, type RealClock } from '#emulate/io/clock.ts'
import { warn } from '../output.ts'

/** Programs of a network that lives at another time. */
export const clockAheadOption = (): Option =>
  new Option('--clock-ahead <seconds>', "for experiments: its clock is so far ahead of this machine's; negative: behind it").argParser(
    (text): RealClock => {
      const seconds = Number(text)
      if (text === '' || !Number.isSafeInteger(seconds)) throw new InvalidArgumentError('expected whole seconds')
      return clockAhead(seconds)
    },
  )

export interface ClockFlags {
  readonly clockAhead?: RealClock | undefined
}

/** For what takes a clock, and has one of its own. */
export const clockOf = ({ clockAhead: clock }: ClockFlags): { readonly clock?: RealClock } => (clock === undefined ? {} : { clock })

/** A line of the log, with the time, on stderr. */
export const logLine = (level: string, text: string): void => warn(`${new Date().toISOString()} ${level} ${text}`)

/** SIGHUP reads the configuration again; SIGTERM and SIGINT close what is open, and then nothing keeps the process. */
export function runUntilEnded({ reload, stop }: { reload(): Promise<void>; stop(): void }): void {
  process.on('SIGHUP', () => void reload())
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
}
