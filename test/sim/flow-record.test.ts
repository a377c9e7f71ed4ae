import { expect, test } from 'vitest'
import { createDraft, noteEnd, noteError, noteReceived, recordOf } from '#sim/flow-record.ts'

const of = { name: 'f', kind: 'ping', from: 'alice', to: 'bob' } as const

test('answers, their delays and gaps; errors by their text; the end', () => {
  const draft = createDraft(5)
  expect(recordOf(of, draft)).toMatchObject({ ...of, startNs: 5, endNs: undefined, received: 0, delay: undefined, longestGapNs: undefined })
  noteReceived(draft, 1e6, 10)
  noteReceived(draft, 3e6, 40)
  for (const text of ['a', 'b', 'a']) noteError(draft, text)
  noteEnd(draft, { kind: 'failed', reason: 'no path' }, 50)
  const record = recordOf(of, draft)
  expect(record).toMatchObject({ received: 2, delay: { min: 1, avg: 2, max: 3 }, longestGapNs: 30, endNs: 50, failed: 'no path' })
  expect([...record.errors]).toEqual([['a', 2], ['b', 1]]) // biome-ignore format: pairs
})

test('errors of ever new texts are not all kept', () => {
  const draft = createDraft(0)
  for (let i = 0; i < 2000; i++) noteError(draft, `error ${i}`)
  expect(draft.errors.size).toBe(1000)
})
