import { expect, test } from 'vitest'
import type { ModelOutcome, ModelStep } from '#proofs/model/step.ts'
import { createReplay } from '#proofs/replay/replay.ts'
import { withoutRule } from '#router/rules.ts'
import { forgedStep, stepsOfTrip, t1 } from './lab.ts'

const network = t1()
const replay = createReplay(network)
const [sent, crossing] = stepsOfTrip(network)
const forged = forgedStep(network)

test('the router does what the model does', () => {
  for (const step of [sent, crossing, forged]) expect(replay.step(step)).toBeUndefined()
})

const altered = (step: ModelStep, outcome: Partial<ModelOutcome>): readonly string[] =>
  replay.step({ ...step, outcome: { ...step.outcome, ...outcome } })!.mismatches.map(m => m.what)

test('every part of an outcome is compared', () => {
  expect(altered(sent, { verdict: 'drop' })).toEqual(['verdict'])
  expect(altered(sent, { rule: 'egressIsUp' })).toEqual(['rule'])
  expect(altered(sent, { egress: 2 })).toEqual(['egress'])
  expect(altered(crossing, { sibling: 'br1-ff00_0_110-1' })).toEqual(['sibling'])
  expect(altered(forged, { reason: 'hopExpired' })).toEqual(['reason'])
  expect(altered(forged, { scmpType: 1 })).toEqual(['SCMP type'])
  expect(altered(forged, { scmpCode: 50 })).toEqual(['SCMP code'])
  expect(altered(forged, { pointer: { of: 'hop', at: 2 } })).toEqual(['SCMP pointer'])
  expect(altered(forged, { pointer: { of: 'info', at: 0 } })).toEqual(['SCMP pointer'])
  expect(altered(sent, { packet: sent.packet })).toEqual(['packet'])
  expect(altered(forged, { packet: forged.packet })).toEqual(['packet', 'SCMP quote'])
})

test('a router that lacks a rule is told from the model', () => {
  const found = createReplay(network, withoutRule('macIsValid')).step(forged)
  expect(found!.mismatches.map(m => m.what)).toContain('verdict')
  expect(createReplay(network, withoutRule('segIdFoldedAtIngress')).step(crossing)).toBeDefined()
})
