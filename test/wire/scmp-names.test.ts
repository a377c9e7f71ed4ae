import { expect, test } from 'vitest'
import {
  destinationUnreachableCodes,
  formatScmpType,
  parameterProblemCodes,
  reservedScmpTypes,
  scmpCodeName,
  scmpTypeName,
  scmpTypes,
} from '#wire/scmp-names.ts'

test('names and numbers, both ways', () => {
  for (const [name, type] of Object.entries(scmpTypes)) expect(scmpTypeName(type)).toBe(name)
  for (const [name, code] of Object.entries(parameterProblemCodes)) expect(scmpCodeName(4, code)).toBe(name)
  for (const [name, code] of Object.entries(destinationUnreachableCodes)) expect(scmpCodeName(1, code)).toBe(name)
  for (const type of Object.values(reservedScmpTypes)) expect(scmpTypeName(type)).toBeUndefined()
  expect([scmpCodeName(2, 0), scmpCodeName(4, 2)]).toEqual([undefined, undefined])
})

test('text', () => {
  expect([formatScmpType(4, 51), formatScmpType(128, 0), formatScmpType(7, 3)]).toEqual([
    'parameterProblem invalidHopFieldMac (4/51)',
    'echoRequest (128/0)',
    '(7/3)',
  ])
})
