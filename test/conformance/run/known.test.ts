import { expect, test } from 'vitest'
import { inLightOf, readKnownFailures } from '#conformance/run/known.ts'
import { suite } from '../in-process.ts'
import { failed, failing, outcomeOf } from './outcomes.ts'

const text = (more = ''): string => `implementation: x\nfailures:\n  - { id: ${failing}, reason: it never does${more} }\n`
const read = (t: string) => readKnownFailures(t, 'known.yaml', suite.cases)

test('an expected failure is known, a surprise is told', () => {
  const known = read(text())
  expect(inLightOf(known, failed)).toMatchObject({ result: 'known', reason: 'it never does' })
  expect(inLightOf(known, outcomeOf(failing, 'passed'))).toMatchObject({
    result: 'surprise',
    reason: 'it was expected to fail: it never does',
  })
  expect(inLightOf(known, outcomeOf(failing, 'unsupported')).result).toBe('unsupported')
  expect(inLightOf(known, outcomeOf('dp.one-hop.in.01', 'failed')).result).toBe('failed')
})

test('what fails sometimes may pass', () => {
  const known = read(text(', sometimes: true'))
  expect(inLightOf(known, outcomeOf(failing, 'passed')).result).toBe('passed')
  expect(inLightOf(known, failed).result).toBe('known')
})

test.each([
  [text().replace(failing, 'dp.nonsense.01'), /known\.yaml:3:11: failures\.0\.id: no case is called "dp\.nonsense\.01"/],
  [text() + text().split('\n')[2], /known\.yaml:4:11: .*is there twice/],
  [text(', why: x'), /"why" is not known here/],
  ['failures: []', /"implementation" is missing/],
])('%s', (wrong, message) => {
  expect(() => read(wrong)).toThrow(expect.objectContaining({ text: expect.stringMatching(message) }))
})
