import { expect, test } from 'vitest'
import { hopMac } from '#crypto/mac.ts'
import { type Ends, wrapForNeighbor, wrapForSibling } from '#router/bfd/packet.ts'
import { bytesEqual } from '#wire/bytes.ts'
import { checkHeader, headerLength, parseHeader, pathAt, pathTypes, protocols } from '#wire/header.ts'
import { formatHost } from '#wire/host-address.ts'
import { firstHopAt, secondHopAt } from '#wire/onehop.ts'
import { hopLength, parseHop, parseInfo } from '#wire/path.ts'
import { createStoryRouter, epochS, local } from '../network.ts'

const message = Uint8Array.from({ length: 24 }, (_, i) => i)
const { mac } = createStoryRouter().state
const common = { trafficClass: 0xb8, flowId: 0xdead, nextHeader: protocols.bfd, srcIsdAs: local }

function hostsOf(bytes: Uint8Array): string[] {
  const { srcHost, dstHost } = parseHeader(bytes)
  return [srcHost, dstHost].map(formatHost)
}

test('to the neighbour: a one-hop path of ours, ten seconds old', () => {
  const ends: Ends = { srcIsdAs: local, dstIsdAs: '1-ff00:0:3', local: '192.168.13.2:50000', remote: '192.168.13.3:40000' }
  const b = wrapForNeighbor(ends, 131, mac, { epochS })(message, 2_700_000_000)
  expect(checkHeader(b)).toBeUndefined()
  expect(parseHeader(b)).toMatchObject({ ...common, dstIsdAs: '1-ff00:0:3', pathType: pathTypes.oneHop })
  expect(hostsOf(b)).toEqual(['192.168.13.2', '192.168.13.3'])
  const timestamp = epochS + 2 - 10
  expect(parseInfo(b, pathAt(b))).toEqual({ consDir: true, peer: false, segId: 0, timestamp })
  const right = hopMac(mac, 0, timestamp, 63, 0, 131).slice(0, 6)
  const first = parseHop(b, firstHopAt(pathAt(b)))
  expect(first).toEqual({ ingressAlert: false, egressAlert: false, expTime: 63, consIngress: 0, consEgress: 131, mac: right })
  const second = secondHopAt(pathAt(b))
  expect(bytesEqual(b.subarray(second, second + hopLength), new Uint8Array(hopLength))).toBe(true)
  expect(b.subarray(headerLength(b))).toEqual(message)
})

test('to a sibling: an empty path inside the AS', () => {
  const b = wrapForSibling({ srcIsdAs: local, dstIsdAs: local, local: '[fd00::1]:30001', remote: '192.168.0.12:30002' })(message, 0)
  expect(parseHeader(b)).toMatchObject({ ...common, dstIsdAs: local, pathType: pathTypes.empty })
  expect(hostsOf(b)).toEqual(['fd00::1', '192.168.0.12'])
  expect(headerLength(b)).toBe(pathAt(b))
  expect(b.subarray(headerLength(b))).toEqual(message)
})
