import { expect, test } from 'vitest'
import { insertSegment } from '#control/lookup/segment-store.ts'
import type { Segments } from '#control/path/graph.ts'
import type { Segment } from '#control/segment/segment.ts'
import { decodeSegments, encodeQuestion, encodeSegments, type Question } from '#control/transport/message.ts'
import { controlServiceOf } from '#control/transport/packet.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { arrivedOverUp, fromHost, type LoneService, loneService, nowS } from '../lone-service.ts'
import { answerTo, question as say } from '../messages.ts'
import { ases, beaconAlong, changed, segmentAlong } from '../segments.ts'
import { authorityFor, trustConfig } from '../trust/authority.ts'

const down = segmentAlong(['1-1', '1-11', '1-111'], { timestamp: nowS })
const core = segmentAlong(['2-1', '1-1'], { timestamp: nowS })
const question = (q: Question): Uint8Array => encodeQuestion(q)

function register(lone: LoneService, segment: Segment, over = down): void {
  lone.receive(arrivedOverUp(over, say('registration', encodeSegments({ downs: [segment] }))))
}

test('a down segment is stored at its origin and confirmed over the way it came', () => {
  const lone = loneService('1-1')
  register(lone, down)
  expect([...lone.service.state.downs.byEnd.get('1-111')!.values()]).toEqual([down])
  expect(lone.sent).toMatchObject([
    {
      to: '10.9.9.9:30042',
      packet: { pathType: 'scion', dst: { isdAs: '1-111' } },
      message: { kind: 'registration', result: 'done', requestId: 42 },
    },
  ])
  expect(lone.events).toMatchObject([{ event: 'stored', detail: down.key }])
})

test('registrations that are refused, by name, with an answer', () => {
  const other = segmentAlong(['1-1', '1-11'], { timestamp: nowS })
  const old = segmentAlong(['1-1', '1-11', '1-111'], { timestamp: nowS - 22_000 })
  const cases = [
    [segmentAlong(['2-1', '2-11'], { timestamp: nowS }), 'notResponsible'],
    [other, 'notFromOwner'],
    [old, 'expired'],
    [segmentAlong(['1-1', '1-11', '1-111'], { timestamp: nowS + 100 }), 'fromFuture'],
  ] as const
  for (const [segment, rejection] of cases) {
    const lone = loneService('1-1')
    register(lone, segment)
    expect(lone.service.counters[rejection], rejection).toBe(1)
    expect(lone.sent[0]!.message).toMatchObject({ kind: 'registration', result: 'rejected' })
    expect(lone.service.state.downs.byEnd.size).toBe(0)
  }
  const unended = loneService('1-1')
  register(unended, beaconAlong(['1-1', '1-11', '1-111'], { timestamp: nowS }), segmentAlong(['1-1', '1-11'], { timestamp: nowS }))
  expect(unended.service.counters.notEnded).toBe(1)
  const forged = loneService('1-1', { trust: trustConfig(authorityFor(ases), '1-1') })
  register(forged, down)
  expect(forged.service.counters.signature).toBe(1)
  const garbage = loneService('1-1')
  garbage.receive(arrivedOverUp(down, say('registration', Uint8Array.of(10, 9))))
  expect(garbage.service.counters.bodyMalformed).toBe(1)
  expect(garbage.sent[0]!.message.result).toBe('malformed')
})

test('a registration comes over a path, and to a core AS', () => {
  const lone = loneService('1-1')
  const inside = fromHost('1-1', lone, say('registration', encodeSegments({ downs: [down] })))
  lone.receive({ ...inside, src: { ...inside.src, isdAs: '1-111' } })
  expect(lone.service.counters.notFromOwner).toBe(1)
  const child = loneService('1-11')
  const own = segmentAlong(['1-11', '1-111'], { timestamp: nowS })
  child.receive(arrivedOverUp(own, say('registration', encodeSegments({ downs: [own] }))))
  expect([child.service.counters.notResponsible, child.service.state.downs.byEnd.size]).toEqual([1, 0])
  const below = segmentAlong(['1-1', '1-11'], { timestamp: nowS })
  child.receive({ ...arrivedOverUp(below, say('registration', encodeSegments({ downs: [below] }))) })
  expect(child.service.counters.notResponsible).toBe(2)
})

test('a core AS answers for its core and down segments', () => {
  const lone = loneService('1-1')
  insertSegment(lone.service.state.cores, core, nowS)
  insertSegment(lone.service.state.downs, down, nowS)
  const ask = (q: Question): Segments => {
    lone.receive(arrivedOverUp(down, say('segments', question(q))))
    return decodeSegments(lone.sent.at(-1)!.message.body) as Segments
  }
  const none = { ups: [], cores: [], downs: [] }
  expect(ask({ src: '1-1', dst: '2-1' })).toEqual({ ...none, cores: [core] })
  expect(ask({ src: '1-1', dst: '2-0' })).toEqual({ ...none, cores: [core] })
  expect(ask({ src: '1-1', dst: '1-111' })).toEqual({ ...none, downs: [down] })
  expect(ask({ src: '1-1', dst: '1-2' })).toEqual(none)
  expect(lone.service.counters.answered).toBe(4)
})

