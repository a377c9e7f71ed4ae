import { expect, test } from 'vitest'
import { scopeOf, wrongOutside } from '#proofs/slices/scope.ts'
import { ruleSet } from '#router/rules.ts'
import { allStories } from '#test/router/story.ts'
import { eventOf } from './stories.ts'

const decided = allStories().flatMap(story => eventOf(story, ruleSet) ?? [])

test('what is outside the model is what it is taken for, and nothing else', () => {
  const seen = new Set(decided.map(scopeOf))
  expect([...seen].sort()).toEqual(['bfd', 'model', 'otherPath', 'unreadable'])
  for (const event of decided) {
    const scope = scopeOf(event)
    if (scope === 'model') continue
    expect(wrongOutside(event, scope), JSON.stringify(event)).toBeUndefined()
    expect(wrongOutside({ ...event, verdict: 'forward', rule: 'forwardToEgress' }, scope)).toBeDefined()
  }
})

test('a readable packet is not taken for an unreadable one', () => {
  const { payload: _, ...event } = decided.find(e => scopeOf(e) === 'model')!
  expect(wrongOutside({ ...event, verdict: 'drop', rule: 'parse', reason: 'notScion' }, 'unreadable')).toMatch(/^no SCION packet/)
})
