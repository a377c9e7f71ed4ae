import { expect, test } from 'vitest'
import { readItf } from '#proofs/engines/itf.ts'

const trace = (states: unknown, vars: unknown = ['x']): string => JSON.stringify({ '#meta': { format: 'ITF' }, vars, states })

test('every kind of value', () => {
  const x = {
    i: { '#bigint': '-7' },
    s: { '#set': [1, { '#tup': ['a', true] }] },
    l: [1, 2],
    m: { '#map': [[{ '#bigint': '1' }, 'one']] },
  }
  expect(readItf(trace([{ '#meta': { index: 0 }, x }]))).toEqual({
    variables: ['x'],
    states: [{ x: { i: -7, s: new Set<unknown>([1, ['a', true]]), l: [1, 2], m: new Map([[1, 'one']]) } }],
  })
})

test.each([
  ['{', 'the file: expected JSON'],
  ['[]', 'the file: expected an object'],
  [trace([]), 'states: expected at least one state'],
  [trace([{}], 'x'), 'vars: expected the names'],
  [trace([{ y: 1 }]), 'states[0]: expected a value of x'],
  [trace([{ x: 1 }, { x: { a: [null] } }]), 'states[1].x[a][0]: expected a value'],
  [trace([{ x: { '#bigint': '99999999999999999999' } }]), 'states[0].x: expected an integer of at most 53 bits'],
  [trace([{ x: { '#set': 1 } }]), 'states[0].x: expected a list'],
  [trace([{ x: { '#map': [[1]] } }]), 'states[0].x[0]: expected a pair'],
  [trace([{ x: { '#unserializable': 'Int' } }]), 'Apalache could not write "Int"'],
])('%s is refused', (text, message) => {
  expect(() => readItf(text)).toThrow(message)
})
