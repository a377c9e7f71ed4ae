/** Durations, rates, probabilities and queue lengths as topology files write them: a number with its unit. */
import { UserError } from '#wire/error.ts'

const durationUnitsNs: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9 }
const rateUnitsBps: Readonly<Record<string, number>> = { bps: 1, kbps: 1e3, Mbps: 1e6, Gbps: 1e9, Tbps: 1e12 }
/** Above an hour a link's delay, a jitter or a BFD interval is a mistake; far below 2^53 ns. */
const longestNs = 3600e9

/** A number and its unit; the unit is looked up as written, else in any case. */
function measure(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-zA-Zµ]+)$/.exec(text)
  const unit = match === null ? undefined : Object.keys(units).find(u => u.toLowerCase() === match[2]!.toLowerCase())
  return unit === undefined ? undefined : Number(match![1]) * units[unit]!
}

/** Integer nanoseconds from "10ms", "1.5us" or "0", at most an hour; throws `UserError`. */
export function parseDurationNs(text: string): number {
  if (text === '0') return 0
  const ns = measure(text, durationUnitsNs)
  if (ns !== undefined && ns <= longestNs) return Math.round(ns)
  throw new UserError(`"${text}" is not a duration`, 'expected a number with a unit (ns, us, ms, s), like 10ms, at most 3600s')
}

/** Bits per second from "100Mbps" or, as .topo files have it, a bare number of Mbit/s; throws `UserError`. */
export function parseRateBps(text: string): number {
  const bps = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1e6 : measure(text, rateUnitsBps)
  if (bps !== undefined && bps >= 1 && bps <= 1e15) return bps
  throw new UserError(`"${text}" is not a rate`, 'expected a number of Mbit/s, or a number with a unit (bps, kbps, Mbps, Gbps, Tbps)')
}

/** 0..1 from "0.01" or "1%"; throws `UserError`. */
export function parseProbability(text: string): number {
  const match = /^(\d+(?:\.\d+)?(?:e-\d+)?)(%?)$/i.exec(text)
  const probability = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1)
  if (probability <= 1) return probability
  throw new UserError(`"${text}" is not a probability`, 'expected a number from 0 to 1, or a percentage like 0.5%')
}

/** In the greatest unit that leaves at least one, exactly: parsing it gives the same number. */
function inUnits(value: number, units: Readonly<Record<string, number>>): string {
  const fitting = Object.entries(units).filter(([, size]) => size <= value && (value / size) * size === value && isShort(value / size))
  const [unit, size] = fitting.reduce((best, next) => (next[1] > best[1] ? next : best), Object.entries(units)[0]!)
  return `${value / size}${unit}`
}

const isShort = (n: number): boolean => /^\d+(\.\d{1,6})?$/.test(String(n))

export const formatDurationNs = (ns: number): string => (ns === 0 ? '0' : inUnits(ns, durationUnitsNs))
export const formatRateBps = (bps: number): string => inUnits(bps, rateUnitsBps)
