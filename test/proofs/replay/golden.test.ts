import { expect, test } from 'vitest'
import { readGolden, writeGolden } from '#proofs/replay/golden.ts'
import { forgedStep, stepsOfTrip, t1 } from './lab.ts'

const network = t1()
const head = { network: 'T1', configuration: 'MC_Router_T1', spec: 'abc', tool: 'TLC 2.15', transitions: 3 }
const golden = { head, steps: [...stepsOfTrip(network), forgedStep(network)].map(step => ({ op: 'none', step })) }
const text = writeGolden(golden)

test('as it was written', () => {
  expect(readGolden(text)).toEqual(golden)
  expect(text.split('\n').length).toBe(5)
})

test.each([
  ['cut in a line', text.slice(0, -9), 'the file is cut', 4],
  ['of another kind', 'a,b\n1,2\n', 'expected a line of JSON', 1],
  ['without its head', text.slice(text.indexOf('\n') + 1), 'expected a head', 1],
  ['empty behind its head', text.slice(0, text.indexOf('\n') + 1), 'there is no step', 2],
  ['with a line that is no step', `${text}{}\n`, 'expected a step', 5],
  ['of another version', text.replace('"lengthOk":true,', ''), 'step.packet: expected a field "lengthOk"', 2],
])('a file %s is refused with its line', (_, wrong, message, line) => {
  expect(() => readGolden(wrong, 'T1.ndjson')).toThrow(
    expect.objectContaining({ message: expect.stringContaining(message), place: { file: 'T1.ndjson', line } }),
  )
})
