/** The bridge from the model to the code: transitions replayed on the real routers, bytes made and compared included. */
import { readGoldens } from '#proofs/checks/golden.ts'
import { networkOf, replayed } from '#proofs/checks/replay.ts'
import { createReplay } from '#proofs/replay/replay.ts'
import { assert } from '#wire/error.ts'
import type { BenchCase, Section } from './section.ts'

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

export const proofsSection: Section = { name: 'proofs', cases: () => ['T1', 'T2'].map(replayOf) }
