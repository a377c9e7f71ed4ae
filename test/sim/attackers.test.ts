import { beforeAll, expect, test } from 'vitest'
import type { Path } from '#control/path/path.ts'
import { attackKinds, attackPath, type SeenPath, type SentPlan, type Workshop } from '#sim/attackers.ts'
import { placesOf } from '#sim/forgery.ts'
import type { Network } from '#sim/network.ts'
import { unixSeconds } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'
import { buildPath, expiryS, type Hop, parsePath, type ScionPath } from '#wire/path.ts'
import { pathsBetween, startExample } from './examples.ts'

let network: Network
let paths: readonly Path[]
beforeAll(() => {
  network = startExample('demo16')
  paths = [...pathsBetween(network, 'alice', 'bob'), ...pathsBetween(network, 'alice', 'carol')]
})

const nowS = (): number => unixSeconds(network.clock, network.loop.now)
const workshop = (path: Path, others: readonly Path[] = [path]): Workshop => ({
  path,
  paths: others,
  nowS: nowS(),
  keyOf: isdAs => network.keyOf(isdAs),
})
const parsed = (path: Path): ScionPath => parsePath(path.bytes, 0)
const ends = { from: 'alice', to: 'bob' }
/** Up, core and down: three segments. */
const long = (): Path => paths.find(p => parsed(p).infos.length === 3)!
/** Which hop fields are no longer those of the path. */
const changed = (path: Path, raw: ScionPath): number[] =>
  parsed(path).hops.flatMap((h, i) => (JSON.stringify(h) === JSON.stringify(raw.hops[i]) ? [] : [i]))

test('every kind says what it is', () => {
  expect(Object.keys(attackKinds).sort()).toEqual([
    'expiredHop',
    'forgedMac',
    'inject',
    'leakedKey',
    'packet',
    'replay',
    'rewrite',
    'splice',
  ])
  for (const text of Object.values(attackKinds)) expect(text.length).toBeGreaterThan(20)
})

test('a forged MAC has no byte of the right one; it is that of the hop field asked for, else of the middle', () => {
  const path = long()
  const { hops } = parsed(path)
  const places = placesOf(path, parsed(path))
  const forged = (hop: { hop?: number | Path['src'] }): number[] => {
    const { raw, like } = attackPath({ kind: 'forgedMac', ...ends, ...hop }, workshop(path))
    const at = changed(path, raw)
    expect(like).toBe(path)
    for (const i of at) expect(raw.hops[i]).toEqual({ ...hops[i], mac: hops[i]!.mac.map(byte => byte ^ 0xff) })
    return at
  }
  expect(forged({})).toEqual([Math.floor(hops.length / 2)])
  expect(forged({ hop: 0 })).toEqual([0])
  expect(forged({ hop: hops.length - 1 })).toEqual([hops.length - 1])
  expect(forged({ hop: path.dst })).toEqual([hops.length - 1])
  // An AS where segments meet has two hop fields: the first is meant.
  const crossing = places.findIndex((p, i) => i > 0 && p.isdAs === places[i - 1]!.isdAs)
  expect(forged({ hop: places[crossing]!.isdAs })).toEqual([crossing - 1])
})

test.each([-1, 0.5, 99, Number.NaN, '9-9'] as const)('there is no hop field %s', hop => {
  const path = long()
  const { length } = parsed(path).hops
  expect(() => attackPath({ kind: 'forgedMac', ...ends, hop }, workshop(path))).toThrow(`the path has no hop field ${hop}`)
  expect(() => attackPath({ kind: 'forgedMac', ...ends, hop: length }, workshop(path))).toThrow(UserError)
})

