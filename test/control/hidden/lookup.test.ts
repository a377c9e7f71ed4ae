import { expect, test } from 'vitest'
import { groups, hiddenIn, hiddenStory } from './groups.ts'

test('of every group that the AS writes in, each segment once', () => {
  const two = groups
    .replace('registration_policy', '  "2-b": {owner: 1-2, writers: [1-3], readers: [1-4], registries: [1-6]}\nregistration_policy')
    .replace('"1-3#101": ["2-a"]', '"1-3#101": ["2-a", "2-b"]')
  const s = hiddenStory(hiddenIn(two))
  expect(s.waysTo('1-3', '1-4', true)).toHaveLength(2)
  expect(s.events('hiddenAnswered', '1-6').map(e => e.detail)).toEqual(['2-a 1-3', '2-b 1-3'])
})

test('an answer is remembered for a while', () => {
  const s = hiddenStory()
  for (let i = 0; i < 2; i++) expect(s.waysTo('1-3', '1-4', true)).toHaveLength(2)
  expect(s.counter('1-2', 'hiddenAnswered')).toBe(1)
  // Answers are used for 20 s.
  s.network.run(10)
  expect(s.waysTo('1-3', '1-4', true)).toHaveLength(2)
  expect(s.counter('1-2', 'hiddenAnswered')).toBe(2)
})

test('a registry whose store is empty does not stand before one that has the segments', () => {
  const s = hiddenStory()
  s.network.services.get('1-2')!.state.hiddens.clear()
  expect(s.waysTo('1-3', '1-4', true)).toHaveLength(2)
  expect(s.counter('1-2', 'hiddenAnswered')).toBe(1)
})

test('a registry that lies is not believed', () => {
  const s = hiddenStory()
  // The segment of another AS in the place of the writer's.
  for (const isdAs of ['1-2', '1-6'] as const) {
    const { hiddens } = s.network.services.get(isdAs)!.state
    const foreign = [...s.network.services.get('1-1')!.state.downs.byEnd.get('1-5')!.values()]
    hiddens.get('2-a')!.byEnd.set('1-3', new Map(foreign.map(x => [x.key, x])))
  }
  expect(s.waysTo('1-3', '1-4', true)).toHaveLength(1)
  expect(s.counter('1-4', 'notAsked')).toBeGreaterThan(0)
})

test('who writes nowhere has no hidden segments, and nobody is asked', () => {
  const s = hiddenStory()
  const before = s.counter('1-4', 'asked')
  expect(s.waysTo('1-5', '1-4', true)).toHaveLength(1)
  expect([s.counter('1-2', 'hiddenAnswered'), s.counter('1-2', 'notReader')]).toEqual([0, 0])
  expect(s.counter('1-4', 'asked') - before).toBeLessThanOrEqual(2)
})

test('the core AS of the ISD reads, too', () => {
  const s = hiddenStory(hiddenIn(groups.replace('[1-4]', '[1-1]')))
  expect(s.waysTo('1-3', '1-1', true)).toHaveLength(2)
})
