import { expect, test } from 'vitest'
import { ipv4Socket, ipv6Socket, isMappedIpv4, isUnspecified, sourceIsHost } from '#router/host.ts'
import { fromHex } from '#wire/bytes.ts'

const mapped = fromHex('00000000000000000000ffff0a000001')!

test('IPv4-mapped IPv6: ten zero bytes and ffff, no less', () => {
  expect(isMappedIpv4(mapped, 0)).toBe(true)
  for (let i = 0; i < 12; i++)
    expect(
      isMappedIpv4(
        mapped.map((byte, j) => (j === i ? byte ^ 1 : byte)),
        0,
      ),
    ).toBe(false)
})

test('unspecified: all bytes of the address zero', () => {
  const b = Uint8Array.of(1, 0, 0, 0, 0, 1)
  expect(isUnspecified(b, 1, 4)).toBe(true)
  expect(isUnspecified(b, 1, 5)).toBe(false)
  expect(isUnspecified(b, 0, 4)).toBe(false)
})

test('sockets as text', () => {
  expect(ipv4Socket(Uint8Array.of(9, 10, 0, 0, 255), 1, 30041)).toBe('10.0.0.255:30041')
  expect(ipv6Socket(fromHex('fd000000000000000000000000000051')!, 0, 1)).toBe('[fd00::51]:1')
})

test('source types that name a host: IPv4, IPv6, service', () => {
  const types = Array.from({ length: 16 }, (_, type) => type).filter(type =>
    sourceIsHost(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0 | type)),
  )
  expect(types).toEqual([0, 3, 4])
})
