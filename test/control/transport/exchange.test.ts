import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Answer, createExchange, defaultExchange, type Request, type Way } from '#control/transport/exchange.ts'
import { type Frame, minRoom, parseFrames } from '#control/transport/frame.ts'
import type { Message } from '#control/transport/message.ts'
import { endpointAt } from '#control/transport/packet.ts'
import { createReassembly } from '#control/transport/reassembly.ts'
import type { Undelivered } from '#control/transport/undelivered.ts'
import { nsPerS, type Outbox } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { cutMessage } from '../messages.ts'
import { seededRandom } from '../network.ts'

const out: Outbox = { send: () => {} }
const at = (isdAs: IsdAs) => endpointAt(isdAs, '10.0.0.1:30252')
const framesOf = (data: Uint8Array): Frame[] => parseFrames(data) as Frame[]

function harness(settings = { retryNs: nsPerS, attempts: 3 }) {
  const exchange = createExchange(settings, seededRandom(3))
  const sent: { readonly way: string; readonly frames: readonly Frame[] }[] = []
  const answers: Answer[] = []
  const way = (name: string, mtu = 1400): Way => ({ mtu, room: mtu - 100, send: data => sent.push({ way: name, frames: framesOf(data) }) })
  const request: Request = {
    to: '1-1',
    kind: 'segments',
    body: Uint8Array.of(7),
    ways: [way('a')],
    done: answer => answers.push(answer),
  }
  const question = (): Message => ({ ...sent.at(-1)!.frames.at(-1)!, body: new Uint8Array(0) })
  const reply = (change: Partial<Message> = {}, from: IsdAs = '1-1') => {
    const answer: Message = { ...question(), result: 'done', body: Uint8Array.of(8), ...change }
    return cutMessage(answer, 1000).flatMap(framesOf).map(f => exchange.receive(at(from), f, 0, out)) // biome-ignore format: one step
  }
  return { exchange, sent, answers, way, request, question, reply }
}

test('one question, one answer', () => {
  const { exchange, sent, answers, request, reply } = harness()
  exchange.ask(request, 0, out)
  expect(sent).toMatchObject([{ frames: [{ kind: 'segments', result: undefined, mtu: 1400, count: 1, data: Uint8Array.of(7) }] }])
  expect(reply()).toEqual(['taken'])
  expect(answers).toEqual([{ body: Uint8Array.of(8) }])
  expect(reply()).toEqual(['unexpected'])
  expect(exchange.wakeAt()).toBe(Infinity)
})

test('without an answer it is asked again after 1, 2 s, and given up after 4 more', () => {
  const { exchange, sent, answers, request } = harness()
  exchange.ask(request, 0, out)
  const wakes: number[] = []
  for (let i = 0; i < 3; i++) {
    wakes.push(exchange.wakeAt() / nsPerS)
    exchange.wake(exchange.wakeAt(), out)
  }
  expect(wakes).toEqual([1, 3, 7])
  expect(sent.length).toBe(3)
  expect(new Set(sent.map(s => s.frames[0]!.requestId)).size).toBe(1)
  expect(answers).toEqual([{ failed: 'timeout' }])
  expect(exchange.wakeAt()).toBe(Infinity)
})

test('each attempt takes the next way; all are cut for the narrowest, which the other is told', () => {
  const { exchange, sent, request, way } = harness()
  exchange.ask({ ...request, body: new Uint8Array(2000), ways: [way('wide', 1500), way('narrow', 1300)] }, 0, out)
  for (let i = 0; i < 2; i++) exchange.wake(exchange.wakeAt(), out)
  expect(sent.map(s => s.way)).toEqual(['wide', 'wide', 'narrow', 'narrow', 'wide', 'wide'])
  expect(sent.flatMap(s => s.frames).map(f => [f.mtu, f.index, f.data.length])).toEqual(
    Array(3).fill([[1300, 0, 1182], [1300, 1, 818]]).flat(), // biome-ignore format: a table
  )
})

