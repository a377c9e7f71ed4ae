import { isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex } from '#wire/bytes.ts'
import { formatIp, ipText, isMapped, parseIp } from '#wire/ip.ts'
import { bytesOf } from './arbitrary.ts'

describe('text of IPv6, RFC 5952', () => {
  test.each([
    ['20010db8000000000000000000000001', '2001:db8::1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['00010000000000000000000000000000', '1::'],
    ['00000000000000000000ffff01020304', '::ffff:1.2.3.4'],
    ['00000000000000000000000001020304', '::102:304'],
  ])('%s is %s', (hex, text) => {
    expect(formatIp(fromHex(hex)!)).toBe(text)
    expect(parseIp(text)).toEqual({ bytes: fromHex(hex), zone: '' })
  })
})

test('every address is read back from its text, which the platform takes for an address too', () => {
  const sparse = fc.array(fc.constantFrom(0, 0, 0, 1, 0xff), { minLength: 16, maxLength: 16 }).map(a => Uint8Array.from(a))
  fc.assert(
    fc.property(fc.oneof(bytesOf(4), bytesOf(16), sparse), bytes => {
      const text = formatIp(bytes)
      expect(bytes.length === 4 ? isIPv4(text) : isIPv6(text)).toBe(true)
      expect(parseIp(text)).toEqual({ bytes, zone: '' })
    }),
  )
})

test('what is an address is what the platform says', () => {
  const piece = fc.constantFrom(':', '::', '.', '0', '1', '255', '256', '01', 'ff', 'FFFF', '12345', 'g', ' ', '1.2.3.4')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 17 }), pieces => {
      const text = pieces.join('')
      expect(parseIp(text) !== undefined, text).toBe(isIPv4(text) || isIPv6(text))
    }),
    { numRuns: 2000 },
  )
})

test('a zone is kept apart, IPv6 only', () => {
  expect(ipText(parseIp('FE80::1%eth0')!)).toBe('fe80::1%eth0')
  expect(parseIp('fe80::1%eth0')!.zone).toBe('eth0')
  expect([parseIp('fe80::1%'), parseIp('10.0.0.1%eth0')]).toEqual([undefined, undefined])
})

test.each([
  '::1::2',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8:9',
  '1:2:3:4::5:6:7:8',
  '1.2.3.4:5:6:7:8:9:a',
  '1::2.3.4',
  '%',
  '::1%',
  '%eth0',
])('"%s" is no address', text => {
  expect(parseIp(text)).toBeUndefined()
})

test('a run of zeroes may stand for one group', () => {
  expect(ipText(parseIp('1:2:3:4:5:6:7::')!)).toBe('1:2:3:4:5:6:7:0')
})

test('IPv4-mapped addresses are recognised', () => {
  expect(['::ff00:1.2.3.4', '::ff:1.2.3.4', '::fffe:1.2.3.4', '::feff:1.2.3.4'].map(t => isMapped(parseIp(t)!.bytes))).toEqual(
    Array(4).fill(false),
  )
  expect(isMapped(fromHex('00000000000000000000ffff')!)).toBe(false)
  expect(['::ffff:1.2.3.4', '::1.2.3.4', '1::ffff:1.2.3.4'].map(t => isMapped(parseIp(t)!.bytes))).toEqual([true, false, false])
  expect(isMapped(Uint8Array.of(1, 2, 3, 4))).toBe(false)
})
