/**
 * Drives an actor in real time, as `sim/loop.ts` does in virtual: hands it what arrives, wakes it when it asks for it, sends what it says.
 * Everything runs in one thread and to its end, so that an actor is never entered twice.
 */
import type { Actor, DatagramBatch, Outbox } from '#wire/actor.ts'
import { nsPerS } from '#wire/actor.ts'
import type { RealClock } from './clock.ts'
import { addToBatch, createOpenBatch, emptyBatch, type PacketIo } from './packet-io.ts'

export interface Driver {
  /** Runs this between two events of the actor, as one of them. */
  run<R>(what: (now: number, out: Outbox) => R): R
  /** A new configuration: the actor goes on as another one. */
  replace(actor: Actor): void
  /** No more timers; the sockets are the caller's. */
  stop(): void
}

/** The longest a timer of Node can wait, milliseconds. */
const longestMs = 2 ** 31 - 1
/** A timer this late has had no processor: what arrived meanwhile is handed over before the actor finds that nothing came. */
const lateNs = 20_000_000
/** how often the wall clock is looked at */
const followMs = 1000

export function createDriver(first: Actor, io: PacketIo, clock: RealClock): Driver {
  let actor = first
  const leaving = createOpenBatch()
  const out: Outbox = { send: (port, to, bytes) => addToBatch(leaving, port, to, bytes) }
  let timer: NodeJS.Timeout | undefined
  let wakeAt = Infinity
  let stopped = false

  function during<R>(what: (now: number, out: Outbox) => R): R {
    const result = what(clock.now(), out)
    io.send(leaving)
    emptyBatch(leaving)
    schedule()
    return result
  }

  function schedule(): void {
    const at = actor.wakeAt()
    if (at === wakeAt) return
    wakeAt = at
    clearTimeout(timer)
    if (at !== Infinity) timer = setTimeout(wakeInTurn, Math.min(longestMs, Math.max(0, Math.ceil(((at - clock.now()) * 1000) / nsPerS))))
  }

  function wakeInTurn(): void {
    if (clock.now() - wakeAt < lateNs) wake()
    else setImmediate(() => setImmediate(wake))
  }

  function wake(): void {
    if (stopped) return
    wakeAt = Infinity
    during(now => {
      if (actor.wakeAt() <= now) actor.on({ kind: 'wake' }, now, out)
    })
  }

  io.receive(arrived => during(now => handOver(actor, io.lends && !actor.borrows ? copyOf(arrived) : arrived, now, out)))
  const following = setInterval(() => clock.follow(), followMs)
  following.unref()
  schedule()
  return {
    run: during,
    replace(next) {
      actor = next
      schedule()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      clearInterval(following)
      io.receive(() => {})
    },
  }
}

const copyOf = (batch: DatagramBatch): DatagramBatch => ({ ...batch, bytes: batch.bytes.slice(0, batch.count).map(bytes => bytes.slice()) })

function handOver(actor: Actor, arrived: DatagramBatch, now: number, out: Outbox): void {
  if (actor.onBatch !== undefined) {
    actor.onBatch(arrived, now, out)
    return
  }
  for (let i = 0; i < arrived.count; i++)
    actor.on({ kind: 'datagram', port: arrived.ports[i]!, from: arrived.peers[i]!, bytes: arrived.bytes[i]! }, now, out)
}
