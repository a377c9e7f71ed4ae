/** The chosen cover of one network as real UDP packets, its links up and then down; of all networks: `npm run proofs -- --only replay-mininet`. */
import { expect, test } from 'vitest'
import { replayed } from '#proofs/checks/replay.ts'
import { playCover } from '#proofs/live/cover.ts'
import { describeWith, program } from '#test/availability.ts'
import { namespaces } from '#test/emulate/net/lab.ts'

describeWith([namespaces, program('mn')], 'packets of the model, sent to real routers', () => {
  test('more than 500, each decided as the model says and heard by the next router', async () => {
    const { sent, differences } = await playCover(replayed.filter(r => r.network === 'T1'))
    expect(differences.map(({ text, step }) => `${text}: ${JSON.stringify(step)}`).slice(0, 3)).toEqual([])
    expect(differences).toHaveLength(0)
    expect(sent).toBeGreaterThan(500)
  })
})
