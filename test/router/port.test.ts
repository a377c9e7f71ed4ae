import { expect, test } from 'vitest'
import { deliveryPort, endhostPort } from '#router/port.ts'
import { type Bytes, concatBytes, fromHex } from '#wire/bytes.ts'
import { buildExtension } from '#wire/extensions.ts'
import { buildPacket, pathTypes, protocols } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import { buildScmp, type Scmp } from '#wire/scmp.ts'
import { buildUdp } from '#wire/udp.ts'

const nothing = new Uint8Array(0)
const udp = buildUdp({ srcPort: 40111, dstPort: 21000, data: nothing })
const query = { code: 0, identifier: 777, sequence: 1, data: nothing }
const traceroute = { ...query, isdAs: '1-1', ifId: 0n } as const

/** Of a payload that is the whole buffer. */
const portOf = (protocol: number, payload: Bytes): number | undefined => deliveryPort(payload, protocol, 0)
const portOfScmp = (scmp: Scmp): number | undefined => portOf(protocols.scmp, buildScmp(scmp))

test('UDP and TCP: the destination port, if the header is there', () => {
  expect(portOf(protocols.udp, udp)).toBe(21000)
  expect(portOf(protocols.udp, udp.subarray(0, 7))).toBeUndefined()
  const tcp = fromHex(`9caf5208${'00'.repeat(16)}`)!
  expect(portOf(protocols.tcp, tcp)).toBe(21000)
  expect(portOf(protocols.tcp, tcp.subarray(0, 19))).toBeUndefined()
})

test('other protocols go to the end host port', () => {
  expect([protocols.experiment1, protocols.bfd, 99].map(p => portOf(p, nothing))).toEqual([endhostPort, endhostPort, endhostPort])
})

test('SCMP requests go to the responder, replies to whoever asked', () => {
  expect(portOfScmp({ kind: 'echoRequest', ...query })).toBe(endhostPort)
  expect(portOfScmp({ kind: 'tracerouteRequest', ...traceroute })).toBe(endhostPort)
  expect(portOfScmp({ kind: 'echoReply', ...query })).toBe(777)
  expect(portOfScmp({ kind: 'tracerouteReply', ...traceroute })).toBe(777)
  expect(portOf(protocols.scmp, buildScmp({ kind: 'echoReply', ...query }).subarray(0, 7))).toBeUndefined()
  expect(portOf(protocols.scmp, buildScmp({ kind: 'tracerouteReply', ...traceroute }).subarray(0, 23))).toBeUndefined()
  expect(portOf(protocols.scmp, Uint8Array.of(200, 0, 0, 0))).toBeUndefined()
  expect(portOf(protocols.scmp, Uint8Array.of(128, 0, 0))).toBeUndefined()
})

function quoteOf(protocol: number, payload: Bytes, extension: Bytes = nothing): Bytes {
  const head = { trafficClass: 0, flowId: 0, pathType: pathTypes.empty, dstIsdAs: '1-1', srcIsdAs: '1-1' } as const
  const hosts = { dstHost: parseHost('10.0.0.1'), srcHost: parseHost('10.0.0.2') }
  return buildPacket(
    { ...head, ...hosts, nextHeader: extension.length === 0 ? protocol : extension[0]! },
    nothing,
    concatBytes(extension.subarray(1), payload),
  )
}

test('an SCMP error goes to whoever sent the packet it quotes, by its UDP source port or identifier', () => {
  const errorPort = (quote: Bytes): number | undefined => portOfScmp({ kind: 'destinationUnreachable', code: 0, quote })
  expect(errorPort(quoteOf(protocols.udp, udp))).toBe(40111)
  expect(errorPort(quoteOf(protocols.udp, udp.subarray(0, 7)))).toBeUndefined()
  expect(errorPort(quoteOf(protocols.udp, new Uint8Array(8)))).toBeUndefined()
  expect(errorPort(quoteOf(protocols.scmp, buildScmp({ kind: 'echoRequest', ...query })))).toBe(777)
  expect(errorPort(quoteOf(protocols.scmp, buildScmp({ kind: 'tracerouteRequest', ...traceroute })))).toBe(777)
  expect(errorPort(quoteOf(protocols.scmp, buildScmp({ kind: 'echoReply', ...query })))).toBeUndefined()
  expect(errorPort(quoteOf(protocols.scmp, Uint8Array.of(128, 0)))).toBeUndefined()
  expect(errorPort(quoteOf(protocols.tcp, new Uint8Array(20).fill(1)))).toBeUndefined()
  const endToEnd = concatBytes(Uint8Array.of(protocols.endToEnd), buildExtension(protocols.udp, []))
  expect(errorPort(quoteOf(protocols.udp, udp, endToEnd))).toBe(40111)
  expect(errorPort(fromHex('00')!)).toBeUndefined()
  expect(errorPort(nothing)).toBeUndefined()
})

test('a quote with a path type that nobody knows, or a broken option, says nothing', () => {
  const errorPort = (quote: Bytes): number | undefined => portOfScmp({ kind: 'destinationUnreachable', code: 0, quote })
  const unknown = quoteOf(protocols.udp, udp)
  unknown[8] = 17
  expect(errorPort(unknown)).toBeUndefined()
  const extension = (option: string): Bytes => concatBytes(Uint8Array.of(protocols.hopByHop, protocols.udp, 0), fromHex(option)!)
  expect(errorPort(quoteOf(protocols.udp, udp, extension('0000')))).toBe(40111)
  expect(errorPort(quoteOf(protocols.udp, udp, extension('0105')))).toBeUndefined()
})

test("the quote begins behind the block of the error's type", () => {
  const quote = quoteOf(protocols.udp, udp)
  const errors: readonly Scmp[] = [
    { kind: 'packetTooBig', code: 0, mtu: 1400, quote },
    { kind: 'parameterProblem', code: 51, pointer: 0, quote },
    { kind: 'externalInterfaceDown', code: 0, isdAs: '1-1', ifId: 1n, quote },
    { kind: 'internalConnectivityDown', code: 0, isdAs: '1-1', ingress: 1n, egress: 2n, quote },
  ]
  expect(errors.map(portOfScmp)).toEqual([40111, 40111, 40111, 40111])
  expect(portOfScmp({ kind: 'unknown', type: 100, code: 0, data: quote })).toBeUndefined()
})
