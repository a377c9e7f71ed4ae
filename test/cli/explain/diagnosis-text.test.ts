import { expect, test } from 'vitest'
import { diagnosisData, diagnosisText, missingText } from '#cli/explain/diagnosis-text.ts'
import type { Diagnosis } from '#sim/doctor/diagnosis.ts'
import { findWays } from '#sim/doctor/ways.ts'
import { topo } from '#test/sim/doctor/clinic.ts'

const plain = (_: string, text: string): string => text
const [short, long] = findWays(topo(), '1-3', '1-4', 9).ways
const cause = { kind: 'notSelected', at: '1-1', text: 'So it is.', beatenBy: ['1-2 0 21,1-1 12 13'] } as const
const diagnosis: Diagnosis = {
  ...({ src: '1-3', dst: '1-4', nowNs: 2e9, paths: 1, complete: false } as const),
  ways: [
    { way: short!, state: 'usable' },
    { way: long!, state: 'missing', cause },
    { way: long!, state: 'missing', cause: { ...cause } },
  ],
}

test('ways with one cause stand under it, with what was preferred', () => {
  expect(diagnosisText(diagnosis, plain)).toBe(
    `1-3 to 1-4 at 2 s: 1 path
  1-3 32>23 1-2 24>42 1-4

Looked at the 3 shortest ways the links allow, of more: 2 of them no use

the selection prefers others, at 1-1
  1-3 31>13 1-1 12>21 1-2 24>42 1-4
  1-3 31>13 1-1 12>21 1-2 24>42 1-4
    So it is.
      1-2 21>12 1-1 13`,
  )
  expect(missingText({ ...diagnosis, complete: true, ways: [] }, plain)).toBe('Looked at all 0 ways the links allow: all are paths')
  expect(diagnosisText({ ...diagnosis, dst: '1-3' }, plain)).toBe('1-3 is the local AS: no path is needed')
})

test('for scripts', () => {
  expect(diagnosisData(diagnosis)).toMatchObject({ time_s: 2, complete: false })
  expect(diagnosisData(diagnosis).ways[1]).toEqual({
    hops: [31, 13, 12, 21, 24, 42].map((ifId, i) => ({ interface: ifId, isd_as: ['1-3', '1-1', '1-1', '1-2', '1-2', '1-4'][i] })),
    state: 'missing',
    cause: { kind: 'notSelected', at: '1-1', text: 'So it is.', beaten_by: ['1-2 0 21,1-1 12 13'] },
  })
})
