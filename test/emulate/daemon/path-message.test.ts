import { expect, test } from 'vitest'
import { emptyPath } from '#control/path/path.ts'
import { messageToPath, pathToMessage } from '#emulate/daemon/path-message.ts'
import { samplePath } from '#test/host/sample.ts'
import { isMalformed } from '#wire/bytes.ts'
import { isdAsNumber } from '#wire/isdas.ts'

const path = samplePath('1-ff00:0:1#11 1-ff00:0:2#21 1-ff00:0:2#22 1-ff00:0:3#31', {
  expiryS: 1000.5,
  epicAuths: { phvf: new Uint8Array(16).fill(1), lhvf: new Uint8Array(16).fill(2) },
  metadata: {
    latencyNs: [1_500_000_000, undefined, 7],
    bandwidthKbps: [100, undefined, 5],
    geo: [{ latitude: 1, longitude: -2, address: 'here' }, undefined, undefined, undefined],
    linkTypes: ['opennet', undefined],
    internalHops: [undefined],
    notes: ['one', '', 'three'],
    discovery: new Map([['1-ff00:0:2', { controlServices: ['10.0.0.1:30252'], discoveryServices: [] }]]),
  },
})

test("a path as the reference's daemon tells it", () => {
  expect(pathToMessage(path, '10.0.0.9:30042', 0)).toEqual({
    raw: path.bytes,
    interface: { address: { address: '10.0.0.9:30042' } },
    interfaces: path.interfaces.map(({ isdAs, ifId }) => ({ isdAs: isdAsNumber(isdAs), id: BigInt(ifId) })),
    mtu: 1400,
    expiration: { seconds: 1000n, nanos: 0 },
    latency: [
      { seconds: 1n, nanos: 500_000_000 },
      { seconds: 0n, nanos: -1 },
      { seconds: 0n, nanos: 7 },
    ],
    bandwidth: [100n, 0n, 5n],
    geo: [
      { latitude: 1, longitude: -2, address: 'here' },
      ...Array.from({ length: 3 }, () => ({ latitude: 0, longitude: 0, address: '' })),
    ],
    linkType: [3, 0],
    internalHops: [0],
    notes: ['one', '', 'three'],
    epicAuths: { authPhvf: new Uint8Array(16).fill(1), authLhvf: new Uint8Array(16).fill(2) },
    discoveryInformation: {
      [`${isdAsNumber('1-ff00:0:2')}`]: { controlServiceAddresses: ['10.0.0.1:30252'], discoveryServiceAddresses: [] },
    },
  })
})

test('and back: the same path, but for half a second', () => {
  expect(messageToPath(pathToMessage(path, '10.0.0.9:30042', 0), path.src, path.dst)).toEqual({ ...path, expiryS: 1000 })
})

test('the way inside an AS has no interfaces and lasts a day', () => {
  const message = pathToMessage(emptyPath('1-ff00:0:1', 1472), undefined, 50)
  expect(message).toMatchObject({ raw: new Uint8Array(0), interfaces: [], mtu: 1472, expiration: { seconds: 86_450n } })
  expect(messageToPath(message, '1-ff00:0:1', '1-ff00:0:1')).toEqual(emptyPath('1-ff00:0:1', 1472))
})

test('bytes that are no path, and a path from elsewhere, are refused', () => {
  const message = pathToMessage(path, '', 0)
  expect(isMalformed(messageToPath({ ...message, raw: path.bytes.slice(1) }, path.src, path.dst))).toBe(true)
  expect(isMalformed(messageToPath(message, '1-ff00:0:9', path.dst))).toBe(true)
})
