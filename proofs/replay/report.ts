/** Differences between model and code, for people. */
import type { ModelHop, ModelInfo, ModelPacket, ModelStep } from '#proofs/model/step.ts'
import { isMalformed } from '#wire/bytes.ts'
import { readBack } from './read-back.ts'
import type { Difference, Mismatch } from './replay.ts'

const set = (symbols: readonly number[]): string => `{${[...symbols].sort((a, b) => a - b).join(' ')}}`
const mark = (is: boolean): string => (is ? '>' : ' ')

const infoLine = (i: ModelInfo, at: number, p: ModelPacket): string =>
  `${mark(at === p.currInf)} info ${at}  ${i.consDir ? 'along' : 'against'}${i.peer ? ' peer' : ''}  segId ${set(i.segId)}  ts ${i.ts}`

const hopLine = (h: ModelHop, at: number, p: ModelPacket): string => {
  const alerts = [h.ingressAlert && ' ingress alert', h.egressAlert && ' egress alert'].filter(Boolean).join('')
  return `${mark(at === p.currHf)} hop ${at}   in ${h.consIngress}  eg ${h.consEgress}  exp ${h.exp}  mac ${h.mac}${alerts}`
}

/** A packet hop by hop, the current ones marked. */
export const packetLines = (p: ModelPacket): readonly string[] => [
  `${p.kind}  ${p.src} (${p.srcHost}) -> ${p.dst} (${p.dstHost})  ${p.payload}${p.lengthOk ? '' : ', wrong length'}  SegLen ${p.segLen.join(',')}`,
  ...p.infos.map((info, at) => infoLine(info, at, p)),
  ...p.hops.map((hop, at) => hopLine(hop, at, p)),
]

export const arrivalText = ({ arrival: { as, router, in: ingress, from, now } }: ModelStep): string =>
  `at router ${router} of ${as}, ${ingress === 0 ? `from ${from === '' ? 'a host' : `sibling ${from}`}` : `by interface ${ingress}`}, at ${now / 2} s`

const mismatchLine = ({ what, expected, got }: Mismatch): string =>
  `  ${what}: the model says ${expected || 'none'}, the router ${got || 'none'}`

const indented = (lines: readonly string[]): string => lines.map(line => `    ${line}`).join('\n')

export function formatDifference({ step, mismatches, left, world }: Difference): string {
  const got = readBack(left, world.symbols)
  const parts = [
    `a packet ${arrivalText(step)}`,
    indented(packetLines(step.packet)),
    ...mismatches.filter(m => m.what !== 'packet').map(mismatchLine),
  ]
  if (mismatches.some(m => m.what === 'packet')) {
    parts.push('  the model leaves it as', indented(packetLines(step.outcome.packet)), '  the router as')
    parts.push(indented(isMalformed(got) ? [got.malformed] : packetLines(got)))
  }
  return parts.join('\n')
}
