import { expect, test } from 'vitest'
import type { Rejection } from '#control/events.ts'
import type { GroupId } from '#control/hidden/group.ts'
import { hiddenPathsOf, parseHiddenPaths } from '#control/hidden/group-document.ts'
import { encodeHiddenQuestion, encodeRegistration, encodeSignedRequest } from '#control/hidden/messages.ts'
import type { Segments } from '#control/path/graph.ts'
import type { Segment } from '#control/segment/segment.ts'
import { decodeSegments, encodeSegments, type MessageKind, type Result } from '#control/transport/message.ts'
import { signRequest } from '#control/trust/request.ts'
import { nsPerS } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { arrivedOverUp, fromHost, type LoneService, loneService, nowS } from '../lone-service.ts'
import { question } from '../messages.ts'
import { beaconAlong, extended, extenderOf, segmentAlong } from '../segments.ts'

const file = parseHiddenPaths(`
groups:
  "1-a": {owner: 1-1, writers: [1-111], readers: [1-112], registries: [1-1]}
  "1-b": {owner: 1-1, writers: [1-11], readers: [1-112], registries: [1-2]}`)
const registry = (): LoneService => loneService('1-1', { hiddenPaths: hiddenPathsOf(file, '1-1') })
const asker = loneService('1-11').service.state
const signed = (body: Bytes): Bytes => encodeSignedRequest(signRequest(asker, body, nsPerS)!)

const wayOf = { '1-11': ['1-1', '1-11'], '1-111': ['1-1', '1-11', '1-111'], '1-112': ['1-1', '1-11', '1-112'] } as const
type Asker = keyof typeof wayOf
const segmentOf = (isdAs: Asker): Segment => segmentAlong(wayOf[isdAs], { timestamp: nowS })

let id = 0
function say(lone: LoneService, from: Asker, kind: MessageKind, body: Bytes): Result | undefined {
  const before = lone.sent.length
  lone.receive(arrivedOverUp(segmentOf(from), question(kind, body, ++id)))
  return lone.sent[before]?.message.result
}
const register = (lone: LoneService, from: Asker, group: GroupId, segments: Partial<Segments>): Result | undefined =>
  say(lone, from, 'hiddenRegistration', signed(encodeRegistration(group, segments)))
const look = (lone: LoneService, from: Asker, groups: readonly GroupId[], dst: IsdAs): Result | undefined =>
  say(lone, from, 'hiddenSegments', signed(encodeHiddenQuestion({ groups, dst })))
const found = (lone: LoneService): readonly Segment[] => (decodeSegments(lone.sent.at(-1)!.message.body) as Segments).downs
const rejections = (lone: LoneService): (Rejection | undefined)[] => lone.events.filter(e => e.event === 'rejected').map(e => e.rejection)

test('what a writer registers, a reader gets, of the groups and the AS asked for', () => {
  const lone = registry()
  const downs = [segmentOf('1-111')]
  expect(register(lone, '1-111', '1-a', { downs })).toBe('done')
  expect(look(lone, '1-112', ['1-a'], '1-111')).toBe('done')
  expect(found(lone)).toEqual(downs)
  expect(look(lone, '1-112', ['1-a'], '1-11')).toBe('done')
  expect(found(lone)).toEqual([])
  expect(lone.service.counters).toMatchObject({ hiddenStored: 1, hiddenAnswered: 2, rejected: 0 })
})

test('registrations are refused by name, and nothing of them is stored', () => {
  const lone = registry()
  const downs = [segmentOf('1-111')]
  const refused: [Asker, GroupId, Partial<Segments>][] = [
    ['1-111', '1-c', { downs }],
    ['1-112', '1-a', { downs: [segmentOf('1-112')] }],
    ['1-11', '1-b', { downs: [segmentOf('1-11')] }],
    ['1-111', '1-a', { ups: downs }],
    ['1-111', '1-a', { cores: downs }],
    ['1-111', '1-a', { downs: [...downs, segmentOf('1-112')] }],
    ['1-111', '1-a', { downs: [...downs, segmentAlong(wayOf['1-111'], { timestamp: nowS + 99 })] }],
    ['1-111', '1-a', { downs: [beaconAlong(wayOf['1-111'], { timestamp: nowS })] }],
  ]
  expect(refused.map(([from, group, segments]) => register(lone, from, group, segments))).toEqual(refused.map(() => 'rejected'))
  expect(rejections(lone)).toEqual([
    'groupUnknown',
    'notWriter',
    'notRegistry',
    'notDown',
    'notDown',
    'notFromOwner',
    'fromFuture',
    'notFromOwner',
  ])
  expect(lone.service.state.hiddens.size).toBe(0)
})

test('so are questions', () => {
  const lone = registry()
  register(lone, '1-111', '1-a', { downs: [segmentOf('1-111')] })
  const refused: [Asker, GroupId[]][] = [
    ['1-11', ['1-a']],
    ['1-112', ['1-c']],
    ['1-112', ['1-b']],
    ['1-112', ['1-a', '1-c']],
  ]
  expect(refused.map(([from, groups]) => look(lone, from, groups, '1-111'))).toEqual(refused.map(() => 'rejected'))
  expect(rejections(lone)).toEqual(['notReader', 'groupUnknown', 'notRegistry', 'groupUnknown'])
  expect(lone.sent.slice(1).every(s => s.message.body.length === 0)).toBe(true)
})

test('bytes that are no message are told so; a host of the AS proves nothing', () => {
  const lone = registry()
  const rubbish = [Uint8Array.of(7), encodeSignedRequest(Uint8Array.of(7)), signed(Uint8Array.of(7))]
  for (const kind of ['hiddenRegistration', 'hiddenSegments'] as const) {
    expect(rubbish.map(b => say(lone, '1-111', kind, b))).toEqual(['malformed', 'malformed', 'malformed'])
    lone.receive(fromHost('1-1', lone, question(kind, signed(encodeHiddenQuestion({ groups: ['1-a'], dst: '1-111' })), ++id)))
    expect(lone.sent.at(-1)!.message.result).toBe('rejected')
    expect(rejections(lone).at(-1)).toBe('requestUnproven')
  }
})

test('the public never gets them, and who registers one publicly is told', () => {
  const lone = registry()
  register(lone, '1-111', '1-a', { downs: [segmentOf('1-111')] })
  expect(lone.service.state.downs.byEnd.size).toBe(0)
  const x = extenderOf('1-111')
  const beacon = beaconAlong(wayOf['1-111'], { timestamp: nowS })
  const hidden = extended({ ...x, describe: () => ({ hidden: true }) }, beacon, 101, 0)
  expect(say(lone, '1-111', 'registration', encodeSegments({ downs: [hidden] }))).toBe('rejected')
  expect(rejections(lone)).toEqual(['hiddenSegment'])
})

test('a writer without measure fills its own places', () => {
  const lone = registry()
  const x = extenderOf('1-111')
  const interfaces = new Map(Array.from({ length: 500 }, (_, i) => [i + 1, x.interfaces.get(101)!]))
  const beacon = beaconAlong(wayOf['1-111'], { timestamp: nowS })
  const downs = [...interfaces.keys()].map(ingress => extended({ ...x, interfaces }, beacon, ingress, 0))
  for (let i = 0; i < downs.length; i++) register(lone, '1-111', '1-a', { downs: [downs[i]!] })
  expect(lone.service.counters.hiddenStored).toBe(200)
  look(lone, '1-112', ['1-a'], '1-111')
  expect(found(lone)).toHaveLength(200)
})
