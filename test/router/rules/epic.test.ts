import { expect, test } from 'vitest'
import { epicFieldIsValid, epicPacketIsFresh, epicRoleFound } from '#router/rules/epic.ts'
import { now } from '../network.ts'
import { type Circumstances, standBefore } from './stand-before.ts'

/** The rules of EPIC stand in arrays of their own: all of the path inside pass first here. */
function judged(c: Circumstances): string {
  const found = standBefore(epicRoleFound, { epic: {}, ...c })
  found.apply()
  const { p, r } = found
  const fresh = epicPacketIsFresh.apply(p, r)
  const valid = epicFieldIsValid.apply(p, r)
  return `${p.epicRole} ${fresh === undefined ? 'fresh' : 'stale'} ${valid === undefined ? 'valid' : 'invalid'}`
}

const hops = (current: number, count: number): readonly string[] => [
  `along 0x111 -100s ${Array.from({ length: count }, (_, i) => `${i === current ? '*' : ''}(${i === 0 ? 0 : 131},141)`).join(' ')}`,
]

test('the last hop and the last but one have a role, others none and are not judged', () => {
  expect([0, 1, 2, 3].map(i => judged({ path: hops(i, 4) }).split(' ')[0])).toEqual(['none', 'none', 'penultimate', 'last'])
  expect(judged({ path: hops(1, 4), epic: { sentS: 60 } })).toBe('none fresh valid')
})

test('sent at most 3 s before and 1 s after now, to the unit of 21 us', () => {
  const sent = (sentS: number): string => judged({ path: hops(1, 2), epic: { sentS } }).split(' ')[1]!
  expect([2.9999, 0, -0.9999].map(sent)).toEqual(['fresh', 'fresh', 'fresh'])
  expect([3.0001, -1.0001].map(sent)).toEqual(['stale', 'stale'])
  expect(judged({ path: hops(1, 2), now: now + 4_000_000_000 }).split(' ')[1]).toBe('stale')
})
