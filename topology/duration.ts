/** Durations in the reference's configuration files: one integer and one unit.   pkg/private/util/duration.go */
import { asString, asText, complain, isNothing, type Value } from './document.ts'

const hourNs = 3600e9
const unitsNs: Readonly<Record<string, number>> = {
  ...{ ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9 },
  ...{ h: hourNs, d: 24 * hourNs, w: 7 * 24 * hourNs, y: 365 * 24 * hourNs },
}

/**
 * Integer nanoseconds; nothing is 0. Throws `UserError`.
 * Divergence: minus signs, which the reference reads as 0 when there are two, are refused.
 */
export function asDurationNs(value: Value): number {
  if (isNothing(value)) return 0
  const [, number, unit] = /^(\d+)(y|w|d|h|m|s|ms|us|µs|ns)$/.exec(asString(value)) ?? []
  const ns = Number(number) * (unitsNs[unit ?? ''] ?? Number.NaN)
  if (ns <= Number.MAX_SAFE_INTEGER) return ns
  throw complain(
    value,
    `"${asText(value).slice(0, 60)}" is not a duration`,
    'one integer and one unit, like "1500us"; units: ns us ms s m h d w y',
  )
}

/** In the greatest unit, up to minutes, of which it is a whole number: what `asDurationNs` reads. */
export function formatWholeDuration(ns: number): string {
  const unit = (['m', 's', 'ms', 'us'] as const).find(u => ns % unitsNs[u]! === 0) ?? 'ns'
  return `${ns / unitsNs[unit]!}${unit}`
}
