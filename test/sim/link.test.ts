import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { createLinkDirection, type LinkDirection, type LinkLoss } from '#sim/link.ts'
import { randomFor } from '#sim/random.ts'
import { defaultMtu, defaultShape, type LinkShape } from '#topology/model.ts'

const packet = (length: number): Uint8Array => new Uint8Array(length)
const make = (shape: Partial<LinkShape>, seed = 1): LinkDirection =>
  createLinkDirection('a>b', { index: 0, mtu: defaultMtu, shape: { ...defaultShape, ...shape } }, randomFor(seed, 'a>b'))
/** When each of the packets sent at these times arrives; `undefined` where one does not. */
const arrivals = (link: LinkDirection, times: readonly number[], length = 1000): (number | undefined)[] =>
  times.map(t => (link.transmit(packet(length), t) === undefined ? undefined : link.arrival))

let losses: LinkLoss[]
beforeEach(() => {
  losses = []
})
const listen = (link: LinkDirection): LinkDirection => {
  link.onLoss.push((_, reason) => losses.push(reason))
  return link
}

test('delay alone: every packet that much later', () => {
  expect(arrivals(make({ delayNs: 5e6 }), [0, 0, 7])).toEqual([5e6, 5e6, 5e6 + 7])
})

test('rate: one packet after the other on the wire', () => {
  // 1000 bytes at 8 Mbit/s take 1 ms.
  const link = make({ delayNs: 10e6, rateBps: 8e6, queuePackets: 10 })
  expect(arrivals(link, [0, 0, 0, 9e6])).toEqual([11e6, 12e6, 13e6, 20e6])
  expect(link.counters).toMatchObject({ packets: 4, bytes: 4000 })
})

test('the queue holds so many packets beside the one on the wire; one more is lost', () => {
  const link = listen(make({ delayNs: 0, rateBps: 8e6, queuePackets: 2 }))
  expect(arrivals(link, [0, 0, 0, 0])).toEqual([1e6, 2e6, 3e6, undefined])
  expect(losses).toEqual(['queueFull'])
  // As soon as one has left there is room for one.
  expect(arrivals(link, [1e6, 1e6])).toEqual([4e6, undefined])
  expect(link.counters.queueFull).toBe(2)
})

test('a packet longer than the MTU is lost, and takes no time of the wire', () => {
  const link = listen(make({ delayNs: 0, rateBps: 8e6, queuePackets: 0 }))
  expect(arrivals(link, [0], 1473)).toEqual([undefined])
  expect(arrivals(link, [0], 1472)).toEqual([1.472e6])
  expect([losses, link.counters.tooBig, link.counters.packets]).toEqual([['tooBig'], 1, 1])
})

test('jitter delays but nothing overtakes', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.nat(3_000_000), { minLength: 2, maxLength: 50 }), (seed, gaps) => {
      let t = 0
      const times = gaps.map(gap => (t += gap))
      const link = make({ delayNs: 1e6, jitterNs: 20e6 }, seed)
      const got = arrivals(link, times) as number[]
      got.forEach((at, i) => {
        expect(at).toBeGreaterThanOrEqual(times[i]! + 1e6)
        if (i > 0) expect(at).toBeGreaterThanOrEqual(got[i - 1]!)
        // Later than its own jitter only when it had to wait for the one before.
        expect(at <= times[i]! + 21e6 || at === got[i - 1]).toBe(true)
      })
    }),
  )
  const spread = arrivals(
    make({ delayNs: 0, jitterNs: 1e6 }),
    Array.from({ length: 100 }, (_, i) => i * 10e6),
  ) as number[]
  expect(new Set(spread.map(t => t % 10e6)).size).toBeGreaterThan(90)
})

test('loss: as many as said, each for itself', () => {
  const link = make({ loss: 0.25 })
  const lost = arrivals(
    link,
    Array.from({ length: 10_000 }, (_, i) => i),
  ).filter(a => a === undefined).length
  expect(lost).toBe(link.counters.linkLoss)
  expect(lost).toBeGreaterThan(2300)
  expect(lost).toBeLessThan(2700)
  expect(arrivals(make({ loss: 1 }), [0, 1])).toEqual([undefined, undefined])
})

test('down: nothing gets in, until it is up again; when it was cut is noted once', () => {
  const link = listen(make({ delayNs: 1 }))
  link.setUp(false)
  link.setUp(false)
  expect(arrivals(link, [300])).toEqual([undefined])
  expect([link.cuts, losses]).toEqual([1, ['linkDown']])
  link.setUp(true)
  expect(arrivals(link, [500])).toEqual([501])
})

test('taps see, rewrite and swallow', () => {
  const link = listen(make({ delayNs: 1 }))
  const seen: number[] = []
  link.taps.push((b, now, where) => {
    expect(where).toBe(link)
    seen.push(now)
    return b.length === 7 ? undefined : b
  })
  link.taps.push(b => (b.length === 8 ? packet(9) : b))
  expect([6, 7, 8].map(n => link.transmit(packet(n), n)?.length)).toEqual([6, undefined, 9])
  expect(seen).toEqual([6, 7, 8])
  expect(losses).toEqual(['swallowed'])
  expect(link.counters).toMatchObject({ packets: 2, bytes: 15, swallowed: 1 })
})

test('what waits when the link is cut does not hold the wire afterwards', () => {
  const link = make({ delayNs: 0, rateBps: 8e6, queuePackets: 2 })
  arrivals(link, [0, 0, 0])
  link.setUp(false)
  link.setUp(true)
  expect(arrivals(link, [0])).toEqual([1e6])
})

test('a packet lost behind a tap is told of as the tap left it', () => {
  const link = make({})
  const lost: string[] = []
  link.taps.push(bytes => Uint8Array.of(bytes.length))
  link.onLoss.push(bytes => lost.push(bytes.join()))
  link.setUp(false)
  link.transmit(packet(7), 0)
  expect(lost).toEqual(['7'])
})
