import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BfdSession, bfdDiagnostics, createSession, expire, hear, type SessionState, speak } from '#router/bfd/session.ts'
import { defaultBfd } from '#router/bfd/settings.ts'
import { randomFor } from '#sim/random.ts'
import { type Bfd, bfdStates, buildBfd, parseBfd } from '#wire/bfd.ts'

const { adminDown, down, init, up } = bfdStates
const ms = 1e6
const least = (): number => 0
const most = (): number => 2 ** 32 - 1

const said: Bfd = {
  version: 1,
  diagnostic: 0,
  state: down,
  flags: 0,
  detectMult: 3,
  myDiscriminator: 9,
  yourDiscriminator: 7,
  desiredMinTxUs: 1_000_000,
  requiredMinRxUs: 200_000,
  requiredMinEchoRxUs: 0,
}
const session = (more: Partial<BfdSession> = {}): BfdSession => ({ ...createSession('', defaultBfd, 7), ...more })
const hearing = (s: BfdSession, p: Partial<Bfd>, now = 0, random = least): BfdSession => {
  hear(s, buildBfd({ ...said, ...p }), 0, now, random)
  return s
}

describe('states', () => {
  // In the order of the table in RFC 5880 section 6.2: what we are, what the neighbour says, what we are then.
  test.each([
    [down, adminDown, down],
    [down, down, init],
    [down, init, up],
    [down, up, down],
    [init, adminDown, down],
    [init, down, init],
    [init, init, up],
    [init, up, up],
    [up, adminDown, down],
    [up, down, down],
    [up, init, up],
    [up, up, up],
  ])('%i, hearing %i: %i', (before, heard, after) => {
    const s = hearing(session({ state: before }), { state: heard })
    expect([s.state, s.stateChanges, s.received]).toEqual([after, Number(before !== after), 1])
    expect(s.diagnostic).toBe(after === down && before !== down ? bfdDiagnostics.neighborSignaledDown : 0)
  })

  test.each([down, init, up])('%i, hearing nothing: down', before => {
    const s = session({ state: before, remoteDiscriminator: 9 })
    expire(s, 0, least)
    expect([s.state, s.stateChanges]).toEqual([down, Number(before !== down)])
    expect(s.diagnostic).toBe(before === down ? 0 : bfdDiagnostics.detectionTimeExpired)
  })
})

test('only who comes out of down speaks at once, and faster', () => {
  const heard = (before: SessionState, state: SessionState) => {
    const s = hearing(session({ state: before, sendAt: 5000 * ms, desiredMinTxUs: 1_000_000 }), { state })
    return [s.state, s.sendAt, s.desiredMinTxUs]
  }
  expect(heard(down, up)).toEqual([down, 5000 * ms, 1_000_000])
  expect(heard(up, up)).toEqual([up, 5000 * ms, 1_000_000])
  expect(heard(down, down)).toEqual([init, 200 * ms, 200_000])
})

describe('the detection time', () => {
  test.each([
    [3, 200_000, 3 * 200],
    [3, 1_000_000, 3 * 1000],
    [5, 300_000, 5 * 300],
    [1, 0, 200],
    [255, 2 ** 32 - 1, 255 * (2 ** 32 - 1) * 1e-3],
  ])('multiplier %i, %i us wanted: %f ms', (detectMult, desiredMinTxUs, afterMs) => {
    expect(hearing(session(), { detectMult, desiredMinTxUs }, 5 * ms).detectAt).toBe(5 * ms + Math.round(afterMs * ms))
  })

  test('begins anew with each packet, and ends with what was learnt forgotten', () => {
    const s = hearing(hearing(session(), {}, 0), { state: init, desiredMinTxUs: 200_000 }, 100 * ms)
    expect([s.state, s.detectAt, s.remoteDiscriminator]).toEqual([up, 700 * ms, 9])
    expire(s, 700 * ms, least)
    expect([s.detectAt, s.remoteDiscriminator, s.remoteMinRxUs, s.desiredMinTxUs]).toEqual([Infinity, 0, 0, 1_000_000])
  })
})

