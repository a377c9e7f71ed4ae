import { expect, test } from 'vitest'
import { createStream, createTally } from '#host/bandwidth/stream.ts'

const out = { send: () => {} }
const plan = { durationNs: 3e9, size: 100, count: 30 }

test('packets leave at their times; who was asleep catches up', () => {
  const sent: [number, number][] = []
  const stream = createStream(plan, 1e9, (sequence, now) => sent.push([sequence, now]))
  stream.wake(1e9, out)
  expect([sent, stream.wakeAt()]).toEqual([[[0, 1e9]], 1.1e9])
  stream.wake(1.05e9, out)
  stream.wake(1.35e9, out)
  expect(sent.slice(1)).toEqual([1, 2, 3].map(n => [n, 1.35e9]))
  for (let now = 1.4e9; stream.wakeAt() !== Infinity; now += 1e8) stream.wake(now, out)
  expect(stream.sent).toBe(30)
})

test('a burst has an end, and so has a machine that is too slow', () => {
  const stream = createStream({ ...plan, count: 1000 }, 0, () => {})
  stream.wake(3e9, out)
  expect([stream.sent, stream.wakeAt() <= 3e9]).toEqual([256, true])
  stream.wake(4.1e9, out)
  expect([stream.sent, stream.wakeAt()]).toEqual([256, Infinity])
})

test('each packet is counted once, and only those there can be', () => {
  const tally = createTally(plan)
  for (const [sequence, now] of [[0, 0], [2, 10], [2, 11], [1, 30], [30, 40], [2 ** 31, 50]] as const) tally.arrived(sequence, now) // biome-ignore format: one line
  expect(tally.arrivals).toEqual({ packets: 3, minNs: 10, averageNs: 15, maxNs: 20, deviationNs: 5 })
  expect(createTally(plan).arrivals).toEqual({ packets: 0, minNs: 0, averageNs: 0, maxNs: 0, deviationNs: 0 })
})
