import { expect, test } from 'vitest'
import { judgeCorpus } from '#proofs/checks/corpus.ts'
import { describeWith, tlc } from '#test/availability.ts'

describeWith([tlc()], 'simulated runs put to the model', () => {
  test('accepted; red when an outcome is never seen, or nothing is', { timeout: 120_000 }, async () => {
    expect(await judgeCorpus(['two-worlds/attacks'], ['answer macIsValid macMismatch'])).toEqual({
      verdict: 'holds',
      count: expect.any(Number),
    })
    expect(await judgeCorpus(['two-worlds/attacks'], ['bfd'])).toMatchObject({ verdict: 'violated: Slices', detail: 'never seen: bfd' })
  })
})
