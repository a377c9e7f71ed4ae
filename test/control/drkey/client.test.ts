import { expect, test } from 'vitest'
import { createKeyClient, type KeyAnswer, type KeyName } from '#control/drkey/client.ts'
import { decodeHostKeyRequest, encodeDrkeyAnswer } from '#control/drkey/messages.ts'
import type { Request } from '#control/transport/exchange.ts'
import { type Epoch, epochAt, graceNs } from '#crypto/drkey-epoch.ts'
import type { Outbox } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import { parseHost } from '#wire/host-address.ts'

const s = 1e9
const lengthS = 360
const clock = { epochS: 360 * 1_000_000 }
const out: Outbox = { send: () => undefined }
const name = (n: number): KeyName => ({
  type: 'hostHost',
  protocol: 1,
  src: '1-2',
  srcHost: parseHost('10.0.0.1'),
  dst: '1-3',
  dstHost: parseHost(`10.0.${n >> 8}.${n & 255}`),
})
const epochIn = (n: number): Epoch => epochAt(clock.epochS + n * lengthS, lengthS)

function build() {
  const asked: Pick<Request, 'kind' | 'body' | 'done'>[] = []
  const keys = createKeyClient({ ask: q => void asked.push(q) }, lengthS, clock)
  const answers: KeyAnswer[] = []
  const epochAsked = (i: number): number => {
    const request = decodeHostKeyRequest('hostHost', asked[i]!.body)
    return isMalformed(request) ? -1 : (request.validS - clock.epochS) / lengthS
  }
  const answer = (i: number, fill: number, epoch = epochIn(epochAsked(i)), now = 0): void =>
    asked[i]!.done({ body: encodeDrkeyAnswer({ epoch, key: new Uint8Array(16).fill(fill) }) }, now, out)
  return {
    keys,
    asked,
    answers,
    answer,
    epochAsked,
    find: (n: number, epoch: Epoch) => keys.find(name(n), epoch, 0, out, a => answers.push(a)),
    current: (now: number) => keys.findCurrent(name(0), now, out, a => answers.push(a)),
    values: () => answers.map(a => ('key' in a ? a.key[0] : a.failed)),
  }
}

test('one question a key and epoch, whoever waits; then it is known', () => {
  const c = build()
  c.find(0, epochIn(0))
  c.find(0, epochIn(0))
  expect(c.asked.map(q => q.kind)).toEqual(['drkeyHostHost'])
  c.answer(0, 5)
  c.find(0, epochIn(0))
  expect(c.values()).toEqual([5, 5, 5])
  c.find(1, epochIn(0))
  c.find(0, epochIn(1))
  expect(c.asked.length).toBe(3)
})

test('no answer, a refusal, another epoch, nonsense: failed, and asked again', () => {
  const c = build()
  const ways: (() => void)[] = [
    () => c.asked.at(-1)!.done({ failed: 'timeout' }, 0, out),
    () => c.asked.at(-1)!.done({ failed: 'refused' }, 0, out),
    () => c.asked.at(-1)!.done({ body: Uint8Array.of(255) }, 0, out),
    () => c.answer(c.asked.length - 1, 1, epochIn(1)),
    () => c.answer(c.asked.length - 1, 1, { ...epochIn(0), endS: epochIn(0).endS + 1 }),
  ]
  for (const way of ways) {
    c.find(0, epochIn(0))
    way()
  }
  expect(c.values()).toEqual(['timeout', 'refused', 'refused', 'refused', 'refused'])
  expect(c.asked.length).toBe(ways.length)
})

test('in a new epoch the old key serves within its grace period, until the new one came', () => {
  const c = build()
  c.current(0)
  c.answer(0, 1)
  c.current(lengthS * s)
  expect(c.epochAsked(1)).toBe(1)
  c.current(lengthS * s + graceNs - 1)
  expect(c.values()).toEqual([1, 1, 1])
  c.answer(1, 2)
  c.current(lengthS * s + 1)
  expect(c.values()).toEqual([1, 1, 1, 2])
})

test('after the grace period only the new key serves', () => {
  const c = build()
  c.current(0)
  c.answer(0, 1)
  c.current(lengthS * s + graceNs)
  expect(c.values()).toEqual([1])
  c.answer(1, 2)
  expect(c.values()).toEqual([1, 2])
})

test('the next key is asked for in the last minute of an epoch', () => {
  const c = build()
  c.current(0)
  c.answer(0, 1)
  c.current((lengthS - 60) * s - 1)
  expect(c.asked.length).toBe(1)
  c.current((lengthS - 60) * s)
  expect(c.epochAsked(1)).toBe(1)
  c.answer(1, 2)
  c.current(lengthS * s)
  expect(c.values()).toEqual([1, 1, 1, 2])
  expect(c.asked.length).toBe(2)
})

test('questions, those who wait, and keys are bounded', () => {
  const c = build()
  for (let n = 0; n < 100; n++) c.find(n, epochIn(0))
  expect(c.asked.length).toBe(64)
  expect(c.values().filter(v => v === 'refused').length).toBe(36)
  for (let i = 0; i < 100; i++) c.find(0, epochIn(0))
  expect(c.values().filter(v => v === 'refused').length).toBe(36 + 37)
  const many = build()
  for (let n = 0; n < 1500; n++) {
    many.find(n, epochIn(0))
    many.answer(n, 1)
  }
  many.find(1499, epochIn(0))
  expect(many.asked.length).toBe(1500)
  many.find(0, epochIn(0))
  expect(many.asked.length).toBe(1501)
})
