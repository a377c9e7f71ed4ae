import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeWith, shared } from '#test/availability.ts'
import { bfdStates, bfdVersion, buildBfd } from '#wire/bfd.ts'
import { concatBytes, isMalformed } from '#wire/bytes.ts'
import { readCapture } from '#wire/capture.ts'
import { dumpLine, dumpTree } from '#wire/dump.ts'
import { buildPacket, type Header, pathTypes, protocols } from '#wire/header.ts'
import { buildPath } from '#wire/path.ts'
import { buildScmp, type Scmp } from '#wire/scmp.ts'
import { buildUdp } from '#wire/udp.ts'
import { brokenPacket, packet } from './arbitrary.ts'

const header: Header = {
  trafficClass: 0,
  flowId: 1,
  nextHeader: protocols.udp,
  pathType: pathTypes.scion,
  dstIsdAs: '1-ff00:0:112',
  srcIsdAs: '1-ff00:0:110',
  dstHost: { type: 4, bytes: Uint8Array.of(0, 2, 0, 0) },
  srcHost: { type: 0, bytes: Uint8Array.of(10, 0, 0, 1) },
}
const hop = (consIngress: number, consEgress: number) => ({
  ingressAlert: false,
  egressAlert: false,
  expTime: 63,
  consIngress,
  consEgress,
  mac: new Uint8Array(6),
})
const path = buildPath({
  currInf: 0,
  currHf: 1,
  segLens: [2],
  infos: [{ consDir: true, peer: false, segId: 0x111, timestamp: 1_800_000_000 }],
  hops: [hop(0, 2), hop(1, 0)],
})
const none = new Uint8Array(0)
const ends = '1-ff00:0:110,10.0.0.1 > 1-ff00:0:112,CS'
const pathText = 'C- 0x0111 2027-01-15T08:00:00Z (0,2) *(1,0)'

test('UDP on one line', () => {
  const b = buildPacket(header, path, buildUdp({ srcPort: 1280, dstPort: 80, data: new Uint8Array(5) }))
  expect(dumpLine(b)).toBe(`1-ff00:0:110,10.0.0.1:1280 > 1-ff00:0:112,CS:80 UDP 5 bytes, ${pathText}`)
})

const isdAs = '1-ff00:0:110'
test.each<[Scmp, string]>([
  [{ kind: 'parameterProblem', code: 51, pointer: 84, quote: none }, 'parameterProblem invalidHopFieldMac (4/51) pointer 84'],
  [{ kind: 'destinationUnreachable', code: 0, quote: none }, 'destinationUnreachable noRouteToDestination (1/0)'],
  [{ kind: 'packetTooBig', code: 0, mtu: 1280, quote: none }, 'packetTooBig (2/0) MTU 1280'],
  [{ kind: 'externalInterfaceDown', code: 0, isdAs, ifId: 5n, quote: none }, 'externalInterfaceDown (5/0) 1-ff00:0:110#5'],
  [
    { kind: 'internalConnectivityDown', code: 0, isdAs, ingress: 1n, egress: 2n, quote: none },
    'internalConnectivityDown (6/0) 1-ff00:0:110 from 1 to 2',
  ],
  [{ kind: 'echoRequest', code: 0, identifier: 7, sequence: 9, data: none }, 'echoRequest (128/0) id 7 seq 9, 0 bytes'],
  [{ kind: 'echoReply', code: 0, identifier: 7, sequence: 8, data: new Uint8Array(3) }, 'echoReply (129/0) id 7 seq 8, 3 bytes'],
  [
    { kind: 'tracerouteRequest', code: 0, identifier: 7, sequence: 8, isdAs: '0-0', ifId: 0n, data: none },
    'tracerouteRequest (130/0) id 7 seq 8',
  ],
  [
    { kind: 'tracerouteReply', code: 0, identifier: 7, sequence: 8, isdAs, ifId: 41n, data: none },
    'tracerouteReply (131/0) id 7 seq 8 1-ff00:0:110#41',
  ],
  [{ kind: 'unknown', type: 200, code: 1, data: none }, '(200/1)'],
])('SCMP %o on one line', (message, text) => {
  expect(dumpLine(buildPacket({ ...header, nextHeader: protocols.scmp }, path, buildScmp(message)))).toBe(
    `${ends} SCMP ${text}, ${pathText}`,
  )
})

