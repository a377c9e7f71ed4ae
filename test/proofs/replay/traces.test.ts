import { expect, test } from 'vitest'
import { readItf } from '#proofs/engines/itf.ts'
import { statesOf } from '#proofs/engines/states.ts'
import { writeTla } from '#proofs/engines/tla.ts'
import type { ModelStep } from '#proofs/model/step.ts'
import { stepsOf } from '#proofs/replay/traces.ts'
import { stepsOfTrip, t1 } from './lab.ts'

const [step] = stepsOfTrip(t1())

/** As TLC prints it: SegIDs are sets. */
const asSets = (value: unknown, key = ''): unknown => {
  if (key === 'segId') return new Set(value as number[])
  if (Array.isArray(value)) return value.map(v => asSets(v))
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, asSets(v, k)])) : value
}
const dumped = (s: ModelStep): string => `State 1:\n/\\ step = ${writeTla(asSets(s) as never)}\n/\\ op = "none"\n/\\ visits = <<>>\n\n`
const read = (text: string) => [...stepsOf(statesOf([text], 'T1.dump'), 'T1.dump')]

test('the decision of each state of a dump', () => {
  expect(read(dumped(step))).toEqual([{ op: 'none', step }])
})

/** As Apalache writes it. */
const asItf = (value: unknown, key = ''): unknown => {
  if (key === 'segId') return { '#set': value }
  if (Array.isArray(value)) return value.map(v => asItf(v))
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, asItf(v, k)])) : value
}

test('the decision of each state of an ITF trace', () => {
  const states = [{ '#meta': { index: 0 }, step: asItf(step), op: 'none', visits: [] }]
  const trace = readItf(JSON.stringify({ vars: ['step', 'op', 'visits'], states }), 'a.itf.json')
  expect([...stepsOf(trace.states, 'a.itf.json')]).toEqual([{ op: 'none', step }])
  expect(() => [...stepsOf(readItf(JSON.stringify({ vars: ['pkt'], states: [{ pkt: 1 }] })).states)]).toThrow('state 1 has no "step"')
})

test('what is cut, foreign or of another version', () => {
  expect(() => read(dumped(step).slice(0, -40))).toThrow()
  expect(() => read('State 1:\n/\\ pkt = 1\n/\\ loc = 2\n\n')).toThrow('state 1 has no "step" and "op"')
  expect(() => read(dumped(step).replace('currHf |-> 0', 'currHf |-> 99'))).toThrow('state 1: step.packet.currHf: expected a number 0..63')
  expect(() => read(dumped(step).replaceAll('lhvf', 'lastHvf'))).toThrow('state 1: step.packet: expected a field "lhvf"')
  expect(() => read('')).toThrow('there is no state')
})
