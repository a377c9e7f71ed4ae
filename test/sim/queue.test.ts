import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEventQueue } from '#sim/queue.ts'

interface Event {
  readonly time: number
  readonly source: number
  readonly count: number
}

const order = (a: Event, b: Event): number => a.time - b.time || a.source - b.source || a.count - b.count
const events = fc.uniqueArray(
  fc.record({ time: fc.integer({ min: 0, max: 5 }), source: fc.integer({ min: 0, max: 3 }), count: fc.nat(20) }),
  { maxLength: 200, selector: e => `${e.time} ${e.source} ${e.count}` },
)

function drained(all: readonly Event[]): Event[] {
  const queue = createEventQueue()
  all.forEach((e, slot) => {
    queue.push(e.time, e.source, e.count, slot)
  })
  return Array.from({ length: all.length }, () => all[queue.pop()]!)
}

test('comes out by time, then source, then its counter, in whatever order it was put in', () => {
  fc.assert(
    fc.property(events, all => {
      expect(drained(all)).toEqual([...all].sort(order))
      expect(drained([...all].reverse())).toEqual([...all].sort(order))
    }),
  )
})

test('putting in and taking out may alternate', () => {
  const queue = createEventQueue()
  queue.push(5, 1, 0, 50)
  queue.push(3, 1, 1, 30)
  expect([queue.nextTime(), queue.pop()]).toEqual([3, 30])
  queue.push(4, 1, 2, 40)
  queue.push(9, 1, 3, 90)
  expect([queue.pop(), queue.pop(), queue.size]).toEqual([40, 50, 1])
})

test('grows beyond its first size, and says when it is empty', () => {
  const queue = createEventQueue()
  expect(queue.nextTime()).toBe(Infinity)
  for (let i = 0; i < 5000; i++) queue.push((i * 7919) % 5000, 1, i, i)
  let last = -1
  for (let i = 0; i < 5000; i++) {
    const time = queue.nextTime()
    expect(time).toBeGreaterThan(last)
    expect((queue.pop() * 7919) % 5000).toBe(time)
    last = time
  }
  expect([queue.size, queue.nextTime()]).toEqual([0, Infinity])
})

test('times beyond 32 bits and 100 days keep their order', () => {
  const queue = createEventQueue()
  const day = 86_400e9
  queue.push(100 * day + 1, 0, 0, 1)
  queue.push(100 * day, 0, 2 ** 40, 0)
  expect([queue.pop(), queue.pop()]).toEqual([0, 1])
})