test('BFD, and what is none of ours, on one line', () => {
  const bfd = buildBfd({
    version: bfdVersion,
    diagnostic: 0,
    state: bfdStates.init,
    flags: 0,
    detectMult: 3,
    myDiscriminator: 1,
    yourDiscriminator: 2,
    desiredMinTxUs: 1,
    requiredMinRxUs: 1,
    requiredMinEchoRxUs: 0,
  })
  const lineOf = (nextHeader: number, payload: Uint8Array): string => dumpLine(buildPacket({ ...header, nextHeader }, path, payload))
  expect(lineOf(protocols.bfd, bfd)).toBe(`${ends} BFD init, ${pathText}`)
  expect(lineOf(protocols.bfd, bfd.subarray(1))).toBe(`${ends} BFD malformed at byte 72: BFD packet needs 24 bytes, 23 left, ${pathText}`)
  expect(lineOf(protocols.scmp, none)).toBe(`${ends} SCMP malformed at byte 72: SCMP header needs 4 bytes, 0 left, ${pathText}`)
  expect(lineOf(protocols.tcp, new Uint8Array(3))).toBe(`${ends} protocol 6 (tcp) 3 bytes, ${pathText}`)
  expect(lineOf(protocols.endToEnd, none)).toBe(`${ends} malformed at byte 72: extension header needs 2 bytes, 0 left, ${pathText}`)
})

test('each path type on one line', () => {
  const udp = buildUdp({ srcPort: 1, dstPort: 2, data: none })
  const lineOf = (pathType: number, bytes: Uint8Array): string =>
    dumpLine(buildPacket({ ...header, pathType }, bytes, udp)).split('UDP 0 bytes, ')[1]!
  expect(lineOf(pathTypes.empty, none)).toBe('empty path')
  expect(lineOf(pathTypes.oneHop, path.subarray(8))).toBe('malformed at byte 36: one-hop path needs 32 bytes, 28 left')
  expect(lineOf(pathTypes.oneHop, path.subarray(4))).toBe('one-hop C- 0x0111 2027-01-15T08:00:00Z (0,2) (1,0)')
  expect(lineOf(pathTypes.epic, concatBytes(new Uint8Array(16), path))).toBe(`EPIC ${pathText}`)
  expect(lineOf(pathTypes.epic, new Uint8Array(12))).toBe('malformed at byte 36: EPIC path needs 16 bytes, 12 left')
  expect(lineOf(pathTypes.epic, new Uint8Array(16))).toBe('malformed at byte 52: path meta header needs 4 bytes, 0 left')
})

test('what is malformed is said in its place, the rest is still shown', () => {
  const whole = buildPacket(header, path, buildUdp({ srcPort: 1, dstPort: 2, data: none }))
  expect(dumpLine(whole.subarray(0, 5))).toBe('malformed at byte 0: common header needs 12 bytes, 5 left')
  expect(dumpLine(whole.subarray(0, whole.length - 1))).toBe(
    `${ends} UDP malformed at byte 72: UDP header needs 8 bytes, 7 left, ${pathText}`,
  )
  expect(dumpLine(buildPacket({ ...header, pathType: 9 }, none, buildUdp({ srcPort: 1, dstPort: 2, data: none })))).toMatch(
    /UDP 0 bytes, path type 9$/,
  )
  expect(dumpTree(whole.subarray(0, 5))).toBe('malformed at byte 0: common header needs 12 bytes, 5 left')
})

test('the tree names layers with their offsets and shortens long data', () => {
  const lines = dumpTree(buildPacket(header, path, buildUdp({ srcPort: 1280, dstPort: 80, data: new Uint8Array(100) }))).split('\n')
  expect(lines.filter(l => !l.startsWith(' '))).toEqual([
    'common @0',
    'address @12',
    'path.meta @36',
    'path.info[0] @40',
    'path.hop[0] @48',
    'path.hop[1] @60',
    'udp @72',
    'payload @80',
  ])
  expect(lines).toContain('  CurrHF: 1')
  expect(lines).toContain('  SrcHostAddr: 10.0.0.1')
  expect(lines.at(-1)).toBe(`  Data: ${'0'.repeat(64)}... (100 bytes)`)
})

test('any packet, well-formed or broken, has both', () => {
  fc.assert(
    fc.property(fc.oneof(packet, brokenPacket), b => {
      expect(dumpLine(b)).toMatch(/^\S.*\S$/)
      expect(dumpLine(b)).not.toContain('\n')
      expect(dumpTree(b).length).toBeGreaterThan(0)
    }),
    { numRuns: 500 },
  )
})

describeWith([shared('captures/tiny4/tiny4.pcap'), shared('data/packets')], 'packets of the reference', (capture, folder) => {
  test('of a whole network: nothing in them is malformed', () => {
    for (const record of readCapture(new Uint8Array(readFileSync(capture)))) {
      if (isMalformed(record) || isMalformed(record.datagram)) expect.fail('no datagram')
      expect(dumpLine(record.datagram.payload)).not.toContain('malformed')
      expect(dumpTree(record.datagram.payload)).not.toContain('malformed')
    }
  })

  test('with extensions', () => {
    const tree = dumpTree(new Uint8Array(readFileSync(join(folder, 'scion-udp-extn.bin'))))
    expect(tree).toContain('e2e.option[3] @162\n  OptType: 30\n  OptDataLen: 12\n  OptData: aaaaaaaabbbbbbbbbbbbbbbb')
    expect(tree).toContain('Checksum: 0xb7d2')
  })
})
