import { expect, test } from 'vitest'
import { replayed } from '#proofs/checks/replay.ts'
import { replayChecks } from '#proofs/checks/rows/replay.ts'

test('every configuration is replayed, all of it with TLC and its cover without', async () => {
  const [complete, cover] = replayChecks
  expect(complete).toMatchObject({ needs: 'tlc', modules: replayed.map(r => `MC_Router_${r.network}`) })
  expect(cover).not.toHaveProperty('needs')
  expect(await cover!.run()).toEqual({ verdict: 'holds', count: expect.any(Number) })
})
