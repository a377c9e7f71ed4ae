import { expect, test } from 'vitest'
import { replayed } from '#proofs/checks/replay.ts'
import { replayChecks } from '#proofs/checks/rows/replay.ts'
import { checks } from '#proofs/checks/table.ts'

test('every configuration is replayed, all of it with TLC and its cover without', async () => {
  const [complete, cover, mininet] = replayChecks
  expect(complete).toMatchObject({ needs: 'tlc', modules: replayed.map(r => `MC_Router_${r.network}`) })
  expect(cover).not.toHaveProperty('needs')
  expect(mininet).toMatchObject({ needs: 'mininet', modules: complete!.modules })
  expect(await cover!.run(new Map())).toEqual({ verdict: 'holds', count: expect.any(Number) })
})

test('the states it reads are those of checks on the same configurations', () => {
  const read = replayChecks[0]!.reads!.map(id => checks.find(check => check.id === id))
  expect(read).toMatchObject(replayed.map(r => ({ module: `MC_Router_${r.network}`, config: `MC_Router_${r.name}` })))
})
