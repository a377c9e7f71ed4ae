import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, fromHex, malformed, toHex } from '#wire/bytes.ts'
import {
  buildScmp,
  checkScmp,
  isScmpError,
  parseScmp,
  type Scmp,
  scmpBlockLength,
  scmpChecksum,
  scmpCode,
  scmpDataAt,
  scmpHeaderLength,
  scmpType,
} from '#wire/scmp.ts'
import { anyBytes, scmp, u8 } from './arbitrary.ts'

const quote = Uint8Array.of(0xaa, 0xbb)
const isdAs = '1-ff00:0:110'

const examples: readonly [Scmp, string][] = [
  [{ kind: 'destinationUnreachable', code: 4, quote }, '01040000 00000000 aabb'],
  [{ kind: 'packetTooBig', code: 0, mtu: 1280, quote }, '02000000 00000500 aabb'],
  [{ kind: 'parameterProblem', code: 51, pointer: 84, quote }, '04330000 00000054 aabb'],
  [{ kind: 'externalInterfaceDown', code: 0, isdAs, ifId: 41n, quote }, '05000000 0001ff0000000110 0000000000000029 aabb'],
  [
    { kind: 'internalConnectivityDown', code: 0, isdAs, ingress: 1n, egress: 2n, quote },
    '06000000 0001ff0000000110 0000000000000001 0000000000000002 aabb',
  ],
  [{ kind: 'echoRequest', code: 0, identifier: 0x1234, sequence: 5, data: quote }, '80000000 12340005 aabb'],
  [{ kind: 'echoReply', code: 0, identifier: 0x1234, sequence: 5, data: new Uint8Array(0) }, '81000000 12340005'],
  [
    { kind: 'tracerouteRequest', code: 0, identifier: 1, sequence: 2, isdAs: '0-0', ifId: 0n, data: new Uint8Array(0) },
    '82000000 00010002 0000000000000000 0000000000000000',
  ],
  [
    { kind: 'tracerouteReply', code: 0, identifier: 1, sequence: 2, isdAs, ifId: 2n ** 64n - 1n, data: quote },
    '83000000 00010002 0001ff0000000110 ffffffffffffffff aabb',
  ],
  [{ kind: 'unknown', type: 200, code: 9, data: quote }, 'c8090000 aabb'],
]

test.each(examples)('%o is its bytes', (message, hex) => {
  const b = fromHex(hex)!
  expect(toHex(buildScmp(message))).toBe(toHex(b))
  expect(checkScmp(b, 0)).toBeUndefined()
  expect(parseScmp(b, 0)).toEqual(message)
})

test('values survive building, wherever the message stands', () => {
  fc.assert(
    fc.property(scmp, anyBytes(20), (message, before) => {
      const b = concatBytes(before, buildScmp(message))
      expect(checkScmp(b, before.length)).toBeUndefined()
      expect(parseScmp(b, before.length)).toEqual(message)
      expect([scmpCode(b, before.length), scmpChecksum(b, before.length)]).toEqual([message.code, 0])
    }),
  )
})

test('what passes the check can be read; nothing shorter than the block of its type passes', () => {
  fc.assert(
    fc.property(u8, anyBytes(40), (type, rest) => {
      const b = concatBytes(Uint8Array.of(type), rest)
      const fits = b.length >= scmpHeaderLength + scmpBlockLength(type)
      expect(checkScmp(b, 0) === undefined).toBe(fits)
      if (!fits) return
      const message = parseScmp(b, 0)
      expect(scmpDataAt(b, 0) + ('quote' in message ? message.quote : message.data).length).toBe(b.length)
      expect(scmpType(b, 0)).toBe(type)
    }),
  )
})

test('a message cut says which header is not whole', () => {
  expect(checkScmp(Uint8Array.of(0, 128, 0, 0), 1)).toEqual(malformed('SCMP header needs 4 bytes, 3 left', 1))
  expect(checkScmp(Uint8Array.of(128, 0, 0, 0, 0, 0, 0), 0)).toEqual(malformed('SCMP message of type 128 needs 8 bytes, 7 left', 0))
})

test('types below 128 are errors', () => {
  expect([0, 1, 127, 128, 255].map(isScmpError)).toEqual([true, true, true, false, false])
})
