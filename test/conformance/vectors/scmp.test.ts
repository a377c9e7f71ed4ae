import { expect, test } from 'vitest'
import { referenceName, scmpVectors } from '#conformance/vectors/scmp.ts'
import { toHex } from '#wire/bytes.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { buildPacket, protocols } from '#wire/header.ts'
import { buildScmp } from '#wire/scmp.ts'
import { buildUdp } from '#wire/udp.ts'
import { recordingPasses, replayOne } from './replay.ts'

recordingPasses(scmpVectors, 'vectors/control/scmp.json', 171)

const host = { type: 0, bytes: Uint8Array.of(10, 0, 0, 1) }
const base = { trafficClass: 0, flowId: 1, pathType: 0, dstIsdAs: '1-1', srcIsdAs: '1-2', dstHost: host, srcHost: host } as const
const none = { cases: [], malformed: [], type_names: [], udp: [] }

function packetOf(protocol: number, message: Uint8Array): Uint8Array {
  const b = buildPacket({ ...base, nextHeader: protocol }, new Uint8Array(0), message)
  setUpperLayerChecksum(b, protocol, 36)
  return b
}

const packet = packetOf(protocols.scmp, buildScmp({ kind: 'parameterProblem', code: 51, pointer: 84, quote: Uint8Array.of(1, 2) }))
const recorded = {
  note: 'parameter problem',
  dst_isd_as: '1-1',
  src_isd_as: '1-2',
  dst_addr_type: 0,
  src_addr_type: 0,
  dst_host: '10.0.0.1',
  src_host: '10.0.0.1',
  dst_raw: '0a000001',
  src_raw: '0a000001',
  scmp: {
    type: 4,
    code: 51,
    name: 'ParameterProblem(InvalidHopFieldMAC)',
    info_msg: false,
    checksum: (packet[38]! << 8) | packet[39]!,
    pointer: 84,
    header_size: 8,
    payload: '0102',
  },
  scmp_bytes: toHex(packet.subarray(36)),
  packet: toHex(packet),
}

test('a message passes, and fails for each member that is changed', () => {
  expect(replayOne(scmpVectors, { ...none, cases: [recorded] }).differences).toEqual([])
  for (const name of Object.keys(recorded).filter(n => !['note', 'scmp', 'packet'].includes(n)))
    expect(replayOne(scmpVectors, { ...none, cases: [{ ...recorded, [name]: 'other' }] }).result, name).toBe('failed')
  for (const name of Object.keys(recorded.scmp))
    expect(replayOne(scmpVectors, { ...none, cases: [{ ...recorded, scmp: { ...recorded.scmp, [name]: 'other' } }] }).result, name).toBe(
      'failed',
    )
})

test('a wrong checksum in the packet is noticed', () => {
  const broken = packet.slice()
  broken[38]! ^= 1
  expect(replayOne(scmpVectors, { ...none, cases: [{ ...recorded, packet: toHex(broken) }] }).differences.map(d => d.field)).toContain(
    'checksum is valid',
  )
})

test('malformed messages must be refused, well-formed ones read', () => {
  const malformed = (bytes: string, scmp?: unknown) =>
    replayOne(scmpVectors, { ...none, malformed: [{ note: 'x', bytes, ok: scmp !== undefined, scmp }] }).result
  expect([
    malformed('80000102030405'),
    malformed('8000010203040506'),
    malformed('80000102030405', {}),
    malformed('8000010203040506', { identifier: 0x0304, sequence: 0x0506 }),
  ]).toEqual(['passed', 'failed', 'failed', 'passed'])
})

test('names of types and codes as the reference says them', () => {
  expect([
    referenceName(4, 17),
    referenceName(4, 18),
    referenceName(1, 4),
    referenceName(2, 0),
    referenceName(7, 1),
    referenceName(130, 5),
  ]).toEqual([
    'ParameterProblem(UnknownSCIONVersion)',
    'ParameterProblem(FlowIDRequired)',
    'DestinationUnreachable(Code: 4)',
    'PacketTooBig',
    '7(1)',
    'TracerouteRequest(Code: 5)',
  ])
  const name = (string: string, info_msg: boolean) =>
    replayOne(scmpVectors, { ...none, type_names: [{ type: 128, code: 0, string, info_msg }] }).result
  expect([name('EchoRequest', true), name('EchoReply', true), name('EchoRequest', false)]).toEqual(['passed', 'failed', 'failed'])
})

test('a UDP datagram passes, and fails for each member that is changed', () => {
  const b = packetOf(protocols.udp, buildUdp({ srcPort: 1, dstPort: 2, data: Uint8Array.of(3) }))
  const udp = { packet: toHex(b), udp_bytes: toHex(b.subarray(36)), src_port: 1, dst_port: 2, length: 9, checksum: (b[42]! << 8) | b[43]! }
  expect(replayOne(scmpVectors, { ...none, udp: [udp] }).result).toBe('passed')
  for (const member of ['udp_bytes', 'src_port', 'dst_port', 'length', 'checksum'])
    expect(replayOne(scmpVectors, { ...none, udp: [{ ...udp, [member]: 'other' }] }).result, member).toBe('failed')
})
