import { expect, test } from 'vitest'
import { buildPacket } from '#conformance/suite/packet.ts'
import { buildPayload, setScmpPlace, sinceMidnightNs } from '#conformance/suite/payload.ts'
import { createHopMac } from '#crypto/mac.ts'
import { findAuthenticator, isAuthentic } from '#crypto/spao.ts'
import { key } from '#test/router/network.ts'
import { toHex } from '#wire/bytes.ts'
import { checksumIsValid } from '#wire/checksum.ts'
import { findUpperLayer, type UpperLayer } from '#wire/extensions.ts'
import { protocols } from '#wire/header.ts'

const context = { mac: createHopMac(key), nowS: 1_800_000_000, nowNs: 1_800_000_000_250_000_000n }
const path = ['along 0x111 (0,311) *(131,141)']
const build = (payload: Parameters<typeof buildPayload>[0]['payload']) =>
  buildPayload({ payload }, context.nowNs, spec => buildPacket(spec, context))

test.each([
  [{ udp: { src: 1, dst: 2, data: 3 } }, 17, '00010002000b0000000102'],
  [{ tcp: { src: 1, dst: 2 } }, 6, `00010002${'00'.repeat(8)}50${'00'.repeat(7)}`],
  [{ scmp: { type: 128, id: 7, seq: 8, data: 2 } }, 202, '80000000000700080001'],
  [{ scmp: { type: 4, code: 51, data: 1 } }, 202, '043300000000000000'],
  [{ bfd: { state: 'down', my: 1, your: 'theirs' } }, 203, `20400318${'0000000100000000'}00030d4000030d4000000000`],
  [{ protocol: 253, hex: 'ff' }, 253, 'ff'],
] as const)('%j', (payload, protocol, hex) => {
  const { nextHeader, bytes } = build(payload)
  expect([nextHeader, toHex(bytes)]).toEqual([protocol, hex])
})

test('a quote is a packet of its own', () => {
  const quoted = buildPacket({ path }, context)
  expect(toHex(build({ scmp: { type: 4, quote: { path } } }).bytes)).toContain(toHex(quoted))
})

test('extensions in their order, a checksum and an authenticator', () => {
  const packet = buildPacket(
    { path, hopByHop: [{ type: 253, hex: '01' }], authenticator: { spi: 1 }, payload: { scmp: { type: 130 } } },
    context,
  )
  const upper = findUpperLayer(packet) as UpperLayer
  expect([upper.protocol, upper.hopByHop !== undefined]).toEqual([protocols.scmp, true])
  expect(checksumIsValid(packet, protocols.scmp, upper.at)).toBe(true)
  const option = findAuthenticator(packet, upper.endToEnd!)
  expect(isAuthentic(new Uint8Array(16), packet, option, protocols.scmp, upper.at)).toBe(true)
})

test('places and times', () => {
  const b = new Uint8Array(24)
  setScmpPlace(b, 0, '1-ff00:0:1', 131, 0x1234)
  expect(toHex(b)).toBe('0001ff000000000100000000000000830000000000001234')
  expect(sinceMidnightNs(86_400_000_000_000n * 3n + 5n)).toBe(5)
})