test('questions over the same way share packets, each with its own answer', () => {
  const { exchange, sent, answers, request, way, reply } = harness()
  const [a, b] = [way('a'), way('b')]
  exchange.askAll([a, b, a].map(w => ({ ...request, ways: [w] })), 0, out) // biome-ignore format: one step
  expect(sent.map(s => [s.way, s.frames.length])).toEqual([['a', 2], ['b', 1]]) // biome-ignore format: a table
  reply({ requestId: sent[0]!.frames[1]!.requestId })
  expect(answers.length).toBe(1)
  exchange.wake(nsPerS, out)
  expect(sent.slice(2).map(s => [s.way, s.frames.length])).toEqual([['a', 1], ['b', 1]]) // biome-ignore format: a table
})

test('an early wake does nothing', () => {
  const { exchange, sent, request } = harness()
  exchange.ask(request, 0, out)
  exchange.wake(0.5 * nsPerS, out)
  expect(sent.length).toBe(1)
  expect(exchange.wakeAt()).toBe(nsPerS)
})

test('only the asked may answer, in kind', () => {
  const { exchange, answers, request, reply } = harness()
  exchange.ask(request, 0, out)
  expect(reply({}, '1-2')).toEqual(['unexpected'])
  expect(reply({ kind: 'lookup' })).toEqual(['unexpected'])
  expect(reply({ requestId: 1 })).toEqual(['unexpected'])
  expect(answers).toEqual([])
  expect(reply({ result: 'notResponsible', body: new Uint8Array(0) })).toEqual(['taken'])
  expect(answers).toEqual([{ failed: 'refused' }])
})

describe('told that a packet did not get through', () => {
  const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)]
  function twoWays() {
    const h = harness()
    h.exchange.ask(
      {
        ...h.request,
        ways: [
          { ...h.way('a'), hopFields: a },
          { ...h.way('b'), hopFields: b },
        ],
      },
      0,
      out,
    )
    const { requestId } = h.sent[0]!.frames[0]!
    const hurry = (change: Partial<Undelivered> = {}, now = 1) =>
      h.exchange.hurry({ src: at('1-9'), to: '1-1', kind: 'segments', requestId, hopFields: a, ...change }, now, out)
    return { ...h, hurry, took: () => h.sent.map(s => s.way).join('') }
  }

  test('a question takes its next way at once, and waits there as ever', () => {
    const { exchange, hurry, took, answers, reply } = twoWays()
    expect([hurry(), took(), exchange.wakeAt()]).toEqual(['taken', 'ab', nsPerS])
    exchange.wake(nsPerS, out)
    expect([took(), exchange.wakeAt()]).toEqual(['ab', 2 * nsPerS + 1])
    exchange.wake(2 * nsPerS + 1, out)
    expect([took(), reply(), answers.length]).toEqual(['aba', ['taken'], 1])
  })

  test('however often it is said, no way is tried twice and no question ends', () => {
    const { exchange, hurry, took, answers } = twoWays()
    for (let i = 0; i < 10; i++) for (const hopFields of [a, b]) hurry({ hopFields })
    expect([took(), answers]).toEqual(['ab', []])
    for (let t = 1; t <= 7; t++) exchange.wake(t * nsPerS, out)
    expect([took(), answers]).toEqual(['aba', [{ failed: 'timeout' }]])
  })

  test('of another way or question it means nothing', () => {
    const { hurry, took } = twoWays()
    expect(hurry({ hopFields: b })).toBe('taken')
    expect([hurry({ requestId: 1 }), hurry({ to: '1-2' }), hurry({ kind: 'lookup' })]).toEqual(Array(3).fill('unexpected'))
    expect(took()).toBe('a')
  })
})

test('what arrived of the answers to several attempts is put together', () => {
  const { exchange, answers, request, question } = harness()
  exchange.ask(request, 0, out)
  const body = new Uint8Array(1000).map((_, i) => i)
  const fragments = cutMessage({ ...question(), result: 'done', body }, minRoom).flatMap(framesOf)
  for (const f of fragments.filter(f => f.index % 2 === 0)) exchange.receive(at('1-1'), f, 0, out)
  exchange.wake(nsPerS, out)
  for (const f of fragments.slice(1)) exchange.receive(at('1-1'), f, nsPerS, out)
  expect(answers).toEqual([{ body }])
})

