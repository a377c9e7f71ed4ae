import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAcl } from '#control/path/acl.ts'
import { filterPaths, heaviestFirst, type PathPolicy, resolvePolicy, type Way } from '#control/path/policy.ts'
import { parseSequence } from '#control/path/sequence.ts'
import type { IsdAs } from '#wire/isdas.ts'

/** A way over these ASes, interface n out of the n-th and into the next. */
function way(...ases: IsdAs[]): Way {
  const interfaces = ases.slice(1).flatMap((isdAs, i) => [
    { isdAs: ases[i]!, ifId: 2 * i + 1 },
    { isdAs, ifId: 2 * i + 2 },
  ])
  return { src: ases[0]!, dst: ases.at(-1)!, interfaces }
}
const direct = way('1-1', '2-1')
const over2 = way('1-1', '1-2', '2-1')
const over3 = way('1-1', '1-3', '2-1')
const long = way('1-1', '1-2', '1-3', '2-1')
const empty = way('1-1')
const ways = [direct, over2, over3, long, empty]
const only = (policy: PathPolicy): Way[] => filterPaths(policy, ways)

const remote = (isd: number, as: string, reject = false) => ({ isd, as, reject })
const not = (as: string): PathPolicy => ({ acl: parseAcl([`- ${as}`, '+']) })

test('nothing said, everything allowed', () => {
  expect(only({})).toEqual(ways)
})

test('ends: the own AS by list, the other by the first rule that matches', () => {
  expect(only({ localIsdAses: ['1-2', '1-1'] })).toEqual([direct, over2, over3, long])
  expect(only({ localIsdAses: [] })).toEqual([])
  expect(only({ remoteIsdAses: [remote(2, '0')] })).toEqual([direct, over2, over3, long])
  expect(only({ remoteIsdAses: [remote(2, '1', true), remote(0, '0')] })).toEqual([])
  expect(only({ remoteIsdAses: [remote(3, '0', true)] })).toEqual([])
})

test('ACL and sequence both', () => {
  expect(only({ ...not('1-2'), sequence: parseSequence('0 0 0') })).toEqual([over3])
  expect(filterPaths({ ...not('1-2'), sequence: parseSequence('0 0 0') }, ways, true)).toEqual([direct, over3, empty])
})

test('of options the heaviest that leave a path, together with those of the same weight', () => {
  const options = (...weights: [number, PathPolicy][]) => ({ options: weights.map(([weight, policy]) => ({ weight, policy })) })
  const none: PathPolicy = { acl: parseAcl(['-']), sequence: parseSequence('0+') }
  const hops = (sequence: string): PathPolicy => ({ sequence: parseSequence(sequence) })
  expect(only(options([3, none], [2, hops('0 0 0')], [2, hops('0 0')], [1, {}]))).toEqual([direct, over2, over3])
  expect(only(options([1, hops('0 0')], [2, hops('0 0 0')]))).toEqual([direct, over2, over3])
  expect(only(heaviestFirst(options([1, hops('0 0')], [2, hops('0 0 0')])))).toEqual([over2, over3])
  expect(only({ ...not('1-3'), ...options([2, hops('0 1-3 0')], [1, hops('0 0 0')]) })).toEqual([over2])
})

test('own words before those of the last extended policy, and those before the others', () => {
  const policies = new Map([
    ['a', { policy: { sequence: parseSequence('0 0') }, extends: ['b', 'c'] }],
    ['b', { policy: { ...not('1-2'), localIsdAses: ['1-7' as IsdAs] }, extends: ['d'] }],
    ['c', { policy: { ...not('1-3'), sequence: parseSequence('0'), options: [] }, extends: [] }],
    ['d', { policy: { options: [{ weight: 1, policy: {} }] }, extends: [] }],
  ])
  expect(resolvePolicy(policies, 'a')).toEqual({
    sequence: policies.get('a')!.policy.sequence,
    acl: not('1-3').acl,
    localIsdAses: ['1-7'],
    options: [{ weight: 1, policy: {} }],
  })
})

test('a circle and a name there is not are named', () => {
  const extending = (...names: string[]) => ({ policy: {}, extends: names })
  const policies = new Map([
    ['a', extending('b')],
    ['b', extending('c', 'c')],
    ['c', extending('a')],
    ['d', extending('e')],
    ['f', extending('f')],
  ])
  expect(() => resolvePolicy(policies, 'a')).toThrow('policy "a" extends itself: a > b > c > a')
  expect(() => resolvePolicy(policies, 'f')).toThrow('f > f')
  expect(() => resolvePolicy(policies, 'd')).toThrow('there is no policy "e"')
})

test('a row of policies has an end', () => {
  const row = new Map(Array.from({ length: 100_000 }, (_, i) => [`${i}`, { policy: {}, extends: [`${i + 1}`] }]))
  expect(() => resolvePolicy(row, '0')).toThrow('more than 100 policies')
})

test('a policy that is extended on ever so many ways is resolved once', () => {
  const policies = new Map([['0', { policy: not('1-2'), extends: [] as string[] }]])
  for (let i = 1; i < 60; i++) policies.set(`${i}`, { policy: {}, extends: [`${i - 1}`, `${i - 1}`] })
  expect(resolvePolicy(policies, '59')).toEqual(not('1-2'))
})

const isdAs = fc.constantFrom<IsdAs>('1-1', '1-2', '1-3', '2-1')
const anyWay = fc.uniqueArray(isdAs, { minLength: 1, maxLength: 4 }).map(ases => way(...ases))
const { policy: anyPolicy } = fc.letrec<{ policy: PathPolicy }>(tie => ({
  policy: fc.record(
    {
      acl: fc.array(fc.tuple(fc.constantFrom('+', '-'), isdAs).map(entry => entry.join(' '))).map(entries => parseAcl([...entries, '+'])),
      sequence: fc.constantFrom('0*', '0 0 0', '0 1-2? 0', '0 0', '1+ 2').map(parseSequence),
      localIsdAses: fc.array(isdAs),
      remoteIsdAses: fc.array(fc.record({ isd: fc.constantFrom(0, 1, 2), as: fc.constantFrom('0', '1', '2'), reject: fc.boolean() })),
      options: fc.oneof(
        { depthSize: 'small' },
        fc.constant([]),
        fc.array(fc.record({ weight: fc.integer({ min: 0, max: 2 }), policy: tie('policy') }), { maxLength: 3 }),
      ),
    },
    { requiredKeys: [] },
  ),
}))

test('a filter keeps the order, and filtering again changes nothing', () => {
  fc.assert(
    fc.property(anyPolicy, fc.array(anyWay), (policy, paths) => {
      const kept = filterPaths(policy, paths)
      const left = new Set(kept)
      expect(kept).toEqual(paths.filter(p => left.has(p)))
      const once = filterPaths(heaviestFirst(policy), paths)
      expect(filterPaths(heaviestFirst(policy), once)).toEqual(once)
    }),
  )
})
