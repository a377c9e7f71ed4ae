import { expect, test } from 'vitest'
import { createForge } from '#proofs/explorer/forge.ts'
import { injectionsOf, startsAt } from '#proofs/explorer/starts.ts'
import { createStepper, type Standing, type Step } from '#proofs/explorer/step.ts'
import { worldOf } from './lab.ts'

const { world } = worldOf('tiny')
const bad = new Set(['1-ff00:0:111'] as const)

function stepsOfShape(segments: number): { readonly steps: Step[]; readonly decisions: number } {
  const stepper = createStepper(world, createForge(world, new Set()), { maxHops: 3 })
  const injection = injectionsOf(world, [], bad)[0]!
  const starts = startsAt(injection).filter(d => d.segments === segments && !d.lone && d.startInf === 0 && d.startHf === 1)
  const steps = starts.flatMap(draft => {
    const at: Standing = { ...injection, draft, pointer: { inf: 0, hf: 1, segId: 0 }, entered: 1, arrived: true, now: 30e9, passed: [] }
    return [...stepper.steps(at)]
  })
  return { steps, decisions: stepper.decisions }
}

test('with one segment the core AS delivers, and nothing else', () => {
  const { steps, decisions } = stepsOfShape(1)
  expect(steps.length).toBeGreaterThan(0)
  expect(decisions).toBeGreaterThan(steps.length)
  for (const { passage, next } of steps) {
    expect(passage).toMatchObject({ as: { isdAs: '1-ff00:0:110' }, entered: 1, left: 0 })
    expect(next).toBeUndefined()
  }
})

test('with two it crosses over first: that is a state of its own, from which the packet goes to the sibling', () => {
  const { steps } = stepsOfShape(2)
  const crossing = steps.find(s => s.next?.crossing)!
  expect(crossing.passage.uses).toHaveLength(1)
  const stepper = createStepper(world, createForge(world, new Set()), { maxHops: 3 })
  const after = [...stepper.steps(crossing.next!)]
  expect(
    after.some(s => s.passage.uses.length === 2 && s.next?.place === world.placeOf('1-ff00:0:110', 'br1-ff00_0_110-2') && !s.next.arrived),
  ).toBe(true)
})