test('and for nobody else', () => {
  const lone = loneService('1-1')
  lone.receive(arrivedOverUp(down, say('segments', question({ src: '1-2', dst: '2-1' }))))
  lone.receive(arrivedOverUp(down, say('segments', Uint8Array.of(8))))
  expect(lone.sent.map(s => s.message.result)).toEqual(['notResponsible', 'malformed'])
  expect(lone.service.counters).toMatchObject({ notResponsible: 1, bodyMalformed: 1 })
})

test('a long answer is whole, and has an end', () => {
  const lone = loneService('1-1')
  const by = (egress: number, last: Segment): Segment =>
    changed(last, [{ ...last.entries[0]!, hop: { ...last.entries[0]!.hop, egress } }, ...last.entries.slice(1)])
  for (let i = 0; i < 150; i++) insertSegment(lone.service.state.downs, by(100 + i, down), nowS)
  lone.receive(arrivedOverUp(down, say('segments', question({ src: '1-1', dst: '1-111' }))))
  expect((decodeSegments(lone.sent[0]!.message.body) as Segments).downs.length).toBe(150)
  const from = (isdAs: IsdAs): Segment => changed(core, [{ ...core.entries[0]!, isdAs }, core.entries[1]!])
  for (const isdAs of ['2-1', '2-2', '2-3'] as const)
    for (let i = 0; i < 200; i++) insertSegment(lone.service.state.cores, by(i, from(isdAs)), nowS)
  const before = lone.sent.length
  lone.receive(arrivedOverUp(down, say('segments', question({ src: '1-1', dst: '2-0' }))))
  const { cores } = decodeSegments(lone.sent[before]!.message.body) as Segments
  expect(cores.length).toBe(500)
})

test('a host of the AS gets all it needs in one answer', () => {
  const lone = loneService('1-1')
  insertSegment(lone.service.state.cores, core, nowS)
  lone.receive(fromHost('1-1', lone, say('lookup', question({ src: '1-1', dst: '2-1' }))), '10.8.8.8:31000')
  expect(lone.sent).toMatchObject([
    { to: '10.8.8.8:31000', packet: { pathType: 'empty', dst: { port: 31000 } }, message: { kind: 'lookup', requestId: 42 } },
  ])
  expect(decodeSegments(lone.sent[0]!.message.body)).toEqual({ ups: [], cores: [core], downs: [] })
  // The answer was lost: the host asks once more.
  lone.receive(fromHost('1-1', lone, say('lookup', question({ src: '1-1', dst: '2-1' }))), '10.8.8.8:31000')
  expect(lone.sent.length).toBe(2)
})

test('strangers are not answered', () => {
  const lone = loneService('1-1')
  const host = fromHost('1-1', lone, say('lookup', question({ src: '1-1', dst: '2-1' })))
  lone.receive({ ...host, src: { ...host.src, isdAs: '1-2' } })
  lone.receive(arrivedOverUp(down, host.data))
  lone.receive({ ...host, data: say('lookup', question({ src: '1-2', dst: '2-1' })) })
  expect([lone.sent.length, lone.service.counters.notLocal]).toEqual([0, 3])
  lone.receive({ ...host, data: say('lookup', Uint8Array.of(8)) })
  expect([lone.sent.length, lone.service.counters.bodyMalformed]).toEqual([0, 1])
})

test('a repeated question waits for the answer under way; too many are refused', () => {
  const lone = loneService('1-11')
  insertSegment(lone.service.state.ups, segmentAlong(['1-1', '1-11'], { timestamp: nowS }), nowS)
  const ask = (id: number): void => lone.receive(fromHost('1-11', lone, say('lookup', question({ src: '1-11', dst: '2-1' }), id)))
  ask(1)
  ask(1)
  expect(lone.sent.map(s => s.message.kind)).toEqual(['segments'])
  const { packet, message } = lone.sent[0]!
  const answer = answerTo(message)
  lone.receive({ ...packet, src: controlServiceOf('1-1'), dst: packet.src, data: answer })
  expect(lone.sent.map(s => s.message.kind)).toEqual(['segments', 'lookup'])
  lone.sent.length = 0
  for (let id = 1; id <= 1025; id++) ask(id)
  expect(lone.sent.map(s => [s.message.kind, s.message.result])).toEqual([
    ['segments', undefined],
    ['lookup', 'busy'],
  ])
  expect(lone.service.counters.busy).toBe(1)
})
