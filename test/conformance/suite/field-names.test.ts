import { expect, test } from 'vitest'
import { findField, namedFields, setFields } from '#conformance/suite/field-names.ts'
import { buildPacket } from '#conformance/suite/packet.ts'
import { createHopMac } from '#crypto/mac.ts'
import { key } from '#test/router/network.ts'
import { toHex } from '#wire/bytes.ts'

const context = { mac: createHopMac(key), nowS: 1_800_000_000, nowNs: 0n }
const packet = (): Uint8Array => buildPacket({ path: ['along 0x111 (0,311) *(131,141)'] }, context)

test('every bit of a packet has a name', () => {
  const fields = [...namedFields(packet()).values()]
  expect(fields.reduce((sum, f) => sum + f.width, 0)).toBe(packet().length * 8)
})

test('fields of a name, of a second one, of a byte', () => {
  expect(findField(packet(), 'path.info[0].RSV')).toEqual({ bit: 40 * 8, width: 6 })
  expect(findField(packet(), 'path.info[0].RSV#2')).toEqual({ bit: 41 * 8, width: 8 })
  expect(findField(packet(), 'byte[9]')).toEqual({ bit: 72, width: 8 })
  for (const name of ['path.info[1].RSV', 'byte[9999]', 'nonsense'])
    expect(() => findField(packet(), name)).toThrow(`the packet has no field "${name}"`)
})

test('overwriting, by the names the packet had before', () => {
  const b = packet()
  setFields(b, { 'path.meta.Seg0Len': 63, 'path.hop[1].MAC': '010203040506', 'common.FlowID': 0xfffff })
  expect(toHex(b.subarray(36, 40))).toBe('0103f000')
  expect(toHex(b.subarray(66, 72))).toBe('010203040506')
  expect(toHex(b.subarray(0, 4))).toBe('0b8fffff')
  expect(() => setFields(packet(), { 'path.hop[1].MAC': '01' })).toThrow('"path.hop[1].MAC" has 48 bits, not the 8 of 01')
})
