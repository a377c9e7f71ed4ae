import { expect, test } from 'vitest'
import { type Answer, createExchange, defaultExchange, type Request } from '#control/transport/exchange.ts'
import { encodeSegments, type Message, parseMessage, singleMessage } from '#control/transport/message.ts'
import { nsPerS, type Outbox } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { seededRandom } from '../network.ts'
import { segmentAlong } from '../segments.ts'

const up = segmentAlong(['1-1', '1-11'])
const out: Outbox = { send: () => {} }

function harness(settings = { retryNs: nsPerS, attempts: 3 }) {
  const exchange = createExchange(settings, seededRandom(3))
  const sent: { readonly message: Message; readonly attempt: number }[] = []
  const answers: Answer[] = []
  const request: Request = {
    to: '1-1',
    kind: 'segments',
    body: Uint8Array.of(7),
    send: (message, attempt) => sent.push({ message: parseMessage(message) as Message, attempt }),
    done: answer => answers.push(answer),
  }
  const reply = (change: Partial<Message> = {}, from: IsdAs = '1-1') => {
    const body = encodeSegments({ ups: [up] })
    return exchange.receive(from, { ...singleMessage('segmentsReply', sent.at(-1)!.message.requestId, body), ...change }, 0, out)
  }
  return { exchange, sent, answers, request, reply }
}

test('one question, one answer', () => {
  const { exchange, sent, answers, request, reply } = harness()
  exchange.ask(request, 0, out)
  expect(sent).toMatchObject([{ attempt: 0, message: { kind: 'segments', part: 0, parts: 1, body: Uint8Array.of(7) } }])
  expect(reply()).toBe('taken')
  expect(answers).toEqual([{ segments: { ups: [up], cores: [], downs: [] } }])
  expect(reply()).toBe('unexpected')
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
  expect(sent.map(s => s.attempt)).toEqual([0, 1, 2])
  expect(new Set(sent.map(s => s.message.requestId)).size).toBe(1)
  expect(answers).toEqual([{ failed: 'timeout' }])
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
  expect(reply({}, '1-2')).toBe('unexpected')
  expect(reply({ kind: 'lookupReply' })).toBe('unexpected')
  expect(reply({ requestId: 1 })).toBe('unexpected')
  expect(reply({ body: Uint8Array.of(1) })).toBe('malformed')
  expect(answers).toEqual([])
  expect(reply({ result: 'notResponsible', body: new Uint8Array(0) })).toBe('taken')
  expect(answers).toEqual([{ failed: 'refused' }])
})

test('parts in any order, twice, cut anew', () => {
  const { exchange, answers, request, reply } = harness()
  exchange.ask(request, 0, out)
  reply({ part: 2, parts: 3 })
  reply({ part: 0, parts: 2 })
  reply({ part: 0, parts: 2 })
  expect(answers).toEqual([])
  reply({ part: 1, parts: 2 })
  expect(answers).toEqual([{ segments: { ups: [up, up], cores: [], downs: [] } }])
})

test('an endless answer is refused', () => {
  const { exchange, answers, request, reply } = harness()
  exchange.ask(request, 0, out)
  const body = encodeSegments({ ups: Array(100).fill(up) })
  for (let part = 0; answers.length === 0 && part < 511; part++) reply({ part, parts: 512, body })
  expect(answers).toEqual([{ failed: 'refused' }])
})

test('the table is bounded', () => {
  const { exchange, answers, request } = harness()
  for (let i = 0; i < 1025; i++) exchange.ask(request, 0, out)
  expect(answers).toEqual([{ failed: 'busy' }])
})

test('the default patience is below ten seconds', () => {
  const { retryNs, attempts } = defaultExchange
  expect(retryNs * (2 ** attempts - 1)).toBeLessThan(10 * nsPerS)
})
