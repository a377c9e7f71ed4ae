/** Times and lives as scion-pki's flags have them: "2026-11-25T12:00:00Z", unix seconds, or "3d", "-1h" from now on. Seconds in values. */
import { InvalidArgumentError, Option } from 'commander'

const dayS = 86_400
const unitsS: Readonly<Record<string, number>> = { y: 365 * dayS, w: 7 * dayS, d: dayS, h: 3600, m: 60, s: 1 }
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/
/** The last second of the year 9999: certificates know no later one. */
export const lastS = 253_402_300_799

export const nowS = (): number => Math.floor(Date.now() / 1000)

/** Unix seconds; throws `InvalidArgumentError`. */
export function parseTimeS(text: string): number {
  const offsetS = secondsOf(text.replace(/^-/, ''))
  const timeS = offsetS !== undefined ? nowS() + (text.startsWith('-') ? -offsetS : offsetS) : absoluteS(text)
  if (timeS !== undefined && timeS >= 0 && timeS <= lastS) return timeS
  throw new InvalidArgumentError('Expected a time like 2026-11-25T12:00:00Z, unix seconds, or an offset from now like 3d or -1h.')
}

export const timeOption = (flags: string, says: string): Option => new Option(flags, says).argParser(parseTimeS)

function absoluteS(text: string): number | undefined {
  if (/^\d{1,12}$/.test(text)) return Number(text)
  const timeMs = rfc3339.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(timeMs) ? undefined : timeMs / 1000
}

/** A life of at least a second; throws `InvalidArgumentError`. */
export function parseLifeS(text: string): number {
  const lifeS = secondsOf(text)
  if (lifeS !== undefined && lifeS > 0 && lifeS <= lastS) return lifeS
  throw new InvalidArgumentError('Expected a duration like 3d, 36h or 1y (units y, w, d, h, m, s).')
}

/** As a life, or nothing: "0s". Throws `InvalidArgumentError`. */
export const parseGraceS = (text: string): number => (secondsOf(text) === 0 ? 0 : parseLifeS(text))

function secondsOf(text: string): number | undefined {
  if (!/^(\d{1,12}[ywdhms])+$/.test(text)) return undefined
  let totalS = 0
  for (const [, count, unit] of text.matchAll(/(\d+)([ywdhms])/g)) totalS += Number(count) * unitsS[unit!]!
  return totalS
}

/** "3d", "1d12h", "0s" */
export function formatLife(seconds: number): string {
  const parts = (['d', 'h', 'm', 's'] as const).map(unit => {
    const count = Math.floor(seconds / unitsS[unit]!)
    seconds -= count * unitsS[unit]!
    return count === 0 ? '' : `${count}${unit}`
  })
  return parts.join('') || '0s'
}
