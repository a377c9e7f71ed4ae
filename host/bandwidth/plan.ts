/** What one direction of a bandwidth test sends: "3,1000,30,80kbps" is 3 s, packets of 1000 bytes, 30 of them, so 80 kbit/s.   scion-bwtestclient */
import { nsPerS } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'

export interface BandwidthPlan {
  readonly durationNs: number
  /** bytes of UDP data in each packet */
  readonly size: number
  readonly count: number
}

/** What a server takes; the client asks for no more. */
export const limits = { durationNs: 60 * nsPerS, leastSize: 16, mostSize: 65_000, count: 1_000_000 } as const

export const defaultPlan = '3,1000,30,80kbps'

export const rateBps = ({ durationNs, size, count }: BandwidthPlan): number => Math.round((count * size * 8 * nsPerS) / durationNs)
export const intervalNs = ({ durationNs, count }: BandwidthPlan): number => durationNs / count

export const isAllowed = ({ durationNs, size, count }: BandwidthPlan): boolean =>
  durationNs > 0 &&
  durationNs <= limits.durationNs &&
  size >= limits.leastSize &&
  size <= limits.mostSize &&
  count > 0 &&
  count <= limits.count

const units: Readonly<Record<string, number>> = { bps: 1, kbps: 1e3, Mbps: 1e6, Gbps: 1e9 }
const example = `seconds,bytes,packets,rate, like ${defaultPlan}; one of them may be ?`

/** One of the four may be "?" and follows from the others. Throws `UserError`. */
export function parsePlan(text: string): BandwidthPlan {
  const words = text.split(',').map(word => word.trim())
  if (words.length !== 4) throw new UserError(`"${text}" is not the plan of a bandwidth test`, `expected ${example}`)
  const [seconds, size, count] = words.slice(0, 3).map(word => (word === '?' ? undefined : numberOf(word, text)))
  const bps = words[3] === '?' ? undefined : rateOf(words[3]!, text)
  const plan = complete({ seconds, size, count, bps })
  if (plan === undefined) throw new UserError(`"${text}" leaves more than one open`, `expected ${example}`)
  if (!isAllowed(plan)) throw new UserError(`"${text}" is beyond what a server takes`, limitsText)
  if (bps !== undefined && Math.abs(rateBps(plan) - bps) > bps / 100 + (8 * plan.size * nsPerS) / plan.durationNs)
    throw new UserError(`"${text}" does not fit together: these packets are ${rateBps(plan)}bps`, 'put ? for one of the four')
  return plan
}

const limitsText = `at most ${limits.durationNs / nsPerS} s and ${limits.count} packets, of ${limits.leastSize} to ${limits.mostSize} bytes`

function numberOf(word: string, text: string): number {
  if (/^\d+(\.\d+)?$/.test(word)) return Number(word)
  throw new UserError(`"${text}": "${word}" is not a number`, `expected ${example}`)
}

function rateOf(word: string, text: string): number {
  const [, number = '', unit = 'bps'] = /^([\d.]+)([kMG]?bps)?$/.exec(word) ?? []
  return numberOf(number, text) * units[unit]!
}

interface Parts {
  readonly seconds: number | undefined
  readonly size: number | undefined
  readonly count: number | undefined
  readonly bps: number | undefined
}

function complete({ seconds, size, count, bps }: Parts): BandwidthPlan | undefined {
  const plan = (s: number, bytes: number, n: number): BandwidthPlan => ({
    ...{ durationNs: Math.round(s * nsPerS), size: Math.floor(bytes), count: Math.floor(n) },
  })
  if (seconds !== undefined && size !== undefined && count !== undefined) return plan(seconds, size, count)
  if (bps === undefined) return undefined
  if (size !== undefined && count !== undefined) return plan((count * size * 8) / bps, size, count)
  if (seconds !== undefined && count !== undefined) return plan(seconds, (bps * seconds) / (8 * count), count)
  if (seconds !== undefined && size !== undefined) return plan(seconds, size, (bps * seconds) / (8 * size))
  return undefined
}
