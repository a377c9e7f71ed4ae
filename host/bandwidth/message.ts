/**
 * What client and server of a bandwidth test say to each other, in UDP. Of our own making.
 *
 *   0 kind   4 test id   8 ...
 *   hello    padding to the length of `welcome`                         a server sends no more than it got before it knows who asks
 *   welcome  8 token (8 bytes)
 *   start    8 token   16 plan to the server   28 plan to the client    plan: ms (32 bits), bytes (32), packets (32)
 *   accepted, refused
 *   data     8 sequence number (32 bits), padding
 *   ask      8 token, padding to the length of `report`
 *   report   8 packets   12 min   18 average   24 max   30 deviation of the time between packets, ns (48 bits each)
 */
import { type Bytes, getU32, getU48, setU32, setU48 } from '#wire/bytes.ts'
import type { BandwidthPlan } from './plan.ts'
import type { Arrivals } from './stream.ts'

export const kinds = { hello: 1, welcome: 2, start: 3, accepted: 4, refused: 5, data: 6, ask: 7, report: 8 } as const
export type Kind = keyof typeof kinds
const names: ReadonlyMap<number, Kind> = new Map(Object.entries(kinds).map(([name, number]) => [number, name as Kind]))

const lengths: Readonly<Record<Kind, number>> = {
  hello: 16,
  welcome: 16,
  start: 40,
  accepted: 8,
  refused: 8,
  data: 12,
  ask: 36,
  report: 36,
}
export const tokenLength = 8
const nsPerMs = 1e6

/** What is said, or nothing when it is none of these. */
export function kindOf(b: Bytes): Kind | undefined {
  const kind = names.get(b[0]!)
  return kind !== undefined && b.length >= lengths[kind] ? kind : undefined
}

export const testIdOf = (b: Bytes): number => getU32(b, 4)
export const sequenceOf = (b: Bytes): number => getU32(b, 8)
export const tokenOf = (b: Bytes): Bytes => b.slice(8, 8 + tokenLength)

function message(kind: Kind, testId: number, length: number = lengths[kind]): Bytes {
  const b = new Uint8Array(length)
  b[0] = kinds[kind]
  setU32(b, 4, testId)
  return b
}

export const plainMessage = (kind: 'hello' | 'accepted' | 'refused', testId: number): Bytes => message(kind, testId)

export function tokenMessage(kind: 'welcome' | 'ask', testId: number, token: Bytes): Bytes {
  const b = message(kind, testId)
  b.set(token, 8)
  return b
}

export function startMessage(testId: number, token: Bytes, toServer: BandwidthPlan, toClient: BandwidthPlan): Bytes {
  const b = message('start', testId)
  b.set(token, 8)
  writePlan(b, 16, toServer)
  writePlan(b, 28, toClient)
  return b
}

function writePlan(b: Bytes, at: number, { durationNs, size, count }: BandwidthPlan): void {
  setU32(b, at, Math.round(durationNs / nsPerMs))
  setU32(b, at + 4, size)
  setU32(b, at + 8, count)
}

const planAt = (b: Bytes, at: number): BandwidthPlan => ({
  ...{ durationNs: getU32(b, at) * nsPerMs, size: getU32(b, at + 4), count: getU32(b, at + 8) },
})
export const plansOf = (b: Bytes): { readonly toServer: BandwidthPlan; readonly toClient: BandwidthPlan } => ({
  ...{ toServer: planAt(b, 16), toClient: planAt(b, 28) },
})

export function dataMessage(testId: number, sequence: number, size: number): Bytes {
  const b = message('data', testId, size)
  setU32(b, 8, sequence)
  return b
}

const measures = ['minNs', 'averageNs', 'maxNs', 'deviationNs'] as const

export function reportMessage(testId: number, arrivals: Arrivals): Bytes {
  const b = message('report', testId)
  setU32(b, 8, arrivals.packets)
  for (const [i, name] of measures.entries()) setU48(b, 12 + 6 * i, Math.round(arrivals[name]))
  return b
}

export function arrivalsOf(b: Bytes): Arrivals {
  const [minNs, averageNs, maxNs, deviationNs] = measures.map((_, i) => getU48(b, 12 + 6 * i)) as [number, number, number, number]
  return { packets: getU32(b, 8), minNs, averageNs, maxNs, deviationNs }
}
