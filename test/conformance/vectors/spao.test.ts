import { expect, test } from 'vitest'
import { spaoVectors } from '#conformance/vectors/spao.ts'
import { failuresOf, readOwn, unnoticedMembers } from './own.ts'
import { recordingPasses } from './replay.ts'

type Row = Record<string, unknown>
const own = readOwn<Record<string, Row[]>>('spao.json')

recordingPasses(spaoVectors, 'vectors/control/spao.json', 91)

test('our own file passes, each element an outcome', () => {
  expect(spaoVectors.recognises(own)).toBe(true)
  expect([...spaoVectors.replay(own)].map(o => `${o.name} ${o.result}`)).toEqual([
    'cases[0] spi 65537 passed',
    'spi[0] passed',
    'timestamps[0] passed',
    'timestamps[1] passed',
  ])
})

test('each wrong member fails', () => {
  expect(unnoticedMembers(spaoVectors, own, 'cases')).toEqual([])
  expect(unnoticedMembers(spaoVectors, own, 'spi')).toEqual([])
  expect(unnoticedMembers(spaoVectors, own, 'timestamps')).toEqual([])
})

test('each header field of a case that is authenticated with this key goes into the MAC', () => {
  const c = own.cases![0]!
  const header = c.header as Row
  const failing = (change: Row): boolean =>
    failuresOf(spaoVectors, { ...own, cases: [{ ...c, header: { ...header, ...change } }] }).length > 0
  expect([{ version: 0 }, { traffic_class: 254 }, { flow_id: 1 }, { path_type: 0 }, { dst_addr: '0a000002' }].map(failing)).toEqual(
    Array(5).fill(true),
  )
  // An AS-host key of the receiver's side stands for both ISD-ASes and the source host.
  expect([{ src_addr: 'fd000000000000000000000000000002' }, { dst_isd_as: '1-1' }, { src_isd_as: '1-1' }].map(failing)).toEqual(
    Array(3).fill(false),
  )
})

test('a timestamp the reference refuses must be refused, and no other', () => {
  const failing = (row: Row): number => failuresOf(spaoVectors, { ...own, timestamps: [row] }).length
  expect(failing({ epoch_begin: 1_800_000_000, time_ns: '1799999999000000000', relative: '1', absolute_ns: '1' })).toBe(1)
  expect(failing({ epoch_begin: 1_800_000_000, time_ns: '1800000001000000002', error: 'no' })).toBe(1)
})
