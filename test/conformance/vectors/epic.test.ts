import { expect, test } from 'vitest'
import { epicVectors } from '#conformance/vectors/epic.ts'
import { failuresOf, readOwn, unnoticedMembers } from './own.ts'
import { recordingPasses } from './replay.ts'

type Row = Record<string, unknown>
const own = readOwn<Record<string, Row[]>>('epic.json')

recordingPasses(epicVectors, 'vectors/control/epic.json', 120)

test('our own file passes, each element an outcome', () => {
  expect(epicVectors.recognises(own)).toBe(true)
  expect([...epicVectors.replay(own)].map(o => `${o.name} ${o.result}`)).toEqual([
    'cases[0] passed',
    'cases[1] passed',
    'create_timestamp[0] passed',
    'create_timestamp[1] passed',
    'verify_timestamp[0] passed',
    'verify_timestamp[1] passed',
    'paths[0] passed',
  ])
})

test('each wrong member of a case and of a path fails, named', () => {
  expect(unnoticedMembers(epicVectors, own, 'cases').filter(member => member !== 'src_addr_type')).toEqual([])
  expect(unnoticedMembers(epicVectors, own, 'paths')).toEqual([])
  const wrong = { ...own, cases: [{ ...own.cases![0], hvf: '00000000' }] }
  expect(failuresOf(epicVectors, wrong)[0]!.differences).toEqual([{ field: 'hvf', expected: '00000000', actual: 'b409b922' }])
})

test('a wrong timestamp or judgement fails', () => {
  const failing = (array: string, row: Row): number => failuresOf(epicVectors, { ...own, [array]: [row] }).length
  expect(failing('create_timestamp', { now_minus_info_ns: 63_000, epic_timestamp: 3 })).toBe(1)
  expect(failing('create_timestamp', { now_minus_info_ns: 63_000, error: 'in the future' })).toBe(1)
  expect(failing('create_timestamp', { now_minus_info_ns: -1, epic_timestamp: 0 })).toBe(1)
  expect(failing('verify_timestamp', { epic_timestamp: 0, now_minus_info_ns: 21_000, ok: false })).toBe(1)
  expect(failing('verify_timestamp', { epic_timestamp: 0, now_minus_info_ns: 3_000_021_001, ok: true })).toBe(1)
})