test('an answer that changed between attempts does not mix with the one before', () => {
  const { exchange, answers, request, question } = harness()
  exchange.ask(request, 0, out)
  const fragments = (fill: number) =>
    cutMessage({ ...question(), result: 'done', body: new Uint8Array(1000).fill(fill) }, minRoom).flatMap(framesOf)
  for (const f of fragments(1).slice(1)) exchange.receive(at('1-1'), f, 0, out)
  for (const f of fragments(2)) exchange.receive(at('1-1'), f, 0, out)
  expect(answers).toEqual([{ body: new Uint8Array(1000).fill(2) }])
})

test('the table is bounded', () => {
  const { exchange, sent, answers, request } = harness()
  exchange.askAll(Array(16_385).fill(request), 0, out)
  expect(sent.flatMap(s => s.frames).length).toBe(16_384)
  expect(answers).toEqual([{ failed: 'busy' }])
})

test('the default patience is below ten seconds', () => {
  const { retryNs, attempts } = defaultExchange
  expect(retryNs * (2 ** attempts - 1)).toBeLessThan(10 * nsPerS)
})

/** Packets each way: lost, delayed (so overtaken), doubled. */
const fate = fc.record({ lost: fc.boolean(), delays: fc.array(fc.nat(3000), { minLength: 1, maxLength: 2 }) })

test('over a network that loses, doubles, delays and reorders, every question ends once: with its whole answer, or with a timeout', () => {
  fc.assert(
    fc.property(fc.array(fate, { maxLength: 30 }), fc.array(fc.nat(4000), { minLength: 1, maxLength: 4 }), (fates, lengths) => {
      const exchange = createExchange({ retryNs: nsPerS, attempts: 3 }, seededRandom(5))
      const events: { at: number; run: (now: number) => void }[] = []
      let packets = 0
      let now = 0
      const deliver = (run: (t: number) => void): void => {
        const { lost, delays } = fates[packets++] ?? { lost: false, delays: [1] }
        if (!lost) for (const d of delays) events.push({ at: now + d * 1e6, run })
      }
      const questions = createReassembly()
      const serve = (data: Uint8Array, t: number): void => {
        for (const frame of framesOf(data)) {
          const q = questions.take(at('1-2'), frame, t)
          if (q === undefined) continue
          const answer = cutMessage({ ...q, result: 'done', body: q.body.map(x => x ^ 0xff) }, 500)
          for (const back of answer) deliver(u => framesOf(back).forEach(f => void exchange.receive(at('1-1'), f, u, out)))
        }
      }
      const way: Way = { mtu: 600, room: 500, send: data => deliver(t => serve(data, t)) }
      const bodies = lengths.map((length, i) => new Uint8Array(length).fill(i))
      const answers = bodies.map((): Answer[] => [])
      exchange.askAll(bodies.map((body, i) => ({ to: '1-1', kind: 'lookup', body, ways: [way], done: a => answers[i]!.push(a) })), 0, out) // biome-ignore format: one step
      while (events.length > 0 || exchange.wakeAt() < Infinity) {
        events.sort((x, y) => x.at - y.at)
        now = Math.max(now, Math.min(events[0]?.at ?? Infinity, exchange.wakeAt()))
        if ((events[0]?.at ?? Infinity) <= now) events.shift()!.run(now)
        else exchange.wake(now, out)
      }
      answers.forEach((got, i) => {
        expect(got.length).toBe(1)
        expect([{ body: bodies[i]!.map(x => x ^ 0xff) }, { failed: 'timeout' }]).toContainEqual(got[0])
        if (!fates.some(f => f.lost || Math.max(...f.delays) > 400)) expect(got[0]).not.toEqual({ failed: 'timeout' })
      })
    }),
    { numRuns: 200 },
  )
})
