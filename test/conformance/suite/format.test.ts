import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { caseFileSchema, caseJsonSchema, suiteVersion } from '#conformance/suite/format.ts'
import { suite } from '../in-process.ts'

test('conformance/cases/schema.json is current', () => {
  const written = JSON.parse(readFileSync(new URL('../../../conformance/cases/schema.json', import.meta.url), 'utf8'))
  expect(written, 'run npm run docs').toEqual(caseJsonSchema())
})

const good = { id: 'dp.a.01', title: 't', clause: 'c', level: 'must', in: { link: 1 }, out: 'nothing' }
const fileOf = (c: object) => caseFileSchema.safeParse({ suite: suiteVersion, configuration: 'multi', cases: [c] })

test.each([
  [{ ...good, id: 'nonsense' }, /expected an id like/],
  [{ ...good, in: { link: 1, host: '127.0.0.1:1' } }, /exactly one of link, sibling, host/],
  [{ ...good, steps: [] }, /./],
  [{ ...good, out: undefined }, /expected in and out, or steps/],
  [{ ...good, in: { link: 1, path: ['up'] } }, /expected a segment/],
  [{ ...good, level: 'may' }, /./],
  [{ ...good, colour: 'red' }, /colour/],
])('%j is refused', (c, message) => {
  expect(fileOf(good).success).toBe(true)
  const { success, error } = fileOf(c)
  expect(success).toBe(false)
  expect(JSON.stringify(error!.issues)).toMatch(message)
})

test('the suite of the package', () => {
  expect(suite.version).toBe(suiteVersion)
})