test('an expired path is dead in every hop field, the longest-lived for a second or two', () => {
  // Segments of several ages, hop fields of several lives: the same shift must kill them all.
  const raw = parsed(long())
  const infos = raw.infos.map((info, s) => ({ ...info, timestamp: info.timestamp - [0, 900, 300][s]! }))
  const hops = raw.hops.map((hop, i) => ({ ...hop, expTime: 20 + ((i * 7) % 30) }))
  const path = { ...long(), bytes: buildPath({ ...raw, infos, hops }) }
  const aged = attackPath({ kind: 'expiredHop', ...ends }, workshop(path)).raw
  const places = placesOf(path, aged)
  const lives = aged.hops.map((hop, i) => expiryS(aged.infos[places[i]!.segment]!.timestamp, hop.expTime) - nowS())
  expect(Math.max(...lives)).toBeLessThan(0)
  expect(Math.max(...lives)).toBeGreaterThanOrEqual(-2)
  const shifts = aged.infos.map((info, s) => infos[s]!.timestamp - info.timestamp)
  expect(new Set(shifts).size, 'the ages stay as they are to each other').toBe(1)
})

test('with a leaked key one hop field is made, with what is asked for, and nothing else', () => {
  const path = long()
  const { hops } = parsed(path)
  const made = (changes: Partial<Hop>): [number[], Hop] => {
    const { raw } = attackPath({ kind: 'leakedKey', ...ends, of: path.src, ...changes }, workshop(path))
    return [changed(path, raw), raw.hops[0]!]
  }
  expect(made({})).toEqual([[], hops[0]])
  const [at, hop] = made({ expTime: 255, consIngress: 7, consEgress: 9 })
  expect(at).toEqual([0])
  expect(hop).toMatchObject({ expTime: 255, consIngress: 7, consEgress: 9 })
  expect(hop.mac).not.toEqual(hops[0]!.mac)
})

test('an injected packet has the path as it is', () => {
  const path = long()
  expect(attackPath({ kind: 'inject', ...ends, claims: '9-9' }, workshop(path)).raw).toEqual(parsed(path))
})

/** Every pair of paths to the same AS that can be spliced, and what comes of it. */
function* splices(plan: SentPlan): Generator<{ a: Path; b: Path; raw: ScionPath; like: SeenPath }> {
  for (const a of paths)
    for (const b of paths) {
      if (a.dst !== b.dst || a === b) continue
      try {
        yield { a, b, ...attackPath(plan, workshop(a, [b])) }
      } catch (error) {
        if (!(error instanceof UserError)) throw error
      }
    }
}

test('a splice begins as the path chosen and goes on as another, in the AS where they meet, over the link both take', () => {
  let count = 0
  for (const { a, b, raw, like } of splices({ kind: 'splice', ...ends, path: 0 })) {
    count++
    expect(like).toBe(a)
    const [one, other] = [parsed(a), parsed(b)]
    const text = (h: Hop | undefined): string => JSON.stringify(h)
    const at = raw.hops.findIndex((h, i) => text(h) !== text(one.hops[i]))
    const back = raw.hops.length - at
    expect(raw.hops.slice(at).map(text), 'from there those of the other').toEqual(other.hops.slice(-back).map(text))
    const [here, there] = [placesOf(a, one)[at]!, placesOf(b, other).at(-back)!]
    expect(here.isdAs).toBe(there.isdAs)
    const { consDir, peer } = one.infos[here.segment]!
    expect(other.infos[there.segment]).toMatchObject({ consDir, peer })
    expect(peer).toBe(false)
    const ingress = (h: Hop): number => (consDir ? h.consIngress : h.consEgress)
    expect(ingress(one.hops[at]!)).toBe(ingress(raw.hops[at]!))
    expect(raw.segLens.reduce((x, y) => x + y)).toBe(raw.hops.length)
  }
  expect(count).toBeGreaterThan(10)
})

test('without a path chosen any may begin; of one path alone there is no splice', () => {
  const { a, b } = splices({ kind: 'splice', ...ends, path: 0 }).next().value!
  const stranger = paths.find(p => p.dst !== a.dst)!
  expect(attackPath({ kind: 'splice', ...ends }, workshop(stranger, [a, b])).like).toBe(a)
  expect(() => attackPath({ kind: 'splice', ...ends }, workshop(a, [a]))).toThrow('there is nothing to splice')
})
