import { expect, test } from 'vitest'
import { createResolver } from '#control/lookup/resolve.ts'
import { insertSegment } from '#control/lookup/segment-store.ts'
import type { Segments } from '#control/path/graph.ts'
import type { Segment } from '#control/segment/segment.ts'
import { decodeQuestion, encodeSegments } from '#control/transport/message.ts'
import { controlServiceOf } from '#control/transport/packet.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type LoneService, loneService, nowS } from '../lone-service.ts'
import { answerTo } from '../messages.ts'
import { changed, segmentAlong } from '../segments.ts'

const begin = { timestamp: nowS }
const up = segmentAlong(['1-1', '1-11', '1-111'], begin)
const core = segmentAlong(['2-1', '1-1'], begin)
const farCore = segmentAlong(['2-1', '1-2', '1-1'], begin)
const down = segmentAlong(['2-1', '2-11'], begin)
const none: Segments = { ups: [], cores: [], downs: [] }

function resolving(self: IsdAs = '1-111', ups: readonly Segment[] = [up], settings = {}) {
  const lone = loneService(self, { settings })
  const resolver = createResolver(lone.service.state)
  for (const s of ups) insertSegment(lone.service.state.ups, s, nowS)
  const answers: Segments[] = []
  return {
    lone,
    answers,
    resolve: (dst: IsdAs) => resolver.resolve(dst, lone.now, lone.out, found => answers.push(found)),
    asked: () => lone.sent.map(s => ({ to: s.packet.dst.isdAs, ...(decodeQuestion(s.message.body) as object) })),
  }
}

/** The `n`th question sent is answered. */
function answer(lone: LoneService, n: number, segments: Partial<Segments>): void {
  const { packet, message } = lone.sent[n]!
  const data = answerTo(message, encodeSegments(segments))
  lone.receive({ ...packet, src: controlServiceOf(packet.dst.isdAs), dst: packet.src, data })
}

test('up from the own store, core and down asked one after the other, each over what is known', () => {
  const { lone, answers, resolve, asked } = resolving()
  resolve('2-11')
  expect(asked()).toEqual([{ to: '1-1', src: '1-1', dst: '2-0' }])
  answer(lone, 0, { cores: [core, farCore] })
  expect(asked().slice(1)).toEqual([{ to: '2-1', src: '2-1', dst: '2-11' }])
  answer(lone, 1, { downs: [down] })
  expect(answers).toEqual([{ ups: [up], cores: [core, farCore], downs: [down] }])
})

test('what was fetched is used again, for its time', () => {
  const { lone, answers, resolve, asked } = resolving('1-111', [up], { queryIntervalNs: 5e9 })
  resolve('2-1')
  answer(lone, 0, { cores: [core] })
  resolve('2-1')
  expect([answers.length, asked().length]).toEqual([2, 1])
  lone.now += 5e9
  resolve('2-1')
  expect(asked().length).toBe(2)
})

test('nothing is not remembered', () => {
  const { lone, answers, resolve, asked } = resolving()
  resolve('2-1')
  answer(lone, 0, {})
  resolve('2-1')
  expect([answers.length, asked().length]).toEqual([1, 2])
})

test('two questions share one that is under way', () => {
  const { lone, answers, resolve, asked } = resolving()
  resolve('2-1')
  resolve('2-1')
  expect(asked().length).toBe(1)
  answer(lone, 0, { cores: [core] })
  expect(answers).toEqual([
    { ups: [up], cores: [core], downs: [] },
    { ups: [up], cores: [core], downs: [] },
  ])
})

test('every core AS above is asked; one that stays silent does not spoil the rest', () => {
  const { lone, answers, resolve, asked } = resolving('1-111', [up, segmentAlong(['1-2', '1-1', '1-11', '1-111'], begin)])
  resolve('2-1')
  expect(
    asked()
      .map(q => q.to)
      .sort(),
  ).toEqual(['1-1', '1-2'])
  answer(lone, 0, { cores: [core] })
  expect(answers).toEqual([])
  for (let t = 2; t < 12; t += 0.25) lone.wake(t)
  expect(answers).toMatchObject([{ cores: [core] }])
  expect(lone.service.counters.askedInVain).toBe(1)
})

test('a retry takes another path', () => {
  const { lone, resolve } = resolving('2-11', [])
  const over = [segmentAlong(['2-1', '2-11'], begin)]
  for (const s of over) insertSegment(lone.service.state.ups, s, nowS)
  resolve('1-111')
  answer(lone, 0, { cores: [segmentAlong(['1-1', '2-1'], begin), segmentAlong(['1-1', '1-2', '2-1'], begin)] })
  lone.wake(1.5)
  const paths = lone.sent.filter(s => s.packet.dst.isdAs === '1-1').map(s => s.packet.path.length)
  expect(paths.length).toBe(2)
  expect(paths[0]).not.toBe(paths[1])
})

test('only what was asked for is believed', () => {
  const { lone, answers, resolve } = resolving()
  resolve('2-1')
  const expired = segmentAlong(['2-1', '1-1'], { timestamp: nowS - 30_000 })
  answer(lone, 0, { cores: [segmentAlong(['1-2', '1-1'], begin), segmentAlong(['2-1', '1-2'], begin), expired, core], downs: [down] })
  expect(answers).toEqual([{ ups: [up], cores: [core], downs: [] }])
  expect(lone.service.counters).toMatchObject({ notAsked: 2, expired: 1 })
  resolve('2-11')
  const [origin, ...rest] = core.entries
  answer(lone, 1, { cores: [changed(core, [{ ...origin!, isdAs: '2-9' }, ...rest])] })
  expect(lone.service.counters).toMatchObject({ originNotCore: 1 })
})

test('and no more of it than an honest AS has', () => {
  const { lone, answers, resolve } = resolving('1-111', [up], { bestSetSize: 2 })
  resolve('2-1')
  answer(lone, 0, { cores: [core, core, core] })
  expect(answers[0]!.cores.length).toBe(2)
})

test('a core AS asks itself without a message', () => {
  const { lone, answers, resolve, asked } = resolving('1-1', [])
  insertSegment(lone.service.state.cores, core, nowS)
  insertSegment(lone.service.state.downs, segmentAlong(['1-1', '1-11'], begin), nowS)
  resolve('2-1')
  resolve('1-11')
  expect([asked(), answers.length]).toEqual([[], 2])
  expect(answers).toMatchObject([{ cores: [core] }, { downs: [{ key: '1-1 0 3,1-11 101 0' }] }])
})

test('no way up, the own AS, an unknown ISD: an empty answer at once', () => {
  const { answers, resolve, asked } = resolving('1-111', [])
  resolve('2-11')
  resolve('1-111')
  expect([answers, asked()]).toEqual([[none, none], []])
})
