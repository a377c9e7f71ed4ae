import { expect, test } from 'vitest'
import { type Frame, parseFrames } from '#control/transport/frame.ts'
import { type Message, maxBodyLength } from '#control/transport/message.ts'
import { type ControlPacket, endpointAt, parseControlPacket } from '#control/transport/packet.ts'
import { createReplies, noBody } from '#control/transport/replies.ts'
import type { Outbox } from '#wire/actor.ts'

const [host, service] = [endpointAt('1-1', '10.8.8.8:31000'), endpointAt('1-1', '10.1.1.2:30252')]
const packet: ControlPacket = { src: host, dst: service, pathType: 'empty', path: noBody, data: noBody }
const asked = (requestId: number, mtu = 1400): Message => ({ kind: 'lookup', result: undefined, requestId, mtu, body: noBody })

function harness() {
  const sent: { readonly to: string; readonly bytes: Uint8Array; readonly frames: readonly Frame[] }[] = []
  const out: Outbox = {
    send: (_, to, bytes) => {
      const { data, dst, src } = parseControlPacket(bytes) as ControlPacket
      expect([src, dst]).toEqual([service, host])
      sent.push({ to, bytes, frames: parseFrames(data) as Frame[] })
    },
  }
  return { sent, out, replies: createReplies(packet, '10.8.8.8:31000', service) }
}

test('answers that are ready share a packet, later ones go when they are', () => {
  const { sent, out, replies } = harness()
  const [first, late, third] = [1, 2, 3].map(id => replies.asked(asked(id)))
  first!.answer('done', Uint8Array.of(7), out)
  third!.answer('busy', noBody, out)
  expect(sent).toEqual([])
  replies.flush(out)
  late!.answer('rejected', noBody, out)
  expect(sent.map(s => s.frames.map(f => [f.kind, f.result, f.requestId, f.data.length]))).toEqual([
    [
      ['lookup', 'done', 1, 1],
      ['lookup', 'busy', 3, 0],
    ],
    [['lookup', 'rejected', 2, 0]],
  ])
  expect(sent.every(s => s.to === '10.8.8.8:31000')).toBe(true)
})

test('an answer is cut to what the asker said its way carries', () => {
  const { sent, out, replies } = harness()
  replies.asked(asked(1, 700)).answer('done', new Uint8Array(3000), out)
  replies.flush(out)
  expect(Math.max(...sent.map(s => s.bytes.length))).toBe(700)
  expect(sent.flatMap(s => s.frames).map(f => f.count)).toEqual(Array(5).fill(5))
})

test('answers to askers with different ways share packets that pass the narrowest', () => {
  const { sent, out, replies } = harness()
  for (const mtu of [700, 1400]) replies.asked(asked(mtu, mtu)).answer('done', new Uint8Array(600), out)
  replies.flush(out)
  expect(sent.map(s => s.frames.length)).toEqual([1, 1])
})

test('a packet full of questions draws no more than the longest answer to one', () => {
  const { sent, out, replies } = harness()
  for (let id = 1; id <= 60; id++) replies.asked(asked(id)).answer('done', new Uint8Array(400_000), out)
  replies.flush(out)
  const answers = sent.flatMap(s => s.frames).filter(f => f.index === 0)
  expect(answers.map(f => f.result)).toEqual(['done', 'done', ...Array(58).fill('busy')])
  expect(sent.reduce((n, s) => n + s.bytes.length, 0)).toBeLessThan(maxBodyLength)
})

test('no answers, no packet', () => {
  const { sent, out, replies } = harness()
  replies.flush(out)
  expect(sent).toEqual([])
})
