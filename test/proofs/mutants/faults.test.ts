import { expect, test } from 'vitest'
import { readGoldens } from '#proofs/checks/golden.ts'
import { networkOf, replayed } from '#proofs/checks/replay.ts'
import { faults } from '#proofs/mutants/faults.ts'
import { readStep } from '#proofs/replay/steps.ts'

const goldens = readGoldens()
const steps = replayed.flatMap(which => {
  const { topology } = networkOf(which)
  return goldens.get(which.name)!.steps.map(({ step }) => ({ step, topology }))
})

test.each(Object.keys(faults).filter(name => name !== 'none'))(
  '%s: changes some packet or its arrival, and it stays one of the model',
  name => {
    let changed = 0
    for (const { step, topology } of steps) {
      const question = faults[name]!(step, topology)
      if (question === undefined) continue
      expect(readStep({ ...step, ...question }).arrival).toBe(question.arrival)
      if (JSON.stringify(question) !== JSON.stringify({ packet: step.packet, arrival: step.arrival })) changed++
    }
    expect(changed).toBeGreaterThan(0)
  },
)
