import { expect, test } from 'vitest'
import { isRed, judge, recordOf } from '#proofs/checks/judge.ts'
import type { LockRecord } from '#proofs/checks/lock.ts'
import { commandOf, type Finding } from '#proofs/checks/run-check.ts'
import { tlcCheck } from './fakes.ts'

const hash = 'ab'.repeat(32)
const finding: Finding = { verdict: 'holds', count: 7, seconds: 1.23, tool: 'TLC 2.15', detail: '' }
const mustHold = tlcCheck()
const mustFail = tlcCheck({ expected: 'violated: Inv' })
const record: LockRecord = {
  hash,
  command: commandOf(mustHold),
  tool: 'TLC 2.15',
  bounds: 'small',
  verdict: 'holds',
  count: 7,
  seconds: 1.2,
  date: '2026-11-25',
}
const violated = { ...record, verdict: 'violated: Inv' }

test('as expected and as recorded', () => {
  expect(judge(mustHold, finding, hash, record)).toMatchObject({ status: 'ok', detail: '' })
  // A search that ended early may have come less far.
  expect(judge(mustFail, { ...finding, verdict: 'violated: Inv', count: 3 }, hash, violated)).toMatchObject({ status: 'ok' })
})

test('what must be violated and holds is red, and so is another invariant', () => {
  const holds = judge(mustFail, finding, hash, violated)
  expect(holds).toMatchObject({ status: 'failed', detail: 'expected violated: Inv, found holds' })
  expect(isRed(holds)).toBe(true)
  expect(judge(mustFail, { ...finding, verdict: 'violated: Other' }, hash, violated)).toMatchObject({ status: 'failed' })
  expect(judge(mustHold, { ...finding, verdict: 'error', detail: 'corrupt' }, hash, record).detail).toMatch(/found error\ncorrupt$/)
})

test('a specification, command, bound or expectation that changed without a new record is stale', () => {
  expect(judge(mustHold, finding, 'cd'.repeat(32), record)).toMatchObject({ status: 'stale' })
  expect(judge(mustHold, finding, hash, undefined)).toMatchObject({ status: 'stale' })
  expect(judge(tlcCheck({ heapMb: 1 }), finding, hash, record)).toMatchObject({ status: 'stale' })
  expect(judge(tlcCheck({ bounds: 'large' }), finding, hash, record)).toMatchObject({ status: 'stale' })
  expect(judge(mustHold, finding, hash, violated)).toMatchObject({ status: 'stale' })
})

test('other states of the same specification', () => {
  const other = judge(mustHold, { ...finding, count: 6 }, hash, record)
  expect(other).toMatchObject({ status: 'differs', detail: '6 states, but 7 are recorded of the same specification' })
  expect(isRed(other)).toBe(true)
})

test('without its tool it is skipped while its record is fresh, and red when it is not', () => {
  const skipped = judge(mustHold, undefined, hash, record)
  expect(skipped).toMatchObject({ status: 'skipped', detail: 'its tool is not here; recorded 2026-11-25 by TLC 2.15' })
  expect(isRed(skipped)).toBe(false)
  const stale = judge(mustHold, undefined, 'cd'.repeat(32), record)
  expect(stale.status).toBe('stale')
  expect(isRed(stale)).toBe(true)
})

test('only what is as expected is recorded', () => {
  expect(recordOf(judge(mustHold, finding, hash, undefined), '2026-11-25')).toEqual(record)
  expect(recordOf(judge(mustFail, finding, hash, undefined), '2026-11-25')).toBeUndefined()
  expect(recordOf(judge(mustHold, undefined, hash, record), '2026-11-25')).toBeUndefined()
})
