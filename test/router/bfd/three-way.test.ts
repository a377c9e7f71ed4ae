/**
 * Two sessions and a network that loses, delays and repeats, a crash of either end, silence at any time, a stranger who says "administratively
 * down": every state they can get into together, explored. The clock is left out: whatever may happen some time may happen now.
 */
import { expect, test } from 'vitest'
import { type BfdSession, createSession, expire, hear, speak } from '#router/bfd/session.ts'
import { defaultBfd } from '#router/bfd/settings.ts'
import { bfdStates, buildBfd } from '#wire/bfd.ts'
import type { Bytes } from '#wire/bytes.ts'

type Pair = readonly [BfdSession, BfdSession]
/** Two ends, and the last packet to each of them that may still be under way, again and again. */
interface World {
  readonly ends: Pair
  readonly underWay: readonly [Bytes | undefined, Bytes | undefined]
}

const chance = (): number => 0
const fresh = (i: number): BfdSession => createSession('', defaultBfd, i + 1)
const start: World = { ends: [fresh(0), fresh(1)], underWay: [undefined, undefined] }

/** What tells worlds apart, without times and counts. */
const nameOf = ({ ends, underWay }: World): string =>
  JSON.stringify([
    ends.map(s => [s.state, s.remoteDiscriminator, s.desiredMinTxUs, s.remoteMinRxUs, s.diagnostic]),
    underWay.map(b => b && [...b]),
  ])

function changed({ ends, underWay }: World, i: 0 | 1, what: (s: BfdSession) => void): World {
  const copies = ends.map(s => ({ ...s })) as [BfdSession, BfdSession]
  what(copies[i])
  return { ends: copies, underWay }
}

const put = <T>(pair: readonly [T, T], i: 0 | 1, value: T): readonly [T, T] => (i === 0 ? [value, pair[1]] : [pair[0], value])

function speaks(w: World, i: 0 | 1): World {
  let message: Bytes | undefined
  const after = changed(w, i, s => (message = speak(s, 0, chance)))
  return { ...after, underWay: put(after.underWay, i === 0 ? 1 : 0, message) }
}

const hears = (w: World, i: 0 | 1): World => (w.underWay[i] === undefined ? w : changed(w, i, s => hear(s, w.underWay[i]!, 0, 0, chance)))

const forged = buildBfd({
  ...{ version: 1, diagnostic: 7, state: bfdStates.adminDown, flags: 0, detectMult: 3, myDiscriminator: 9, yourDiscriminator: 0 },
  ...{ desiredMinTxUs: 1_000_000, requiredMinRxUs: 200_000, requiredMinEchoRxUs: 0 },
})

/** Speak, hear (and the packet may come again), miss what was under way, or get something else, hear nothing for too long, crash and come back. */
const steps: readonly ((w: World, i: 0 | 1) => World)[] = [
  speaks,
  hears,
  (w, i) => ({ ...w, underWay: put(w.underWay, i, undefined) }),
  (w, i) => ({ ...w, underWay: put(w.underWay, i, forged) }),
  (w, i) => changed(w, i, s => expire(s, 0, chance)),
  (w, i) => ({ ...w, ends: put(w.ends, i, fresh(i)) }),
]

function explore(): World[] {
  const seen = new Map([[nameOf(start), start]])
  for (const world of seen.values())
    for (const step of steps)
      for (const i of [0, 1] as const) {
        const next = step(world, i)
        seen.set(nameOf(next), seen.get(nameOf(next)) ?? next)
      }
  return [...seen.values()]
}

const worlds = explore()
const bothUp = ({ ends }: World): boolean => ends.every(s => s.state === bfdStates.up)

test('there are many such states, some of them with both up', () => {
  expect(worlds.length).toBeGreaterThan(300)
  expect(worlds.some(bothUp)).toBe(true)
})

test('out of each of them, on a link that stands, both come up within five packets each: there is no dead end', () => {
  for (const world of worlds) {
    let w = world
    for (let round = 0; round < 5 && !bothUp(w); round++) for (const i of [0, 1] as const) w = hears(speaks(w, i), i === 0 ? 1 : 0)
    expect(bothUp(w), nameOf(world)).toBe(true)
  }
})

test('both up stay up while they hear each other', () => {
  for (const world of worlds.filter(bothUp)) {
    const settled = [0, 1].reduce((w, i) => hears(speaks(w, i as 0 | 1), i === 0 ? 1 : 0), world)
    expect(bothUp(settled)).toBe(true)
  }
})

test('nobody goes up on word of a neighbour that has not heard it: only by Init or Up, which answer a packet', () => {
  for (const world of worlds)
    for (const i of [0, 1] as const) {
      const after = hears(world, i)
      if (world.ends[i].state === bfdStates.up || after.ends[i].state !== bfdStates.up) continue
      expect(world.underWay[i]![1]! >> 6).toBeGreaterThanOrEqual(bfdStates.init)
      // It names whom it heard.
      expect(world.underWay[i]!.slice(8, 12).some(byte => byte !== 0)).toBe(true)
    }
})

test('the silence of one end brings both down: the silent one is told, or misses the other too', () => {
  for (const world of worlds.filter(bothUp)) {
    const told = hears(
      speaks(
        changed(world, 0, s => expire(s, 0, chance)),
        0,
      ),
      1,
    )
    expect(told.ends.map(s => s.state)).toEqual([bfdStates.down, bfdStates.down])
  }
})

test('a crash does not go unnoticed: the other end goes down before both are up again', () => {
  for (const { ends } of worlds.filter(bothUp)) {
    let w: World = { ends: [fresh(0), ends[1]], underWay: [undefined, undefined] }
    let noticed = false
    for (let round = 0; round < 5 && !bothUp(w); round++)
      for (const i of [1, 0] as const) {
        w = hears(speaks(w, i), i === 0 ? 1 : 0)
        noticed ||= w.ends[1].state === bfdStates.down
      }
    expect([bothUp(w), noticed]).toEqual([true, true])
  }
})
