import { expect, test } from 'vitest'
import { chooseWay, rarely } from '#conformance/fuzz/make/choose/path.ts'
import { randomFromSeed } from '#topology/random.ts'
import { maxHops } from '#wire/path.ts'
import { sites } from '../../mutant.ts'

const ways = sites.flatMap(site => {
  const random = randomFromSeed(9)
  return Array.from({ length: 3_000 }, () => chooseWay(random, site))
})

test('the current hop is ours and lies in the current segment', () => {
  for (const { plan } of ways) {
    const before = plan.segments.slice(0, plan.currInf).reduce((n, s) => n + s.hops.length, 0)
    expect(plan.segments[plan.currInf]!.hops[plan.currHf - before]!.mac).toBe('own')
    expect(plan.segments.length).toBeLessThanOrEqual(3)
  }
})

test('paths of every shape: one to three segments, peering, folded or not, up to the longest', () => {
  const some = (what: (way: (typeof ways)[number]) => boolean): boolean => ways.some(what)
  for (const n of [1, 2, 3]) expect(some(w => w.plan.segments.length === n)).toBe(true)
  expect(some(w => w.plan.segments.every(s => s.peer))).toBe(true)
  expect(some(w => w.plan.segments.some(s => s.folded !== undefined))).toBe(true)
  expect(some(w => w.from === undefined)).toBe(true)
  expect(some(w => w.to === undefined)).toBe(true)
  expect(some(w => w.from?.door.kind === 'sibling')).toBe(true)
  expect(some(w => w.to?.door.kind === 'sibling')).toBe(true)
  const lengths = ways.map(w => w.plan.segments.reduce((n, s) => n + s.hops.length, 0))
  expect(Math.max(...lengths)).toBeGreaterThan(20)
  // HdrLen and SegLen hold them all; one more than 64 is the router's to refuse.
  expect(Math.max(...lengths)).toBeLessThan(maxHops + 40)
})

test('rarely', () => {
  const random = randomFromSeed(1)
  const hits = Array.from({ length: 10_000 }, () => rarely(random, 10)).filter(Boolean).length
  expect(hits).toBeGreaterThan(800)
  expect(hits).toBeLessThan(1_200)
})
