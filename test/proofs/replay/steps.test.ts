import { expect, test } from 'vitest'
import { readStep } from '#proofs/replay/steps.ts'
import { stepsOfTrip, t1 } from './lab.ts'

const [step] = stepsOfTrip(t1())
const packet = (more: object) => ({ ...step, packet: { ...step.packet, ...more } })

test('a step is itself', () => {
  expect(readStep(step)).toBe(step)
})

test.each([
  ['no record', 7, 'step: expected a record'],
  ['a field that is missing', { packet: step.packet, arrival: step.arrival }, 'step: expected a field "outcome"'],
  ['a field of another version', { ...step, color: 1 }, 'step: there is no field "color"'],
  ['a word of another version', packet({ kind: 'hummingbird' }), 'step.packet.kind: expected "scion" or "oneHop" or "epic"'],
  ['no list', packet({ infos: 3 }), 'step.packet.infos: expected a list of 0..3'],
  ['too long a list', packet({ segLen: [1, 2, 3, 4] }), 'step.packet.segLen: expected a list of 3..3'],
  ['a number that no header holds', packet({ currHf: 64 }), 'step.packet.currHf: expected a number 0..63'],
  ['half a second', packet({ infos: [{ ...step.packet.infos[0]!, ts: 3 }] }), 'infos[0].ts: expected whole seconds'],
  ['no ISD-AS', packet({ src: 'A' }), 'step.packet.src: expected an ISD-AS'],
  ['an unknown reason', { ...step, outcome: { ...step.outcome, reason: 'tired' } }, 'step.outcome.reason: expected ""'],
])('%s is refused with its place', (_, value, message) => {
  expect(() => readStep(value, { file: 'T1.dump', line: 17 })).toThrow(message)
})
