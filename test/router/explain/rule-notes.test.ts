import { expect, test } from 'vitest'
import { describeLink, formatSegId, formatSpan, ruleNotes } from '#router/explain/rule-notes.ts'
import { ruleSet } from '#router/rules.ts'
import { seenAt, stateOf } from '../seen.ts'

test('every rule has words, and no words are without a rule', () => {
  const names = Object.values(ruleSet)
    .flat()
    .map(rule => rule.name)
  expect(Object.keys(ruleNotes).sort()).toEqual([...names].sort())
})

test('spans of time', () => {
  expect([0.0005, 7, 337.5, 7500, 200_000, -5].map(formatSpan)).toEqual(['0.5 ms', '7 s', '5 min 37 s', '2 h 5 min', '2 d 7 h', '5 s'])
})

test('SegIDs and links', () => {
  expect(formatSegId(0x1f)).toBe('0x001f')
  const { links } = stateOf(seenAt('up, core, down', 'c2 west').place)
  expect([links.external[0]!, links.siblings[0]!, links.internal].map(describeLink)).toEqual([
    'interface 21 (core 1-ff00:0:c1c1)',
    'sibling router east',
    'the network inside the AS',
  ])
})
