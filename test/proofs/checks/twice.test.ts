/** The other half of the chosen cover, replayed without Java; what it tells apart is in golden.test.ts and mutants.system.ts. */
import { expect, test } from 'vitest'
import { readGoldens, twiceFolder } from '#proofs/checks/golden.ts'
import { networkOf, replayed, specHashOf } from '#proofs/checks/replay.ts'
import { faults } from '#proofs/mutants/faults.ts'
import { createReplay } from '#proofs/replay/replay.ts'
import { formatDifference } from '#proofs/replay/report.ts'

const halves = [...readGoldens(twiceFolder)]

test.each(halves)('%s: of the specification as it is, and the routers do the same', (name, { head, steps }) => {
  const which = replayed.find(r => r.name === name)!
  expect(head.spec, 'npx tsx proofs/checks/twice.ts').toBe(specHashOf(which))
  const replay = createReplay(networkOf(which))
  expect(steps.flatMap(({ step }) => replay.step(step) ?? []).map(formatDifference)).toEqual([])
})

test('each is one of the attacker and one fault more', () => {
  const second = halves.flatMap(([, { steps }]) => steps.map(({ op }) => op.split(' ')[1]!))
  expect(second.length).toBeGreaterThan(20)
  expect(second.filter(name => faults[name] === undefined)).toEqual([])
})
