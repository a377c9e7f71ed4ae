import { expect, test, vi } from 'vitest'
import { createEnding } from '#host/operation.ts'

test('it ends once, releases what it holds and tells', () => {
  const release = vi.fn()
  const onEnd = vi.fn()
  const ending = createEnding<number>({ onEnd }, () => ({ kind: 'done', result: 1 }), release)
  expect(ending.outcome).toBeUndefined()
  ending.end({ kind: 'failed', reason: 'no' }, 5)
  ending.end({ kind: 'done', result: 2 }, 6)
  ending.stop(7)
  expect(ending.outcome).toEqual({ kind: 'failed', reason: 'no' })
  expect(onEnd.mock.calls).toEqual([[{ kind: 'failed', reason: 'no' }, 5]])
  expect(release).toHaveBeenCalledOnce()
})

test('stopped, it has what there is so far', () => {
  const ending = createEnding<number>({}, now => ({ kind: 'done', result: now }), () => {}) // biome-ignore format: one line
  ending.stop(9)
  expect(ending.outcome).toEqual({ kind: 'done', result: 9 })
})
