import { expect, onTestFinished, test, vi } from 'vitest'
import { createRealClock } from '#emulate/io/clock.ts'
import { createDriver } from '#emulate/io/driver.ts'
import { addToBatch, createOpenBatch, type PacketIo } from '#emulate/io/packet-io.ts'
import type { Actor, DatagramBatch } from '#wire/actor.ts'
import { until } from '../lab.ts'

function createIo(lends = false) {
  const sent: string[] = []
  let handler: (batch: DatagramBatch) => void = () => {}
  const io: PacketIo = {
    lends,
    prepare: async () => () => {},
    receive: h => {
      handler = h
    },
    send: b => {
      for (let i = 0; i < b.count; i++) sent.push(`${b.ports[i]} ${b.peers[i]} ${b.bytes[i]}`)
    },
    close: () => {},
    counters: { errors: new Map(), overflowed: 0 },
  }
  const arrive = (...bytes: number[]): void => {
    const batch = createOpenBatch()
    for (const b of bytes) addToBatch(batch, 1, 'peer', Uint8Array.of(b))
    handler(batch)
  }
  return { io, sent, arrive }
}

/** Sends what it gets back, and of its own accord three times, 2 ms apart. */
function createTicker(): Actor & { readonly woken: number[] } {
  const woken: number[] = []
  let next = 0
  return {
    woken,
    on(event, now, out) {
      if (event.kind === 'datagram') return out.send(event.port, event.from, event.bytes)
      woken.push(now)
      next = now + 2e6
      out.send(0, 'all', Uint8Array.of(woken.length))
    },
    wakeAt: () => (woken.length < 3 ? next : Infinity),
  }
}

test('an actor is woken when it asks for it, never early; what it sends goes out', async () => {
  const { io, sent, arrive } = createIo()
  const ticker = createTicker()
  const driver = createDriver(ticker, io, createRealClock())
  onTestFinished(driver.stop)
  arrive(7, 8)
  await until(() => ticker.woken.length === 3)
  expect(sent.slice(0, 2)).toEqual(['1 peer 7', '1 peer 8'])
  expect(sent.slice(2)).toEqual(['0 all 1', '0 all 2', '0 all 3'])
  expect(ticker.woken[1]! - ticker.woken[0]!).toBeGreaterThanOrEqual(2e6)
})

test('what runs between its events sends too, gives its result, and may set its next waking', async () => {
  const { io, sent } = createIo()
  let wakeAt = Infinity
  const actor: Actor = { on: () => void (wakeAt = Infinity), wakeAt: () => wakeAt }
  const driver = createDriver(actor, io, createRealClock())
  onTestFinished(driver.stop)
  const result = driver.run((now, out) => {
    out.send(7, 'someone', Uint8Array.of(1))
    wakeAt = now + 1e6
    return 'done'
  })
  expect([result, sent]).toEqual(['done', ['7 someone 1']])
  await until(() => wakeAt === Infinity)
})

test('batches go to an actor that takes batches; its successor gets the next', () => {
  const { io, sent, arrive } = createIo()
  const counts: number[] = []
  const quiet = { on: () => expect.fail('one by one'), wakeAt: () => Infinity }
  const driver = createDriver({ ...quiet, onBatch: b => counts.push(b.count) }, io, createRealClock())
  arrive(1, 2, 3)
  expect(counts).toEqual([3])
  driver.replace(createTicker())
  arrive(9)
  expect(sent).toEqual(['1 peer 9'])
  driver.stop()
  arrive(10)
  expect(sent.length).toBe(1)
})

test('not before its time by the clock, whatever the timer says; and no timer runs in between', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { io } = createIo()
  let [now, woken, asked] = [0, 0, 0]
  const actor: Actor = { on: () => woken++, wakeAt: () => (woken === 0 ? 5e6 : Infinity) }
  const ask = (): number => {
    asked++
    return now
  }
  const driver = createDriver(actor, io, { epochS: 0, now: ask, follow: () => {} })
  onTestFinished(driver.stop)
  vi.advanceTimersByTime(4)
  expect([woken, asked]).toEqual([0, 1])
  vi.advanceTimersByTime(2)
  expect(woken).toBe(0)
  now = 5e6
  vi.advanceTimersByTime(5)
  expect(woken).toBe(1)
})

test('a process that stood still hears what arrived meanwhile before it is woken', async () => {
  const { io, arrive } = createIo()
  const order: string[] = []
  const clock = createRealClock()
  let at = clock.now() + 5e6
  const actor: Actor = {
    on(event) {
      order.push(event.kind)
      if (event.kind === 'wake') at = Infinity
    },
    wakeAt: () => at,
  }
  const driver = createDriver(actor, io, clock)
  onTestFinished(driver.stop)
  while (clock.now() < at + 50e6);
  // As sockets are read: after the timers of the turn.
  setImmediate(() => arrive(1))
  await until(() => order.length === 2)
  expect(order).toEqual(['datagram', 'wake'])
})

test('lent bytes are copied for an actor that may keep them, and for no other', () => {
  for (const borrows of [true, undefined]) {
    const { io } = createIo(true)
    let arrive: (batch: DatagramBatch) => void = () => {}
    const kept: Uint8Array[] = []
    const actor: Actor = {
      on: event => event.kind === 'datagram' && kept.push(event.bytes),
      wakeAt: () => Infinity,
      ...(borrows && { borrows }),
    }
    const driver = createDriver(actor, { ...io, receive: handler => (arrive = handler) }, createRealClock())
    onTestFinished(() => driver.stop())
    const lent = Uint8Array.of(1, 2)
    const batch = createOpenBatch()
    addToBatch(batch, 1, 'peer', lent)
    arrive(batch)
    expect(kept[0] === lent).toBe(borrows === true)
    expect(kept).toEqual([lent])
  }
})
