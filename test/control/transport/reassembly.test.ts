import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Frame, minRoom, parseFrames } from '#control/transport/frame.ts'
import { type Message, maxBodyLength } from '#control/transport/message.ts'
import { endpointAt } from '#control/transport/packet.ts'
import { createReassembly } from '#control/transport/reassembly.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { cutMessage } from '../messages.ts'

const from = (isdAs: IsdAs, port = 30252) => endpointAt(isdAs, `10.0.0.1:${port}`)
const message = (requestId: number, body: Uint8Array): Message => ({ kind: 'segments', result: undefined, requestId, mtu: 1400, body })
const framesOf = (m: Message): Frame[] => cutMessage(m, minRoom).flatMap(b => parseFrames(b) as Frame[])
const counting = (length: number, start = 0) => Uint8Array.from({ length }, (_, i) => start + i + (i >> 8))
const limits = { bytesPerAs: 10_000, bytes: 25_000, patienceNs: 100 }

/** Fragments of several messages of several senders in any order, some lost, some twice. */
const arrivals = fc
  .array(fc.record({ length: fc.nat(1500), sender: fc.nat(2), id: fc.nat(2) }), { minLength: 1, maxLength: 5 })
  .chain(specs => {
    const sent = specs.map(({ length, sender, id }, i) => ({
      sender: from((['1-1', '1-2', '1-1'] as const)[sender]!, 1000 + sender),
      message: message(id, counting(length, i)),
    }))
    const frames = sent.flatMap((s, n) => framesOf(s.message).map(frame => ({ ...s, n, frame })))
    const order = fc.shuffledSubarray([...frames, ...frames], { minLength: 0, maxLength: 2 * frames.length })
    return fc.record({ sent: fc.constant(sent), arriving: order })
  })

test('whatever the order, loss and repeats: a message that comes is one that was sent, by its sender, and all that can come do', () => {
  fc.assert(
    fc.property(arrivals, ({ sent, arriving }) => {
      const reassembly = createReassembly()
      const seen = sent.map(() => new Map<number, number>())
      for (const { sender, n, frame, message } of arriving) {
        seen[n]!.set(frame.index, (seen[n]!.get(frame.index) ?? 0) + 1)
        const whole = reassembly.take(sender, frame, 0)
        if (whole !== undefined) expect(whole).toEqual(message)
        const least = seen[n]!.size === frame.count ? Math.min(...seen[n]!.values()) : 0
        // It is whole in the moment its last missing fragment comes.
        if (least === 1 && seen[n]!.get(frame.index) === 1) expect(whole).toEqual(message)
      }
    }),
  )
})

test('a complete message leaves nothing behind', () => {
  const reassembly = createReassembly(limits)
  for (const frame of framesOf(message(1, counting(5000))).reverse()) reassembly.take(from('1-1'), frame, 0)
  expect(reassembly.bytes).toBe(0)
})

test('fragments of other senders, ids, kinds, lengths and contents never mix', () => {
  const [first, second] = framesOf(message(1, counting(300)))
  const others: [Frame, ReturnType<typeof from>][] = [
    [second!, from('1-2')],
    [second!, from('1-1', 99)],
    [{ ...second!, requestId: 2 }, from('1-1')],
    [{ ...second!, kind: 'lookup' }, from('1-1')],
    [{ ...second!, result: 'done' }, from('1-1')],
    [{ ...second!, count: 3 }, from('1-1')],
    [framesOf(message(1, counting(300, 7)))[1]!, from('1-1')],
  ]
  const reassembly = createReassembly()
  expect(reassembly.take(from('1-1'), first!, 0)).toBeUndefined()
  for (const [frame, sender] of others) expect(reassembly.take(sender, frame, 0)).toBeUndefined()
  expect(reassembly.take(from('1-1'), second!, 0)?.body).toEqual(counting(300))
})

test('contents that are not what their digest says are no message, and a fresh attempt is', () => {
  const frames = framesOf(message(1, counting(300)))
  const reassembly = createReassembly()
  reassembly.take(from('1-1'), { ...frames[0]!, data: frames[0]!.data.map(x => x ^ 1) }, 0)
  expect(reassembly.take(from('1-1'), frames[1]!, 0)).toBeUndefined()
  expect(reassembly.bytes).toBe(0)
  reassembly.take(from('1-1'), frames[0]!, 0)
  expect(reassembly.take(from('1-1'), frames[1]!, 0)?.body).toEqual(counting(300))
})

test('fragments never completed: each AS keeps to its share, all to theirs, the oldest goes first', () => {
  const reassembly = createReassembly(limits)
  const victim = framesOf(message(7, counting(1000)))
  for (const frame of victim.slice(1)) reassembly.take(from('1-9'), frame, 0)
  for (let id = 0; id < 500; id++) {
    const [frame] = framesOf(message(id, counting(300)))
    reassembly.take(from('1-1', id), { ...frame!, count: 4000 }, 0)
    expect(reassembly.bytes).toBeLessThan(limits.bytesPerAs + 2000)
  }
  // One AS alone did not push out what another began.
  expect(reassembly.take(from('1-9'), victim[0]!, 0)?.body).toEqual(counting(1000))
  for (let n = 1; n <= 50; n++)
    for (let id = 0; id < 50; id++) {
      reassembly.take(from(`2-${n}`), framesOf(message(id, counting(300)))[0]!, 0)
      expect(reassembly.bytes).toBeLessThanOrEqual(limits.bytes)
    }
})

test('one message longer than the share is dropped, however it comes', () => {
  const reassembly = createReassembly(limits)
  const whole = framesOf(message(1, counting(20_000))).map(frame => reassembly.take(from('1-1'), frame, 0))
  expect(whole.every(m => m === undefined)).toBe(true)
  expect(reassembly.bytes).toBeLessThanOrEqual(limits.bytesPerAs)
  // Two fragments of 222 and 78 bytes, 100 more each: the last is one too many.
  const tight = createReassembly({ ...limits, bytesPerAs: 499 })
  for (const frame of framesOf(message(1, counting(300)))) expect(tight.take(from('1-1'), frame, 0)).toBeUndefined()
  expect(tight.bytes).toBe(0)
  const roomy = createReassembly({ ...limits, bytesPerAs: Infinity, bytes: Infinity })
  const long = message(1, new Uint8Array(maxBodyLength + 1))
  expect(framesOf(long).some(frame => roomy.take(from('1-1'), frame, 0) !== undefined)).toBe(false)
})

test('what stays incomplete is forgotten', () => {
  const reassembly = createReassembly(limits)
  const [first, second] = framesOf(message(1, counting(300)))
  reassembly.take(from('1-1'), first!, 0)
  expect(reassembly.take(from('1-1'), second!, 100)).toBeUndefined()
  expect(reassembly.take(from('1-1'), first!, 150)?.body).toEqual(counting(300))
  expect(reassembly.bytes).toBe(0)
})
