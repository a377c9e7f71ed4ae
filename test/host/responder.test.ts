import { expect, test } from 'vitest'
import { type DataPath, emptyPath, type HostPacket, readPacket, writePacket } from '#host/packet.ts'
import { tracerouteRequest } from '#host/probe.ts'
import { answerRequest, isRequest } from '#host/responder.ts'
import { isMalformed } from '#wire/bytes.ts'
import { pathAt, pathTypes, protocols } from '#wire/header.ts'
import { buildScmp, parseScmp, type Scmp } from '#wire/scmp.ts'
import { sampleBytes, sampleEndpoint } from './sample.ts'

const source = sampleEndpoint('1-1', '10.0.0.1')
const destination = sampleEndpoint('1-2', '10.0.0.2')

function arrive(scmp: Scmp, path: DataPath = emptyPath): HostPacket {
  const bytes = writePacket({ source, destination, path, protocol: protocols.scmp, trafficClass: 0xb8, flowId: 0xdead }, buildScmp(scmp))
  const p = readPacket(bytes)
  if (isMalformed(p)) throw new Error(p.malformed)
  return p
}

function answer(p: HostPacket): HostPacket {
  const a = readPacket(answerRequest(p))
  if (isMalformed(a)) throw new Error(a.malformed)
  return a
}

test('an echo reply carries identifier, sequence and data back, with a right checksum', () => {
  const p = arrive({ kind: 'echoRequest', code: 7, identifier: 31001, sequence: 5, data: Uint8Array.of(1, 2, 3) })
  expect(isRequest(p)).toBe(true)
  const reply = answer(p)
  expect(reply).toMatchObject({ source: destination, destination: source, trafficClass: 0xb8, flowId: 0xdead })
  expect(parseScmp(reply.bytes, reply.at)).toEqual({
    kind: 'echoReply',
    code: 0,
    identifier: 31001,
    sequence: 5,
    data: Uint8Array.of(1, 2, 3),
  })
})

test('a traceroute reply leaves AS and interface as the request has them', () => {
  const bytes = writePacket({ source, destination, path: emptyPath, protocol: protocols.scmp }, tracerouteRequest(31002, 9))
  const reply = answer(readPacket(bytes) as HostPacket)
  expect(parseScmp(reply.bytes, reply.at)).toMatchObject({
    kind: 'tracerouteReply',
    identifier: 31002,
    sequence: 9,
    isdAs: '0-0',
    ifId: 0n,
  })
})

test('the answer walks back the path it came', () => {
  const path = { type: pathTypes.scion, bytes: sampleBytes([{ consDir: true, hops: 2 }]) }
  path.bytes[0] = 1
  const reply = answer(arrive({ kind: 'echoRequest', code: 0, identifier: 1, sequence: 0, data: new Uint8Array(8) }, path))
  expect(reply.path.bytes[0]).toBe(0)
  expect(reply.bytes[pathAt(reply.bytes)]).toBe(0)
})

test('only requests are answered', () => {
  const query = { code: 0, identifier: 1, sequence: 0, data: new Uint8Array(0) }
  expect(isRequest(arrive({ kind: 'echoReply', ...query }))).toBe(false)
  expect(isRequest(arrive({ kind: 'destinationUnreachable', code: 0, quote: new Uint8Array(0) }))).toBe(false)
  expect(isRequest(arrive({ kind: 'unknown', type: 132, code: 0, data: new Uint8Array(4) }))).toBe(false)
})
