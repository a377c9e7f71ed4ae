import fc from 'fast-check'
import { expect, test } from 'vitest'
import { combine } from '#control/path/combine.ts'
import {
  anyServicePort,
  buildControlPacket,
  type ControlPacket,
  controlServiceOf,
  endpointAt,
  ingressOf,
  parseControlPacket,
  replyTo,
  roomIn,
} from '#control/transport/packet.ts'
import { isMalformed, setU16 } from '#wire/bytes.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { headerLength, hostTypes } from '#wire/header.ts'
import { buildOneHop, secondHopAt } from '#wire/onehop.ts'
import { type Hop, parsePath, setCurrent, writeHop } from '#wire/path.ts'
import { arrivedOverUp } from '../lone-service.ts'
import { segmentAlong } from '../segments.ts'

const a = endpointAt('1-111', '10.1.0.2:30252')
const [path] = combine('1-111', '1-1', { ups: [segmentAlong(['1-1', '1-11', '1-111'])], cores: [], downs: [] })
const data = Uint8Array.of(1, 2, 3)
const over: ControlPacket = { src: a, dst: controlServiceOf('1-1'), pathType: 'scion', path: path!.bytes, data }
const inside: ControlPacket = { src: a, dst: endpointAt('1-111', '[fd00::1]:31000'), pathType: 'empty', path: new Uint8Array(0), data }
const oneHop: ControlPacket = { ...over, pathType: 'oneHop', path: new Uint8Array(32) }

test('endpoints: an address of the underlay, any control service of an AS', () => {
  expect(a).toEqual({ isdAs: '1-111', host: { type: hostTypes.ipv4, bytes: Uint8Array.of(10, 1, 0, 2) }, port: 30252 })
  expect(controlServiceOf('1-1')).toEqual({
    isdAs: '1-1',
    host: { type: hostTypes.svc, bytes: Uint8Array.of(0, 2, 0, 0) },
    port: anyServicePort,
  })
})

test('build and parse are inverse', () => {
  for (const p of [over, inside, oneHop]) expect(parseControlPacket(buildControlPacket(p))).toEqual(p)
})

test('every flipped bit of a packet is refused or changes it', () => {
  const good = buildControlPacket(inside)
  for (let bit = 0; bit < 8 * good.length; bit++) {
    const parsed = parseControlPacket(good.map((b, i) => (i === bit >> 3 ? b ^ (1 << (bit & 7)) : b)))
    // Not in the checksum: version, traffic class, flow id, the kind of a host of the same length, reserved bits.
    const hostKind = bit >> 3 === 9 && (bit & 3) > 1
    const free = bit < 32 || hostKind || (bit >= 80 && bit < 96)
    if (!free) expect(isMalformed(parsed), `bit ${bit}`).toBe(true)
  }
})

test('what is no whole UDP packet is malformed', () => {
  const reason = (change: (b: Uint8Array, udp: number) => unknown): string => {
    const b = buildControlPacket(over)
    change(b, headerLength(b))
    const parsed = parseControlPacket(b)
    return isMalformed(parsed) ? parsed.malformed : 'fine'
  }
  expect(reason(() => {})).toBe('fine')
  expect(reason(b => (b[4] = 202))).toMatch(/not UDP/)
  expect(reason(b => (b[8] = 3))).toMatch(/not UDP over/)
  expect(reason(b => (b[8] = 0))).toMatch(/empty path with bytes/)
  expect(reason((b, udp) => setU16(b, udp + 4, 9))).toMatch(/UDP length/)
  expect(reason((b, udp) => (b[udp + 8]! ^= 1))).toMatch(/checksum/)
  expect(reason(b => setU16(b, 6, 3))).toMatch(/PayloadLen/)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), b => void parseControlPacket(b)))
})

test('the answer goes back the way it came', () => {
  const arrived = { ...over, path: over.path.slice() }
  setCurrent(arrived.path, 0, 0, 2)
  const reply = replyTo(arrived, controlServiceOf('1-1'), data)
  expect([reply.dst, reply.src.isdAs, reply.pathType]).toEqual([a, '1-1', 'scion'])
  expect(parsePath(reply.path, 0)).toMatchObject({
    currHf: 0,
    infos: [{ consDir: true }],
    hops: [...parsePath(over.path, 0).hops].reverse(),
  })
  expect(replyTo(inside, a, data).path.length).toBe(0)
})

test('the answer to one hop is a path of two, over the hop the own router made', () => {
  const info = { consDir: true, peer: false, segId: 77, timestamp: 1 }
  const hop = (consIngress: number, consEgress: number): Hop => {
    return { ingressAlert: false, egressAlert: false, expTime: 63, consIngress, consEgress, mac: new Uint8Array(6).fill(consIngress) }
  }
  const path = buildOneHop(info, hop(0, 3))
  writeHop(path, secondHopAt(0), hop(4, 0))
  const reply = replyTo({ ...oneHop, path }, controlServiceOf('1-1'), data)
  expect([reply.dst, reply.pathType]).toEqual([a, 'scion'])
  expect(parsePath(reply.path, 0)).toEqual({
    currInf: 0,
    currHf: 0,
    segLens: [2],
    infos: [{ ...info, consDir: false }],
    hops: [hop(4, 0), hop(0, 3)],
  })
})

test('the interface a packet came in by, of every kind of path', () => {
  const segment = segmentAlong(['1-1', '1-11', '1-111'])
  const [top, , end] = segment.entries
  const up = arrivedOverUp(segment, new Uint8Array(1))
  expect(ingressOf(up)).toBe(top!.hop.egress)
  const down = combine('1-1', '1-111', { ups: [], cores: [], downs: [segment] })[0]!.bytes.slice()
  setCurrent(down, 0, 0, 2)
  expect(ingressOf({ pathType: 'scion', path: down })).toBe(end!.hop.ingress)
  expect(ingressOf({ pathType: 'empty', path: new Uint8Array(0) })).toBe(0)
})

test('room is what a packet has left for data', () => {
  for (const p of [over, inside, oneHop]) expect(buildControlPacket({ ...p, data: new Uint8Array(roomIn(p, 1400)) }).length).toBe(1400)
})

test('a checksum is over what is there', () => {
  const b = buildControlPacket(over)
  const again = b.slice()
  setUpperLayerChecksum(again, 17, headerLength(again))
  expect(again).toEqual(b)
})
