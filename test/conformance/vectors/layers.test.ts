import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePacket } from '#conformance/vectors/layers.ts'
import { brokenPacket, packet } from '#test/wire/arbitrary.ts'
import { concatBytes, fromHex } from '#wire/bytes.ts'
import { buildPacket, pathTypes, protocols } from '#wire/header.ts'
import { buildPath } from '#wire/path.ts'
import { walkedFields } from '#wire/walk.ts'

test('a packet is well-formed here if and only if the walk over its fields says so', () => {
  fc.assert(
    fc.property(fc.oneof(packet, brokenPacket), b => {
      expect(decodePacket(b).stage === undefined).toBe(walkedFields(b).malformed === undefined)
    }),
    { numRuns: 500 },
  )
})

const host = { type: 5, bytes: new Uint8Array(8) }
const base = {
  trafficClass: 1,
  flowId: 2,
  nextHeader: protocols.udp,
  pathType: pathTypes.empty,
  dstIsdAs: '1-1',
  srcIsdAs: '1-2',
  dstHost: host,
  srcHost: host,
} as const
const withPayload = (nextHeader: number, hex: string): Uint8Array => buildPacket({ ...base, nextHeader }, new Uint8Array(0), fromHex(hex)!)

test.each([
  ['udp', protocols.udp, '00'],
  ['scmp', protocols.scmp, '80000000'],
  ['bfd', protocols.bfd, '00'],
  ['hbh', protocols.hopByHop, '11'],
  ['e2e', protocols.endToEnd, '110002'],
  ['e2e', protocols.endToEnd, 'c8000100 11000100'],
  ['hbh', protocols.hopByHop, 'c8000100 11000100'],
  ['e2e', protocols.endToEnd, 'c9000100 11000100'],
])('the layer that is malformed is %s', (stage, next, hex) => {
  const decoded = decodePacket(withPayload(next, hex))
  expect(decoded.stage).toBe(stage)
  expect(decoded.layers.scion).toMatchObject({ next_hdr: next, dst_host: 'error', src_addr_type: 5 })
})

test('each path type has its members', () => {
  const path = buildPath({
    currInf: 0,
    currHf: 0,
    segLens: [1],
    infos: [{ consDir: true, peer: false, segId: 7, timestamp: 8 }],
    hops: [{ ingressAlert: false, egressAlert: true, expTime: 1, consIngress: 2, consEgress: 3, mac: new Uint8Array(6) }],
  })
  const pathOf = (pathType: number, bytes: Uint8Array): unknown =>
    (decodePacket(buildPacket({ ...base, nextHeader: 253, pathType }, bytes, new Uint8Array(0))).layers.scion as { path: unknown }).path
  expect(pathOf(pathTypes.empty, new Uint8Array(0))).toEqual({})
  expect(pathOf(pathTypes.scion, path)).toMatchObject({
    seg_len: [1, 0, 0],
    num_hops: 1,
    info: [{ seg_id: 7 }],
    hops: [{ egress_alert: true, egress: 3 }],
  })
  expect(pathOf(pathTypes.oneHop, new Uint8Array(32))).toMatchObject({ info: { seg_id: 0 }, second_hop: { ingress: 0 } })
  expect(pathOf(pathTypes.epic, concatBytes(fromHex('0000000100000002aaaaaaaabbbbbbbb')!, path))).toMatchObject({
    pkt_timestamp: 1,
    pkt_counter: 2,
    phvf: 'aaaaaaaa',
    lhvf: 'bbbbbbbb',
    scion: { num_inf: 1 },
  })
  expect(decodePacket(buildPacket({ ...base, pathType: 9 }, new Uint8Array(0), new Uint8Array(0))).stage).toBe('scion')
})
