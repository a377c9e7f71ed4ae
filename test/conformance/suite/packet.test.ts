import { expect, test } from 'vitest'
import { buildPacket, readEnd } from '#conformance/suite/packet.ts'
import { createHopMac } from '#crypto/mac.ts'
import { key } from '#test/router/network.ts'
import { toHex } from '#wire/bytes.ts'
import { dumpLine } from '#wire/dump.ts'

const context = { mac: createHopMac(key), nowS: 1_800_000_000, nowNs: 1_800_000_000_250_000_000n }
const path = ['along 0x111 (0,311) *(131,141) (411,0)']

test.each([
  [{ path }, 'UDP 18 bytes, C- 0x0111'],
  [{ oneHop: 'along 0x111 (0,311)' }, 'UDP 18 bytes, one-hop C- 0x0111'],
  [{ path, epic: { sent: '-1s' } }, 'UDP 18 bytes, EPIC C- 0x0111'],
  [{}, 'UDP 18 bytes, empty path'],
])('%j', (spec, text) => {
  expect(dumpLine(buildPacket(spec, context))).toContain(text)
})

test('overwritten, cut, lengthened', () => {
  const whole = buildPacket({ path }, context)
  expect(buildPacket({ path, cut: 20 }, context)).toEqual(whole.slice(0, 20))
  expect(toHex(buildPacket({ path, append: '0102' }, context))).toBe(`${toHex(whole)}0102`)
  expect(buildPacket({ path, set: { 'byte[9]': 255 } }, context)[9]).toBe(255)
})

test('hosts of all kinds', () => {
  expect(readEnd('1-ff00:0:1,CS')).toMatchObject({ host: { type: 4, bytes: Uint8Array.of(0, 2, 0, 0) } })
  expect(readEnd('1-ff00:0:1,SVC 0x800f').host.bytes).toEqual(Uint8Array.of(0x80, 0x0f, 0, 0))
  expect(readEnd('1-ff00:0:1,type 5 0011223344556677').host).toMatchObject({ type: 5 })
  expect(readEnd('1-ff00:0:1,fd00::1').host.type).toBe(3)
  expect(() => readEnd('1-ff00:0:1,type 5 0011')).toThrow('"type 5 0011" is no host')
})

test('EPIC needs a path', () => {
  expect(() => buildPacket({ epic: { sent: '-1s' } }, context)).toThrow('epic needs a path')
})
