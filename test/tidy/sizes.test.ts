import { expect, test } from 'vitest'
import { plantRepo } from './repo.ts'
import { fileSizes, functionSizes, maxFileLines, maxFunctionLines } from './sizes.ts'

const lines = (count: number): string => '// x\n'.repeat(count)
const fileFindings = (path: string, count: number) => fileSizes.find(plantRepo({ [path]: lines(count) })).length

test('a file one line too long is caught, recorded data is not', () => {
  expect(fileFindings('wire/a.ts', maxFileLines)).toBe(0)
  expect(fileFindings('wire/a.ts', maxFileLines + 1)).toBe(1)
  expect(fileFindings('test/wire/a.test.ts', maxFileLines + 1)).toBe(1)
  expect(fileFindings('test/wire/data/a.ts', maxFileLines + 1)).toBe(0)
})

test.each([
  ['a function', (body: string) => `function f() {\n${body}}`],
  ['an arrow', (body: string) => `const f = () => {\n${body}}`],
  ['a method', (body: string) => `class A { m() {\n${body}} }`],
  ['a function in another', (body: string) => `test('x', () => {\n${body}})`],
])('%s one line too long is caught', (_, wrap) => {
  const findings = (count: number) => functionSizes.find(plantRepo({ 'wire/a.ts': wrap(lines(count)) })).length
  expect(findings(maxFunctionLines - 2)).toBe(0)
  expect(findings(maxFunctionLines - 1)).toBe(1)
})

test('a suite of tests may be long', () => {
  const suite = (callee: string) => functionSizes.find(plantRepo({ 'test/a.test.ts': `${callee}('x', () => {\n${lines(100)}})` })).length
  expect([suite('describe'), suite('describe.skip'), suite('describeWith'), suite('test')]).toEqual([0, 0, 0, 1])
})
