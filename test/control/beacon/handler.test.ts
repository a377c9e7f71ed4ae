import { expect, test } from 'vitest'
import { makeHop, originate } from '#control/beacon/extend.ts'
import { handleBeacon } from '#control/beacon/handler.ts'
import type { Rejection } from '#control/events.ts'
import type { Segment } from '#control/segment/segment.ts'
import { encodeBeacon, type Result } from '#control/transport/message.ts'
import { type ControlPacket, controlServiceOf } from '#control/transport/packet.ts'
import type { Asked } from '#control/transport/replies.ts'
import { insertChain } from '#control/trust/store.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildOneHop, secondHopAt } from '#wire/onehop.ts'
import { type Hop, writeHop } from '#wire/path.ts'
import { type LoneService, loneService, nowS } from '../lone-service.ts'
import { ases, beaconAlong, changed, extenderOf } from '../segments.ts'
import { authorityFor, trustConfig } from '../trust/authority.ts'
import { authority, signing } from '../trust/signed.ts'

const noHop: Hop = { ingressAlert: false, egressAlert: false, expTime: 63, consIngress: 0, consEgress: 0, mac: new Uint8Array(6) }

/** As the router of `at` completes and delivers it: the second hop field is the AS's own. */
function arriving(at: IsdAs, from: IsdAs, ingress: number): ControlPacket {
  const path = buildOneHop({ consDir: true, peer: false, segId: 77, timestamp: nowS }, noHop)
  const { mac } = makeHop(extenderOf(at), 77, nowS, ingress, 0)
  writeHop(path, secondHopAt(0), { ...noHop, consIngress: ingress, mac })
  return { src: controlServiceOf(from), dst: controlServiceOf(at), pathType: 'oneHop', path, data: new Uint8Array(0) }
}

/** 1-11's interface 101 leads to its parent 1-1. */
const fromParent = arriving('1-11', '1-1', 101)
const good = beaconAlong(['1-1', '1-11'], { timestamp: nowS })

const answers: Result[] = []

function handle(beacon: Segment | Uint8Array, packet = fromParent, lone = loneService('1-11')): Rejection | undefined {
  const body = beacon instanceof Uint8Array ? beacon : encodeBeacon(beacon)
  const asked: Asked = {
    packet,
    body,
    requestId: 1,
    from: '',
    back: { mtu: 1400, room: 1000, send: () => undefined },
    answer: result => answers.push(result),
  }
  const before = lone.events.length
  // What signatures decide may be known later: it is an event.
  return handleBeacon(lone.service.state, asked, lone.now, lone.out) ?? lone.events.slice(before).find(e => e.rejection)?.rejection
}

/** The same beacon with other entries, encoded anew. */
const rewritten = (s: Segment, change: (e: Segment['entries'][number], i: number) => object): Segment =>
  changed(
    s,
    s.entries.map((e, i) => ({ ...e, ...change(e, i) })),
  )

test('a good beacon is stored with the interface it came in by', () => {
  const lone = loneService('1-11')
  expect(handle(good, fromParent, lone)).toBeUndefined()
  expect([...lone.service.state.beacons.groups.get('all')!.stored.values()]).toMatchObject([{ beacon: good, ingress: 101 }])
  expect(lone.events).toMatchObject([{ event: 'accepted', detail: good.key, as: '1-11' }])
  expect(rewritten(good, () => ({}))).toEqual(good)
})

test('the neighbour is told whether it was taken; one that may be anybody is not', () => {
  const lone = loneService('1-11')
  answers.length = 0
  handle(good, fromParent, lone)
  handle(good, fromParent, lone)
  handle(Uint8Array.of(1), fromParent, lone)
  handle(good, arriving('1-11', '1-2', 101))
  expect(answers).toEqual(['done', 'done', 'malformed', 'rejected'])
  handle(good, { ...fromParent, pathType: 'empty' })
  handle(good, arriving('1-12', '1-1', 101))
  expect(answers.length).toBe(4)
})

test('only a router of the AS can say where it came in', () => {
  expect(handle(good, { ...fromParent, pathType: 'empty' })).toBe('notOneHop')
  expect(handle(good, arriving('1-12', '1-1', 101))).toBe('notFromRouter')
  const moved = fromParent.path.slice()
  moved[secondHopAt(0) + 3]! ^= 1
  expect(handle(good, { ...fromParent, path: moved })).toBe('notFromRouter')
})

