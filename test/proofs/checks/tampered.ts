/** Lines of a log that say something else than what was. */
import { createAbstraction } from '#proofs/slices/abstract.ts'
import { headerOf } from '#proofs/slices/header.ts'
import type { Knowledge } from '#proofs/slices/knowledge.ts'
import type { Step } from '#proofs/slices/module.ts'
import type { Prepared } from '#proofs/slices/prepare.ts'
import type { TraceEvent } from '#router/evidence.ts'
import { simulatedKey } from '#sim/network.ts'
import { fromHex, toHex } from '#wire/bytes.ts'
import { infoLength } from '#wire/path.ts'

type Change = Partial<TraceEvent>

const verdicts: readonly TraceEvent['verdict'][] = ['forward', 'handOver', 'deliver', 'answer', 'drop']

/** Each field a decision has, said otherwise; of a SegID one bit, another one in every line. */
function changesOf(e: TraceEvent, line: number): readonly (readonly [name: string, change: Change])[] {
  const changes: [string, Change][] = verdicts.filter(v => v !== e.verdict).map(verdict => [`verdict ${verdict}`, { verdict }])
  changes.push(['rule', { rule: e.rule === 'macIsValid' ? 'hopNotExpired' : 'macIsValid' }])
  changes.push(['reason', { reason: e.reason === 'linkPair' ? 'noPort' : 'linkPair' }])
  if (e.verdict === 'forward') changes.push(['egress', { egress: e.egress! + 1 }])
  if (e.verdict === 'handOver') changes.push(['sibling', { toSibling: 'br9' }])
  if (e.scmp) changes.push(['scmp', { scmp: e.scmp === '1/4' ? '4/51/100' : '1/4' }])
  for (const field of ['before', e.left === undefined ? 'after' : 'left'] as const)
    for (const [info, hex] of flippedSegIds(e[field]!, line % 16).entries()) changes.push([`SegID ${info} ${field}`, { [field]: hex }])
  return changes
}

/** The header with this bit of the SegID flipped, of each info field in turn. */
function flippedSegIds(hex: string, bit: number): string[] {
  const { infos, at, kind } = headerOf(hex)!
  return infos.map((_, i) => {
    const bytes = fromHex(hex)!
    const segIdAt = at + (kind === 'oneHop' ? 0 : 4) + infoLength * i + 2
    bytes[segIdAt + (bit >> 3)]! ^= 1 << (bit & 7)
    return toHex(bytes)
  })
}

export interface Tampered extends Step {
  readonly name: string
}

/** Every distinct decision of the log, in each way. The seed of its keys is 1. */
export function tamperedSteps({ model }: Prepared): { readonly knowledge: Knowledge; readonly steps: readonly Tampered[] } {
  const sound = [...new Map(model.slices.flat().map(s => [JSON.stringify(s.decision), s])).values()]
  const epochS = Math.floor(model.slices[0]![0]!.logged.event.epochS)
  const { knowledge, decision } = createAbstraction(model.topology, epochS, isdAs => simulatedKey(1, isdAs))
  const steps = sound.flatMap(({ logged }) =>
    changesOf(logged.event, logged.line).flatMap(([name, change]): Tampered[] => {
      const event = { ...logged.event, ...change }
      const found = decision(event)
      return found === undefined ? [] : [{ name, logged: { ...logged, event }, decision: found }]
    }),
  )
  return { knowledge, steps }
}
