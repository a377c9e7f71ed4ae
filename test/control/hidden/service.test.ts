/** Hidden paths in a small network whose services really sign: who sees what, and what happens when something breaks. */
import { expect, test } from 'vitest'
import { groups, hiddenIn, hiddenStory, without } from './groups.ts'

const over2 = '1-4#101 1-1#3 1-1#1 1-2#101 1-2#2 1-3#101'

test('who reads sees the hidden way beside the open one; for others it is not there', () => {
  const s = hiddenStory()
  expect(s.waysTo('1-3', '1-4', false)).toEqual(['1-4#101 1-1#3 1-1#2 1-3#102'])
  expect(s.waysTo('1-3', '1-4', true)).toEqual(['1-4#101 1-1#3 1-1#2 1-3#102', over2])
  expect(s.waysTo('1-3', '1-5', false)).toEqual(['1-5#101 1-1#4 1-1#2 1-3#102'])
  expect(s.counter('1-2', 'notReader')).toBe(0)
  // Asks, is refused by one registry and the other, and has the open way all the same.
  expect(s.waysTo('1-3', '1-5', true)).toEqual(['1-5#101 1-1#4 1-1#2 1-3#102'])
  expect([s.counter('1-2', 'notReader'), s.counter('1-6', 'notReader')]).toEqual([1, 1])
})

test('both registries have it, and the core AS has not', () => {
  const s = hiddenStory()
  const keys = (isdAs: '1-2' | '1-6') => [...s.network.services.get(isdAs)!.state.hiddens.get('2-a')!.byEnd.get('1-3')!.values()]
  expect(keys('1-2').map(x => x.entries.map(e => e.isdAs))).toEqual([['1-1', '1-2', '1-3']])
  expect(keys('1-6').map(x => x.key)).toEqual(keys('1-2').map(x => x.key))
  const [segment] = keys('1-2')
  expect(segment!.entries.map(e => e.extensions?.hidden)).toEqual([undefined, undefined, true])
  const { downs } = s.network.services.get('1-1')!.state
  expect([...downs.byEnd.get('1-3')!.values()].map(x => x.entries.map(e => e.isdAs))).toEqual([['1-1', '1-3']])
  expect([s.count('hiddenSegment'), s.count('notWriter'), s.count('hiddenRegistrationLost')]).toEqual([0, 0, 0])
})

test('a registry reads its own store, a writer its own link', () => {
  const s = hiddenStory()
  const asked = s.counter('1-2', 'hiddenAnswered')
  expect(s.waysTo('1-3', '1-6', true)).toHaveLength(2)
  expect(s.counter('1-2', 'hiddenAnswered')).toBe(asked)
  expect(s.waysTo('1-4', '1-3', false)).toHaveLength(2)
})

test('with one registry down the other is asked; with both the open ways are left', () => {
  const s = hiddenStory()
  const fall = (isdAs: '1-2' | '1-6') =>
    s.network.attach(isdAs, s.network.ases.get(isdAs)!.controlServices[0]!.address, { on: () => undefined, wakeAt: () => Infinity }, 0)
  fall('1-2')
  expect(s.waysTo('1-3', '1-4', true)).toHaveLength(2)
  expect(s.counter('1-6', 'hiddenAnswered')).toBe(1)
  fall('1-6')
  s.network.run(30)
  expect(s.waysTo('1-3', '1-4', true)).toHaveLength(1)
  expect(s.waysTo('1-3', '1-4', false)).toHaveLength(1)
  expect(s.counter('1-3', 'hiddenRegistrationLost')).toBeGreaterThan(0)
})

test('a registry that starts anew has what its store kept, else what is registered again', () => {
  const s = hiddenStory()
  const { state } = s.network.services.get('1-2')!
  const { beacons, ups, cores, downs, trusted, hiddens } = state
  s.network.restart('1-2', { beacons, ups, cores, downs, trusted, hiddens })
  expect(s.network.services.get('1-2')!.state.hiddens.get('2-a')!.byEnd.size).toBe(1)
  s.network.restart('1-2')
  expect(s.network.services.get('1-2')!.state.hiddens.size).toBe(0)
  s.network.run(12)
  expect(s.network.services.get('1-2')!.state.hiddens.get('2-a')!.byEnd.size).toBe(1)
})

test('a hidden segment is gone when it has expired', () => {
  // Hop fields of 337.5 s; the writer is gone.
  const s = hiddenStory(hiddenIn(groups), { settings: { expTime: 0, resendIntervalNs: 100e9 } })
  s.network.attach('1-3', s.network.ases.get('1-3')!.controlServices[0]!.address, { on: () => undefined, wakeAt: () => Infinity }, 0)
  expect(s.waysTo('1-3', '1-4', true)).toHaveLength(2)
  s.network.run(400)
  expect(s.waysTo('1-3', '1-4', true)).toEqual([])
})

test('interfaces that no policy names are not registered at all', () => {
  const s = hiddenStory(hiddenIn(groups.replace('"1-3#102": [public]', '"1-3#102": []')))
  expect(s.waysTo('1-3', '1-5', false)).toEqual([])
  expect(s.waysTo('1-3', '1-4', true)).toEqual([over2])
  const silent = hiddenStory(hiddenIn(groups.replace(/ {2}"1-3#102".*\n/, '')))
  expect(silent.waysTo('1-3', '1-5', false)).toEqual([])
  expect(silent.counter('1-3', 'ignored')).toBeGreaterThan(0)
})

test('public and hidden: registered twice, and only the hidden one says so', () => {
  const s = hiddenStory(hiddenIn(groups.replace('"1-3#101": ["2-a"]', '"1-3#101": [public, "2-a"]')))
  expect(s.waysTo('1-3', '1-5', false)).toHaveLength(2)
  expect(s.waysTo('1-3', '1-4', true)).toHaveLength(2)
  expect(s.count('hiddenSegment')).toBe(0)
})

test('ASes that do not know the group: named on both sides', () => {
  const unknown = hiddenStory(without('1-6'))
  // No registry by its own word: nobody registers there, nor asks.
  expect(unknown.counter('1-6', 'groupUnknown')).toBe(0)
  expect(unknown.counter('1-3', 'hiddenRegistrationLost')).toBeGreaterThan(0)
  expect(unknown.waysTo('1-3', '1-4', true)).toHaveLength(2)
  const stranger = hiddenStory(without('1-4'))
  expect(stranger.waysTo('1-3', '1-4', true)).toHaveLength(1)
})
