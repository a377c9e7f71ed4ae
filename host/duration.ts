/** Durations as the `scion` tools write and read them: "1s", "1.5ms", "5h59m58s". Nanoseconds in values. */
import { UserError } from '#wire/error.ts'

const unitsNs: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 }
/** Ten years: virtual time is whole nanoseconds for 104 days, and from then on in steps of 2, 4, ... and in the end 64. */
export const longestNs = 10 * 8766 * 3600e9

/** Nanoseconds from "300ms", "1.5h" or "2h45m"; throws `UserError`. */
export function parseDuration(text: string): number {
  const wrong = (): UserError =>
    new UserError(`"${text}" is not a duration`, 'expected a number with a unit (ns, us, ms, s, m, h), like 500ms or 1m30s')
  if (text === '0') return 0
  if (!/^(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/.test(text)) throw wrong()
  let totalNs = 0
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)) totalNs += Number(number) * unitsNs[unit!]!
  if (totalNs > longestNs) throw wrong()
  return Math.round(totalNs)
}

/** "1.234ms" below a second, else "1h2m3.5s" without leading zero units, as Go prints a duration. */
export function formatDuration(ns: number): string {
  if (ns < 0) return `-${formatDuration(-ns)}`
  if (ns === 0) return '0s'
  if (ns < 1e3) return `${ns}ns`
  if (ns < 1e6) return `${ns / 1e3}µs`
  if (ns < 1e9) return `${ns / 1e6}ms`
  const hours = Math.floor(ns / 3600e9)
  const minutes = Math.floor((ns % 3600e9) / 60e9)
  const seconds = `${(ns % 60e9) / 1e9}s`
  return hours > 0 ? `${hours}h${minutes}m${seconds}` : minutes > 0 ? `${minutes}m${seconds}` : seconds
}

/** Milliseconds with three decimals, the way all results show time. */
export const toMillis = (ns: number): number => Math.round(ns / 1e3) / 1e3

/** "1.234ms" */
export const formatMillis = (ms: number): string => `${ms.toFixed(3)}ms`

/** "2026-11-23T20:11:24Z", a half second shown as .5 */
export const formatTime = (unixS: number): string => new Date(unixS * 1000).toISOString().replace(/\.?0*Z$/, 'Z')
