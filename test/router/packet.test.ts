import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance, createPacket, loadPacket, locateHop, maxDatagram, readLayers, segmentOf, standsAtCrossing } from '#router/packet.ts'
import { scionPath } from '#test/wire/arbitrary.ts'
import { type Bytes, concatBytes } from '#wire/bytes.ts'
import { buildPacket, pathAt, pathTypes, protocols } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import { buildPath, currHf, currInf, hopAt, incrementPath, infOfHf, infoAt, isCrossOver, numHops } from '#wire/path.ts'
import { createStoryRouter } from './network.ts'

const { internal } = createStoryRouter().state.links
const nothing = new Uint8Array(0)

function packetOf(pathType: number, path: Bytes, nextHeader: number = protocols.udp, payload: Bytes = nothing) {
  const hosts = { dstHost: parseHost('10.0.0.1'), srcHost: parseHost('fd00::1') }
  const p = createPacket(internal)
  const bytes = buildPacket({ trafficClass: 0, flowId: 0, nextHeader, pathType, dstIsdAs: '1-1', srcIsdAs: '1-2', ...hosts }, path, payload)
  loadPacket(p, bytes, internal, '', 7)
  return p
}

const malformedBy = (p: ReturnType<typeof packetOf>): string | undefined => readLayers(p)?.malformed

test('segments, pointers and steps agree with the codec of the path', () => {
  const property = fc.property(scionPath, fc.nat(63), (value, reserved) => {
    const p = packetOf(pathTypes.scion, buildPath(value))
    const b = p.bytes
    const at = pathAt(b)
    b[at + 1]! |= reserved << 2
    expect(readLayers(p)).toBeUndefined()
    expect(p).toMatchObject({ path: at, hops: numHops(b, at), payload: b.length, protocol: protocols.udp })
    for (let hf = 0; hf < p.hops; hf++) expect(segmentOf(p, hf)).toBe(infOfHf(b, at, hf))
    locateHop(p)
    expect([p.info, p.hop]).toEqual([infoAt(at, currInf(b, at)), hopAt(b, at, currHf(b, at))])
    expect(standsAtCrossing(p)).toBe(isCrossOver(b, at))
    const copy = b.slice()
    const moved = incrementPath(copy, at)
    expect(advance(p)).toBe(moved)
    expect(p.bytes).toEqual(copy)
    if (moved) expect([p.info, p.hop]).toEqual([infoAt(at, currInf(b, at)), hopAt(b, at, currHf(b, at))])
  })
  fc.assert(property)
})

test('a record is as new for every packet', () => {
  const p = packetOf(pathTypes.empty, nothing)
  Object.assign(p, { peering: true, crossedOver: true, epicRole: 'last', egress: internal, egressIfId: 5, endToEnd: 9, path: 9 })
  const other = packetOf(pathTypes.empty, nothing)
  loadPacket(p, other.bytes, internal, '', 7)
  expect(p).toEqual(other)
})

test('what the buffer of the reference does not hold is cut', () => {
  const p = createPacket(internal)
  loadPacket(p, new Uint8Array(maxDatagram + 1), internal, '', 0)
  expect(p.bytes.length).toBe(8488)
  loadPacket(p, new Uint8Array(maxDatagram), internal, '', 0)
  expect(p.bytes.length).toBe(8488)
})

test('paths by their type: an empty one has no bytes, others all of theirs, an unknown one any', () => {
  expect(malformedBy(packetOf(pathTypes.empty, nothing))).toBeUndefined()
  expect(malformedBy(packetOf(pathTypes.empty, new Uint8Array(4)))).toMatch('empty path')
  expect(malformedBy(packetOf(pathTypes.oneHop, new Uint8Array(28)))).toMatch('one-hop path')
  expect(malformedBy(packetOf(pathTypes.oneHop, new Uint8Array(32)))).toBeUndefined()
  expect(malformedBy(packetOf(pathTypes.scion, nothing))).toMatch('path meta header')
  expect(malformedBy(packetOf(pathTypes.epic, new Uint8Array(12)))).toMatch('EPIC path')
  expect(malformedBy(packetOf(pathTypes.epic, new Uint8Array(16)))).toMatch('path meta header')
  expect(malformedBy(packetOf(77, new Uint8Array(8)))).toBeUndefined()
})

test('an EPIC path is one 16 bytes further on', () => {
  const p = packetOf(pathTypes.epic, new Uint8Array(20))
  expect(readLayers(p)).toBeUndefined()
  expect(p.path).toBe(pathAt(p.bytes) + 16)
})

const extension = (next: number, words = 0): Bytes => {
  const b = new Uint8Array(4 * (words + 1))
  b.set([next, words])
  return b
}
const { hopByHop, endToEnd, udp } = protocols

test('extensions: at most one of each, hop-by-hop first', () => {
  const both = packetOf(pathTypes.empty, nothing, hopByHop, concatBytes(extension(endToEnd), extension(udp, 2), Uint8Array.of(1)))
  expect(readLayers(both)).toBeUndefined()
  expect(both).toMatchObject({ protocol: udp, payload: both.bytes.length - 1, endToEnd: both.bytes.length - 13 })
  expect(malformedBy(packetOf(pathTypes.empty, nothing, endToEnd, concatBytes(extension(hopByHop), extension(udp))))).toMatch(
    'out of order',
  )
  expect(malformedBy(packetOf(pathTypes.empty, nothing, endToEnd, concatBytes(extension(endToEnd), extension(udp))))).toMatch('repeated')
  expect(malformedBy(packetOf(pathTypes.empty, nothing, hopByHop, concatBytes(extension(hopByHop), extension(udp))))).toMatch('repeated')
})

test('an extension cut short', () => {
  expect(malformedBy(packetOf(pathTypes.empty, nothing, hopByHop, Uint8Array.of(udp)))).toMatch('cut')
  expect(malformedBy(packetOf(pathTypes.empty, nothing, hopByHop, extension(udp, 1).subarray(0, 7)))).toMatch('cut')
})
