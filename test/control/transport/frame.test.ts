import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Frame, frameHeaderLength, minRoom, packMessages, parseFrames } from '#control/transport/frame.ts'
import { type Message, type MessageKind, messageKinds, type Result, results } from '#control/transport/message.ts'
import { concatBytes, isMalformed, setU16, toHex } from '#wire/bytes.ts'
import { cutMessage } from '../messages.ts'

const message = (body: Uint8Array): Message => ({ kind: 'segments', result: 'done', requestId: 0x01020304, mtu: 1400, body })
const anyMessage = fc.record<Message>({
  kind: fc.constantFrom(...(Object.keys(messageKinds) as MessageKind[])),
  result: fc.option(fc.constantFrom(...(Object.keys(results) as Result[])), { nil: undefined }),
  requestId: fc.nat({ max: 0xffff_ffff }),
  mtu: fc.nat({ max: 0xffff }),
  body: fc.uint8Array({ maxLength: 2000 }),
})

test('a frame as it stands in the bytes', () => {
  const [whole] = cutMessage(message(Uint8Array.of(9, 8)), 1000)
  expect(toHex(whole!)).toBe('03010578' + '01020304' + '00000001' + '00000000' + '0002' + '0908')
  const [first, second] = cutMessage({ ...message(new Uint8Array(300)), result: undefined }, minRoom)
  // SHA-256 of 300 zeroes begins with 3b2c67e6… in both.
  expect(toHex(first!.subarray(0, 12))).toBe('03000578' + '01020304' + '00000002')
  expect(toHex(second!.subarray(0, 12))).toBe('03000578' + '01020304' + '00010002')
  expect(first!.subarray(12, 16)).toEqual(second!.subarray(12, 16))
  expect([first!.length, second!.length]).toEqual([minRoom, 300 + 2 * frameHeaderLength - minRoom])
})

test('cut, packed and parsed, every message is there, in order, and no packet is too long', () => {
  fc.assert(
    fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 8 }), fc.integer({ min: minRoom, max: 1500 }), (messages, room) => {
      const packets = packMessages(
        messages.map(m => ({ ...m, room })),
        room,
      )
      for (const p of packets) expect(p.length).toBeLessThanOrEqual(room)
      const frames = packets.flatMap(p => parseFrames(p) as Frame[])
      const starts = frames.flatMap((f, i) => (f.index === 0 ? [i] : []))
      const back = starts.map((at): Message => {
        const { index: _, count, digest: __, data: ___, ...rest } = frames[at]!
        return { ...rest, body: concatBytes(...frames.slice(at, at + count).map(f => f.data)) }
      })
      expect(back).toEqual(messages)
    }),
  )
})

test('small messages share packets; a way that claims to carry nothing is not believed', () => {
  const small = { ...message(new Uint8Array(82)), room: 1000 }
  expect(packMessages([small, small, small], 250).map(p => p.length)).toEqual([200, 100])
  expect(packMessages([], 250)).toEqual([])
  expect(cutMessage(message(new Uint8Array(1000)), -5).length).toBe(5)
})

test('what is no frame is malformed', () => {
  const good = cutMessage(message(new Uint8Array(300)), minRoom)[0]!
  const changed = (at: number, value: number) => {
    const b = good.slice()
    setU16(b, at, value)
    return isMalformed(parseFrames(b))
  }
  expect(isMalformed(parseFrames(good))).toBe(false)
  // No such kind, no such result; index not below count, no fragments, too many; a length beyond the packet, none, one that leaves a rest.
  for (const [at, value] of [[0, 0x0001], [0, 0xff01], [0, 0x0309], [8, 2], [10, 0], [10, 4600], [16, 300], [16, 0], [16, 200]] as const) // biome-ignore format: a table
    expect(changed(at, value), `${value} at ${at}`).toBe(true)
  const empty = good.slice(0, frameHeaderLength)
  setU16(empty, 16, 0)
  expect(isMalformed(parseFrames(empty))).toBe(true)
  expect(isMalformed(parseFrames(new Uint8Array(0)))).toBe(true)
  for (let n = 0; n < good.length; n++) expect(isMalformed(parseFrames(good.subarray(0, n)))).toBe(true)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), b => void parseFrames(b)))
})
