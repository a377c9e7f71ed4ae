import { expect, test } from 'vitest'
import { differencesOf } from '#proofs/slices/difference.ts'
import { ruleSet } from '#router/rules.ts'
import { storyDecisions } from './stories.ts'

const { outcome } = storyDecisions([ruleSet])
  .bySet[0]!.map(d => d.decision)
  .find(d => d.outcome.packet.infos.length === 2)!

test('field by field, in the order of the outcome; a SegID as in the header', () => {
  expect(differencesOf(outcome, outcome)).toEqual([])
  const [first, second] = outcome.packet.infos
  const other = { ...outcome, egress: outcome.egress + 1, packet: { ...outcome.packet, infos: [first!, { ...second!, segId: [0, 15] }] } }
  expect(differencesOf(outcome, other)).toEqual([
    `egress ${outcome.egress}, the model: ${outcome.egress + 1}`,
    expect.stringMatching(/^packet\.infos\[1\]\.segId [0-9a-f]{4}, the model: 8001$/),
  ])
})

test('lists of other lengths as a whole', () => {
  const shorter = { ...outcome, packet: { ...outcome.packet, hops: [] } }
  expect(differencesOf(outcome, shorter)).toEqual([expect.stringMatching(/^packet\.hops \[\{.*\}\], the model: \[\]$/)])
})