describe('sending', () => {
  test('at once, then every second while down; never later for a packet that is not heard again', () => {
    const s = session()
    expect(s.sendAt).toBe(0)
    speak(s, 0, least)
    expect(s.sendAt).toBe(1000 * ms)
    hearing(s, { requiredMinRxUs: 2 ** 32 - 1, desiredMinTxUs: 0, detectMult: 1 }, 10 * ms)
    expect(s.sendAt).toBeGreaterThan(3600e9)
    expire(s, s.detectAt, least)
    expect(s.sendAt).toBe(1210 * ms)
  })

  test('a neighbour that is heard is answered within the interval, with its discriminator', () => {
    const s = session()
    speak(s, 0, most)
    hearing(s, {}, 10 * ms, least)
    expect(s.sendAt).toBe(210 * ms)
    expect(parseBfd(speak(s, 210 * ms, least), 0)).toEqual({
      ...said,
      state: init,
      myDiscriminator: 7,
      yourDiscriminator: 9,
      desiredMinTxUs: 200_000,
    })
    expect(s.sent).toBe(2)
  })

  test('no more often than the neighbour takes packets', () => {
    const s = hearing(session(), { requiredMinRxUs: 500_000 })
    expect(s.sendAt).toBe(500 * ms)
  })

  test.each([
    [1, 0.75, 0.9],
    [2, 0.75, 1],
    [255, 0.75, 1],
  ])('multiplier %i: %f to %f of the interval', (detectMult, from, to) => {
    const s = session({ detectMult })
    speak(s, 0, least)
    expect(s.sendAt).toBe(to * 1000 * ms)
    speak(s, 0, most)
    expect(s.sendAt).toBeGreaterThanOrEqual(from * 1000 * ms)
    expect(s.sendAt).toBeLessThan(from * 1000 * ms + 100)
  })

  test('the discriminator is learnt once', () => {
    expect(hearing(hearing(session(), {}), { myDiscriminator: 10 }).remoteDiscriminator).toBe(9)
  })
})

/** Two sessions, a link between them that loses packets. Steps from event to event. */
function pair(seed: number, loss: number, multipliers: readonly [number, number]) {
  const random = randomFor(seed, 'pair')
  const ends = multipliers.map((detectMult, i) => createSession('', { ...defaultBfd, detectMult }, i + 1)) as [BfdSession, BfdSession]
  const delay = 5 * ms
  let now = 0
  let cut = false
  const flying: { readonly at: number; readonly to: BfdSession; readonly bytes: Uint8Array }[] = []

  function step(): void {
    now = Math.min(...ends.flatMap(s => [s.sendAt, s.detectAt]), flying[0]?.at ?? Infinity)
    for (const [i, s] of ends.entries()) {
      if (s.detectAt <= now) expire(s, now, random)
      if (s.sendAt > now) continue
      const bytes = speak(s, now, random)
      if (!cut && random() / 2 ** 32 >= loss) flying.push({ at: now + delay, to: ends[1 - i]!, bytes })
    }
    while (flying.length > 0 && flying[0]!.at <= now) {
      const { to, bytes } = flying.shift()!
      hear(to, bytes, 0, now, random)
    }
  }
  const bothUp = (): boolean => ends.every(s => s.state === up)
  return {
    ends,
    bothUp,
    cut: () => (cut = true),
    get now() {
      return now
    },
    runUntil(condition: () => boolean, limit: number): boolean {
      while (!condition() && now < limit) step()
      return condition()
    },
  }
}

const pairs = fc.tuple(
  fc.integer(),
  fc.double({ min: 0, max: 0.6, noNaN: true }),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
)

test('two sessions over any link that does not lose everything come up', () => {
  fc.assert(
    fc.property(pairs, ([seed, loss, multipliers]) => {
      const p = pair(seed, loss, multipliers)
      expect(p.runUntil(p.bothUp, 3600e9)).toBe(true)
    }),
  )
})

test('without loss they are up within two intervals and stay so', () => {
  fc.assert(
    fc.property(fc.integer(), seed => {
      const p = pair(seed, 0, [3, 3])
      expect(p.runUntil(p.bothUp, 1e9)).toBe(true)
      expect(p.runUntil(() => !p.bothUp(), 60e9)).toBe(false)
    }),
  )
})

test('after a cut no session is up for longer than the detection time', () => {
  fc.assert(
    fc.property(pairs, ([seed, loss, multipliers]) => {
      const p = pair(seed, loss, multipliers)
      p.runUntil(p.bothUp, 3600e9)
      p.cut()
      const since = p.now
      const delay = 5 * ms
      expect(p.runUntil(() => p.ends.every(s => s.state === down), 3600e9)).toBe(true)
      // Each counts the other's multiplier, from the last packet, which may still be under way.
      expect(p.now - since).toBeLessThanOrEqual(Math.max(...multipliers) * 200 * ms + delay)
    }),
  )
})
