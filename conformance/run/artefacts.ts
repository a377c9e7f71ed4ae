/** What is kept of a failed case: a capture of its packets, and the differences with the packets field by field. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Bytes, concatBytes } from '#wire/bytes.ts'
import { dumpTree } from '#wire/dump.ts'
import { createCapture } from '#wire/pcapng.ts'
import type { CaseOutcome, Evidence } from './case-outcome.ts'
import { explainOutcome } from './report/summary.ts'

/** Writes DIR/ID/packets.pcapng and DIR/ID/differences.txt; returns the folder. */
export function writeArtefacts(folder: string, outcome: CaseOutcome): string {
  const own = join(folder, outcome.case.id)
  mkdirSync(own, { recursive: true })
  writeFileSync(join(own, 'packets.pcapng'), capture(outcome.evidence))
  writeFileSync(join(own, 'differences.txt'), describe(outcome))
  return own
}

/** Interfaces "input", "want" and "got", as in the reference's artefacts. */
function capture(evidence: readonly Evidence[]): Bytes {
  const pieces: Bytes[] = []
  const write = createCapture(piece => pieces.push(piece), 'hopproof conform')
  for (const [i, { atNs, step, outputs }] of evidence.entries()) {
    const add = (interfaceName: string, src: string, dst: string, payload: Bytes): void =>
      write({ unixNs: atNs, interfaceName, comment: `step ${i + 1}`, src, dst, payload })
    const { input, output } = step
    if (input !== undefined) add('input', input.from, input.to, input.bytes)
    if (output !== undefined) add('want', output.from, output.to[0]!, output.bytes)
    for (const { from, to, bytes } of outputs) add('got', from, to, bytes)
  }
  return concatBytes(...pieces)
}

function describe(outcome: CaseOutcome): string {
  const { case: c, evidence } = outcome
  const head = [`${c.id}: ${c.title}`, `${c.level}, ${c.clause}`, `configuration ${c.configuration}`, '', ...explainOutcome(outcome)]
  const steps = evidence.flatMap(({ step: { input, output }, outputs }, i) => [
    '',
    `=== step ${i + 1}`,
    ...(input === undefined ? [] : packet('input', input.from, input.to, input.bytes)),
    ...(output === undefined ? ['--- want: nothing'] : packet('want', output.from, output.to.join(' or '), output.bytes)),
    ...(outputs.length === 0 ? ['--- got: nothing'] : outputs.flatMap(o => packet('got', o.from, o.to, o.bytes))),
  ])
  return `${[...head, ...steps].join('\n')}\n`
}

const packet = (what: string, from: string, to: string, bytes: Bytes): string[] => [
  `--- ${what}: ${from} > ${to}, ${bytes.length} bytes`,
  dumpTree(bytes),
]