test('only from the neighbour there, and only down', () => {
  expect(handle(good, arriving('1-11', '1-1', 88))).toBe('interfaceUnknown')
  expect(handle(good, arriving('1-11', '1-111', 2))).toBe('linkType')
  expect(handle(good, arriving('1-11', '1-12', 4))).toBe('linkType')
  expect(handle(good, arriving('1-11', '1-2', 101))).toBe('notFromNeighbor')
  expect(handle(beaconAlong(['1-2', '1-12'], { timestamp: nowS }))).toBe('notFromNeighbor')
  expect(handle(rewritten(good, () => ({ next: '1-12' })))).toBe('notForUs')
})

test('what is no beacon', () => {
  expect(handle(Uint8Array.of(1, 2, 3))).toBe('bodyMalformed')
  expect(handle(rewritten(good, () => ({ next: '0-0' })))).toBe('notForUs')
  expect(handle(rewritten(good, e => ({ hop: { ...e.hop, egress: 0 } })))).toBe('alreadyEnded')
  expect(handle(rewritten(good, e => ({ hop: { ...e.hop, ingress: 5 } })))).toBe('firstIngress')
})

test('begun by a core AS, not too long, no loop', () => {
  const long = beaconAlong(['2-1', '1-2', '1-1', '1-11'], { timestamp: nowS })
  expect(handle(long)).toBeUndefined()
  expect(handle(long, fromParent, loneService('1-11', { settings: { maxHops: 2 } }))).toBe('tooLong')
  expect(handle(rewritten(long, (_, i) => (i === 0 ? { isdAs: '2-7' } : {})))).toBe('originNotCore')
  const twice = rewritten(long, (_, i) => (i === 0 ? { next: '1-11' } : i === 1 ? { isdAs: '1-11' } : {}))
  expect(handle(twice)).toBe('loop')
  expect(handle(rewritten(long, (_, i) => (i === 1 ? { isdAs: '2-1' } : i === 0 ? { next: '2-1' } : {})))).toBe('loop')
  expect(handle(rewritten(long, (_, i) => (i === 0 ? { next: '1-1' } : {})))).toBe('nextMismatch')
})

test('alive, and verified', () => {
  const from = (timestamp: number) => handle(beaconAlong(['1-1', '1-11'], { timestamp }))
  expect([from(nowS - 21_600), from(nowS - 21_601)]).toEqual([undefined, 'expired'])
  expect([from(nowS + 10), from(nowS + 11)]).toEqual([undefined, 'fromFuture'])
  expect(handle(good, fromParent, loneService('1-11', { trust: trustConfig(authorityFor(ases), '1-11') }))).toBe('signature')
})

test('the store says no', () => {
  const lone: LoneService = loneService('1-11', { settings: { candidateSetSize: 1 } })
  expect(handle(good, fromParent, lone)).toBeUndefined()
  expect(handle(good, fromParent, lone)).toBe('older')
  const by = (egress: number): Segment => rewritten(good, e => ({ hop: { ...e.hop, egress } }))
  expect([handle(by(8), fromParent, lone), handle(by(9), fromParent, lone)]).toEqual([undefined, 'full'])
})

test('a body cut anywhere is refused, never an exception', () => {
  const body = encodeBeacon(good)
  for (let n = 0; n < body.length; n++) expect(handle(body.subarray(0, n))).toBe('bodyMalformed')
})

test('what is known already, or finds no room, costs no check of signatures', () => {
  // Two entries may be verified, and no more.
  const settings = { checksAtOnce: 2, checksPerS: 0 }
  const trust = trustConfig(authority, '1-11', { ecdsa: platformEcdsa, settings })
  const lone = loneService('1-11', { trust, settings: { candidateSetSize: 1 } })
  insertChain(lone.service.state.trusted, authority.credentials.get('1-1')!.chain)
  const x = signing('1-1')
  const signed = (egress: number): Segment => {
    const interfaces = new Map([...x.interfaces, [egress, { ...x.interfaces.get(3)!, ifId: egress }]])
    return originate({ ...x, interfaces }, { timestamp: nowS, segId: 1 }, egress)!
  }
  const known = signed(3)
  const flood = (n: number): Segment => signed(1000 + n)
  expect([handle(known, fromParent, lone), handle(flood(0), fromParent, lone)]).toEqual([undefined, undefined])
  for (let n = 1; n < 50; n++) expect(handle(flood(n), fromParent, lone)).toBe('full')
  for (let n = 0; n < 50; n++) expect(handle(known, fromParent, lone)).toBe('older')
  expect(lone.service.counters.checksSpent).toBe(0)
})
