import { expect, test } from 'vitest'
import { groups, hiddenIn, hiddenStory } from './groups.ts'

test('a segment goes to every registry of every group of its interface', () => {
  const s = hiddenStory()
  const details = new Set(s.events('hiddenRegistered', '1-3').map(e => e.detail.split(' ').slice(0, 2).join(' ')))
  expect(details).toEqual(new Set(['1-2 2-a', '1-6 2-a']))
  // The link to the core AS is for everybody.
  expect(new Set(s.events('registered', '1-3').map(e => e.detail)).size).toBe(1)
})

test('a writer that is its own registry keeps its segments', () => {
  const s = hiddenStory(hiddenIn(groups.replace('[1-2, 1-6]', '[1-3]')))
  expect(s.count('hiddenRegistered')).toBe(0)
  expect(s.counter('1-3', 'hiddenStored')).toBeGreaterThan(0)
  expect(s.waysTo('1-3', '1-4', true)).toHaveLength(2)
})

test('who is no writer of the group is refused by the registry', () => {
  const foreign = groups
    .replace('registration_policy', '  "2-b": {owner: 1-2, writers: [1-4], registries: [1-2]}\nregistration_policy')
    .replace('"1-3#101": ["2-a"]', '"1-3#101": ["2-b"]')
  const s = hiddenStory(hiddenIn(foreign))
  expect(s.counter('1-2', 'notWriter')).toBeGreaterThan(0)
  expect(s.counter('1-3', 'hiddenRegistrationLost')).toBe(s.counter('1-2', 'notWriter'))
  expect(s.network.services.get('1-2')!.state.hiddens.size).toBe(0)
})
