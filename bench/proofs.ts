/** The bridge between model and code: transitions replayed on the real routers, bytes made and compared included; logs judged by TLC, if it is here. */
import { prepareScenarios } from '#proofs/checks/corpus.ts'
import { readGoldens } from '#proofs/checks/golden.ts'
import { networkOf, replayed } from '#proofs/checks/replay.ts'
import { judgeAll } from '#proofs/checks/slices.ts'
import { findTlc } from '#proofs/engines/tlc.ts'
import { createReplay } from '#proofs/replay/replay.ts'
import { assert } from '#wire/error.ts'
import type { BenchCase, Figure, Section } from './section.ts'

function replayOf(name: string): BenchCase {
  const { steps } = readGoldens().get(name)!
  const replay = createReplay(networkOf(replayed.find(r => r.name === name)!))
  return {
    name: `replay a transition of ${name}`,
    operations: steps.length,
    run() {
      for (const { step } of steps) assert(replay.step(step) === undefined, 'model and code agree')
    },
  }
}

/** Their logs say the most different things: what is like another costs nothing. */
const scenarios = ['beacon-flood', 'clock-skew', 'diversity', 'trc-expired']

async function sliceRates(): Promise<Figure[]> {
  if (findTlc() === undefined) return []
  const logs = [...prepareScenarios(scenarios).values()]
  const slices = logs.reduce((sum, log) => sum + log.slices, 0)
  const [[all], [start]] = [await judgeAll(logs), await judgeAll([...prepareScenarios(['two-worlds/lossy']).values()])]
  return [
    { name: 'slices judged, the start of TLC included', value: slices / all!.seconds, unit: 'slices/s' },
    { name: 'slices judged, without it', value: slices / (all!.seconds - start!.seconds), unit: 'slices/s' },
  ]
}

export const proofsSection: Section = { name: 'proofs', cases: () => ['T1', 'T2'].map(replayOf), figures: sliceRates }
