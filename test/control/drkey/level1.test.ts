import { expect, test } from 'vitest'
import { createLevel1Keys, isIssued, type Level1Done, prefetchS } from '#control/drkey/level1.ts'
import { type Epoch, epochAt } from '#crypto/drkey-epoch.ts'
import type { Outbox } from '#wire/actor.ts'
import { type Bytes, setU32 } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'

const s = 1e9
const lengthS = 3600
/** an epoch begins with the run */
const clock = { epochS: 3600 * 500_000 }
const out: Outbox = { send: () => undefined }
const epochIn = (hours: number): Epoch => epochAt(clock.epochS + hours * lengthS, lengthS)

interface Asked {
  readonly name: string
  readonly done: Level1Done
}

/** Answers nothing by itself. */
function build(random = 0) {
  const asked: Asked[] = []
  const keys = createLevel1Keys({
    epochLengthS: lengthS,
    clock,
    random: () => random,
    fetch: (src, protocol, epoch, _now, _out, done) =>
      asked.push({ name: `${src} ${protocol} ${(epoch.beginS - clock.epochS) / lengthS}`, done }),
  })
  const found: (Bytes | undefined)[] = []
  const find = (src: IsdAs, epoch: Epoch, now: number): void => keys.find(src, 1, epoch, now, out, key => found.push(key))
  return { keys, asked, found, find }
}

test('asks once for all who wait, and keeps the key', () => {
  const { asked, found, find } = build()
  for (let i = 0; i < 3; i++) find('1-2', epochIn(0), 5)
  expect(asked.map(a => a.name)).toEqual(['1-2 1 0'])
  const key = Uint8Array.of(7)
  asked[0]!.done(key, 6, out)
  expect(found).toEqual([key, key, key])
  find('1-2', epochIn(0), 7)
  expect(found[3]).toBe(key)
  expect(asked.length).toBe(1)
})

test('what could not be had is asked for again', () => {
  const { asked, found, find } = build()
  find('1-2', epochIn(0), 5)
  asked[0]!.done(undefined, 6, out)
  find('1-2', epochIn(0), 7)
  expect(found).toEqual([undefined])
  expect(asked.length).toBe(2)
})

test('keys in use are fetched before their next epoch, unused ones are not', () => {
  const { keys, asked, find } = build()
  find('1-2', epochIn(0), 0)
  asked[0]!.done(Uint8Array.of(1), 1, out)
  const due = keys.wakeAt()
  expect(due).toBe((lengthS - prefetchS(lengthS)) * s)
  keys.wake(due - 1, out)
  expect(asked.length).toBe(1)
  keys.wake(due, out)
  expect(asked.map(a => a.name)).toEqual(['1-2 1 0', '1-2 1 1'])
  asked[1]!.done(Uint8Array.of(2), due + 1, out)
  // Nobody asks in the next epoch: the AS is forgotten.
  expect(keys.wakeAt()).toBe(due + lengthS * s)
  keys.wake(keys.wakeAt(), out)
  expect(asked.length).toBe(2)
  expect(keys.wakeAt()).toBe(Infinity)
})

test('services spread their fetching over half of the time there is', () => {
  const due = [0, 2 ** 31, 2 ** 32 - 1].map(random => {
    const { keys, find } = build(random)
    find('1-2', epochIn(0), 0)
    return keys.wakeAt() / s - (lengthS - prefetchS(lengthS))
  })
  expect(due[0]).toBe(0)
  expect(due[1]).toBe(prefetchS(lengthS) / 4)
  expect(due[2]).toBeCloseTo(prefetchS(lengthS) / 2, 3)
})

test('who is first asked for near the end of an epoch is prefetched at once', () => {
  const { keys, asked, find } = build()
  const late = (lengthS - 10) * s
  find('1-2', epochIn(0), late)
  expect(keys.wakeAt()).toBe(late)
  keys.wake(late, out)
  expect(asked.map(a => a.name)).toEqual(['1-2 1 0', '1-2 1 1'])
})

test('many ASes, many questions, many who wait: bounded', () => {
  const { asked, found, find } = build()
  for (let i = 0; i < 3000; i++) find(`1-${i + 1}`, epochIn(0), 5)
  expect(asked.length).toBe(1024)
  expect(found.length).toBe(3000 - 1024)
  for (let i = 0; i < 100; i++) find('1-1', epochIn(0), 5)
  expect(found.length).toBe(3000 - 1024 + 100 - 63)
  const key = new Uint8Array(4)
  setU32(key, 0, 1)
  const rows = build()
  for (let i = 0; i < 10_000; i++) {
    rows.find(`1-${i + 1}`, epochIn(0), 5)
    rows.asked[i]!.done(key, 5, out)
  }
  rows.find('1-10000', epochIn(0), 6)
  expect(rows.asked.length).toBe(10_000)
  rows.find('1-1', epochIn(0), 6)
  expect(rows.asked.length).toBe(10_001)
})

test('a key is given out from half an hour before its epoch until its grace period is over', () => {
  const at = (t: number): boolean => isIssued(epochIn(1), clock, t * s)
  expect([lengthS - 1801, lengthS - 1800, lengthS, 2 * lengthS + 4, 2 * lengthS + 5].map(at)).toEqual([false, true, true, true, false])
  expect([prefetchS(360), prefetchS(86_400)]).toEqual([180, 1800])
})
