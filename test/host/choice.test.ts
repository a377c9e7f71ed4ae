import { expect, test } from 'vitest'
import { parseAcl } from '#control/path/acl.ts'
import { emptyMetadata } from '#control/path/metadata.ts'
import type { Path } from '#control/path/path.ts'
import { parseSequence } from '#control/path/sequence.ts'
import {
  allowedOf,
  allowedPaths,
  bestPath,
  disjointPaths,
  isSameWay,
  listingOrder,
  type PathChoice,
  type PathKnowledge,
} from '#host/choice.ts'
import { samplePath } from './sample.ts'

const direct = samplePath('1-1#1 1-2#1')
const left = samplePath('1-1#2 1-3#1 1-3#2 1-2#2')
const right = samplePath('1-1#3 1-4#1 1-4#2 1-2#3')
const leftThenDirect = samplePath('1-1#2 1-3#1 1-3#9 1-2#1')
const paths = [direct, left, right, leftThenDirect]
const knowledge = (more: Partial<PathKnowledge> = {}): PathKnowledge => ({ roundTripsNs: new Map(), inUse: [], ...more })
const choosePath = (of: readonly Path[], choice: PathChoice, known: PathKnowledge): Path | undefined =>
  bestPath(allowedPaths(of, choice), choice.prefer, known)

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

test('what is announced counts where nothing was measured, if it is complete', () => {
  const announcing = (path: Path, ...latencyNs: (number | undefined)[]): Path => ({ ...path, metadata: { ...emptyMetadata, latencyNs } })
  const quick = announcing(right, 1e6, 1e6, 1e6)
  const fastest = (...of: Path[]) =>
    choosePath(of, { prefer: 'lowest-latency' }, knowledge({ roundTripsNs: new Map([[direct.fingerprint, 6.5e6]]) }))
  expect(fastest(direct, quick)).toBe(quick)
  expect(fastest(direct, announcing(right, 1e6, 1.5e6, 1e6))).toBe(direct)
  expect(fastest(direct, announcing(right, 0, undefined, 0))).toBe(direct)
  expect(fastest(announcing(left, undefined, undefined, undefined), quick)).toBe(quick)
  const measured = knowledge({ roundTripsNs: new Map([[right.fingerprint, 9e6]]) })
  expect(choosePath([quick, announcing(left, 1e6, 1e6, 2e6)], { prefer: 'lowest-latency' }, measured)?.interfaces).toBe(left.interfaces)
})

test('an ACL and a policy narrow the choice, the policy by what the ACL leaves', () => {
  const options = [
    { weight: 2, policy: { sequence: parseSequence('0 1-3 0') } },
    { weight: 1, policy: { sequence: parseSequence('0 0') } },
  ]
  expect(allowedPaths(paths, { acl: parseAcl(['- 1-3', '+']) })).toEqual([direct, right])
  expect(allowedPaths(paths, { policy: { options } })).toEqual([left, leftThenDirect])
  expect(allowedPaths(paths, { acl: parseAcl(['- 1-3', '+']), policy: { options } })).toEqual([direct])
})

test('only EPIC paths, or none at all inside the AS', () => {
  const auths = { phvf: new Uint8Array(16), lhvf: new Uint8Array(16) }
  const sealed: Path = { ...left, epicAuths: auths }
  const inside: Path = { ...direct, interfaces: [] }
  expect(allowedPaths([direct, sealed, inside], { epic: true })).toEqual([sealed, inside])
})

test('where nothing allowed is usable, all that is allowed is tried', () => {
  const known = { paths: [direct, right], alive: paths }
  expect(allowedOf(known, { acl: parseAcl(['- 1-4', '+']) })).toEqual([direct])
  expect(allowedOf(known, { sequence: parseSequence('0 1-3 0') })).toEqual([left, leftThenDirect])
  expect(allowedOf(known, { sequence: parseSequence('2') })).toEqual([])
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
