import { expect, test } from 'vitest'
import type { Mutant } from '#proofs/mutants/mutants.ts'
import { type Judged, objectionsTo, tableOf } from '#proofs/mutants/report.ts'

const mutant = (definition: string, altered: string): Mutant => ({ definition, operator: 'number', line: 3, altered, text: '' })
const judged: readonly Judged[] = [
  { mutant: mutant('A', 'A == 2'), fate: { kind: 'killed', step: 7 } },
  { mutant: mutant('A', 'A == (-1)'), fate: { kind: 'noValue', text: 'no' } },
  { mutant: mutant('B', 'B == 2'), fate: { kind: 'survived' } },
]

test('a line for each operator, then all', () => {
  expect(tableOf(judged).split('\n').slice(2)).toEqual(['| `A` | 2 | 1 | 1 |  |', '| `B` | 1 | 0 | 0 | 1 |', '| all | 3 | 1 | 1 | 1 |'])
})

test('a survivor needs a reason, a reason a survivor; what was not altered is not asked for', () => {
  expect(objectionsTo(judged, new Map())).toEqual(['line 3 (number) survives without a reason: B: B == 2'])
  expect(objectionsTo(judged, new Map([['B: B == 2', 'nobody can tell']]))).toEqual([])
  const stale = new Map(['B: B == 2', 'A: A == 2', 'C: C == 2'].map(name => [name, 'nobody can tell']))
  expect(objectionsTo(judged, stale)).toEqual(['a reason for what does not survive: A: A == 2'])
})
