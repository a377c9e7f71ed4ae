/** The chosen cover as real UDP packets: more than a thousand, to routers on networks of Mininet's, EPIC's and late ones among them. */
import { expect, test } from 'vitest'
import { readGoldens } from '#proofs/checks/golden.ts'
import { replayed } from '#proofs/checks/replay.ts'
import { playCover } from '#proofs/live/cover.ts'
import { describeWith, program } from '#test/availability.ts'
import { namespaces } from '#test/emulate/net/lab.ts'

const networks = ['T1', 'T2', 'T3', 'T4', 'T5', 'T6']

describeWith([namespaces, program('mn')], 'packets of the model, sent to real routers', () => {
  test('there are more than a thousand', () => {
    expect([...readGoldens().values()].reduce((sum, golden) => sum + golden.steps.length, 0)).toBeGreaterThan(1_000)
  })

  test.each(networks)('%s: each decided as the model says, and heard by the next router', async name => {
    const which = replayed.filter(r => r.network === name)
    const { sent, differences } = await playCover(which)
    expect(differences.map(({ text, step }) => `${text}: ${JSON.stringify(step)}`).slice(0, 3)).toEqual([])
    expect(differences).toHaveLength(0)
    expect(sent).toBeGreaterThan(20)
  })
})
