import { expect, test } from 'vitest'
import { parseSequence } from '#control/path/sequence.ts'
import { allowedPaths, choosePath, disjointPaths, isSameWay, listingOrder, type PathKnowledge } from '#host/choice.ts'
import { samplePath } from './sample.ts'

const direct = samplePath('1-1#1 1-2#1')
const left = samplePath('1-1#2 1-3#1 1-3#2 1-2#2')
const right = samplePath('1-1#3 1-4#1 1-4#2 1-2#3')
const leftThenDirect = samplePath('1-1#2 1-3#1 1-3#9 1-2#1')
const paths = [direct, left, right, leftThenDirect]
const knowledge = (more: Partial<PathKnowledge> = {}): PathKnowledge => ({ roundTripsNs: new Map(), inUse: [], ...more })

test('by default the first, which has the fewest hops', () => {
  expect(choosePath(paths, {}, knowledge())).toBe(direct)
  expect(choosePath([], {}, knowledge())).toBeUndefined()
})

test('a sequence and a fingerprint narrow the choice', () => {
  expect(choosePath(paths, { sequence: parseSequence('0 1-4 0') }, knowledge())).toBe(right)
  expect(choosePath(paths, { sequence: parseSequence('0 2 0') }, knowledge())).toBeUndefined()
  expect(allowedPaths(paths, { sequence: parseSequence('0 1-3 0') })).toEqual([left, leftThenDirect])
  expect(choosePath(paths, { fingerprint: left.fingerprint }, knowledge())).toBe(left)
  expect(choosePath(paths, { fingerprint: left.fingerprint.slice(0, 16) }, knowledge())).toBe(left)
  expect(choosePath(paths, { fingerprint: 'no such' }, knowledge())).toBeUndefined()
})

test('lowest latency: the least measured round trip; unmeasured paths come last', () => {
  const roundTripsNs = new Map([
    [direct.fingerprint, 9e6],
    [right.fingerprint, 3e6],
  ])
  expect(choosePath(paths, { prefer: 'lowest-latency' }, knowledge({ roundTripsNs }))).toBe(right)
  expect(choosePath(paths, { prefer: 'lowest-latency' }, knowledge())).toBe(direct)
})

test('most disjoint: the fewest interfaces shared with paths in use', () => {
  expect(choosePath(paths, { prefer: 'most-disjoint' }, knowledge())).toBe(direct)
  expect(choosePath(paths, { prefer: 'most-disjoint' }, knowledge({ inUse: [direct] }))).toBe(left)
  expect(choosePath(paths, { prefer: 'most-disjoint' }, knowledge({ inUse: [direct, left] }))).toBe(right)
})

test('a set of disjoint paths leaves out what shares', () => {
  expect(disjointPaths(paths, 3)).toEqual([direct, left, right])
  expect(disjointPaths(paths, 9)).toHaveLength(4)
})

test('the listing goes by hops, then by interfaces as numbers, then by expiry', () => {
  const tenth = samplePath('1-1#10 1-2#10')
  const later = samplePath('1-1#1 1-2#1', { expiryS: 2e6 })
  const unordered = [right, later, tenth, left, direct]
  expect(unordered.sort(listingOrder)).toEqual([direct, later, tenth, left, right])
})

test('the same way is the same interfaces, whatever the hop fields', () => {
  expect(isSameWay(direct, later())).toBe(true)
  expect(isSameWay(direct, left)).toBe(false)
  expect(isSameWay(left, samplePath('1-1#2 1-3#1 1-3#2 1-2#9'))).toBe(false)
})

const later = () => samplePath('1-1#1 1-2#1', { expiryS: 2e6 })
