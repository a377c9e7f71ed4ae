import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UserError } from '#wire/error.ts'
import { formatIp } from '#wire/ip.ts'
import { formatUnderlay, joinHostPort, parsePort, parseUnderlay, splitHostPort } from '#wire/underlay-address.ts'
import { bytesOf, u16 } from './arbitrary.ts'
import { refusal } from './refusal.ts'

test('IP and port there and back', () => {
  fc.assert(
    fc.property(fc.oneof(bytesOf(4), bytesOf(16)), u16, (ip, port) => {
      expect(parseUnderlay(formatUnderlay(ip, port))).toEqual({ ip: formatIp(ip), port })
    }),
  )
  expect(parseUnderlay('[FE80::1%eth0]:80')).toEqual({ ip: 'fe80::1%eth0', port: 80 })
  expect([joinHostPort('10.0.0.1', 1), joinHostPort('::1', 1)]).toEqual(['10.0.0.1:1', '[::1]:1'])
})

test.each([
  '',
  '10.0.0.1',
  '10.0.0.1:',
  ':80',
  '::1:80',
  '[::1]',
  '[::1]80',
  '[::1:80',
  '::1]:80',
  '[[::1]]:80',
  '10.0.0.1:65536',
  '10.0.0.1:-1',
  '10.0.0.1:http',
  'host:80',
  '10.0.0.01:80',
  '[10.0.0.1:80]',
  '10.0.0.1]:80',
  '10.0.0.1:[80',
])('"%s" is refused', text => {
  expect(() => parseUnderlay(text)).toThrow(UserError)
})

test('a person is told what is wrong', () => {
  const spelling = 'hint: expected IP:port, like 10.0.0.1:30041 or [fd00::1]:30041'
  expect(['', ':', 'host:80', '[::1]80', '::1:80', '[a[]:1', '1.1.1.1:x'].map(text => refusal(() => parseUnderlay(text)))).toEqual([
    `"" has no port\n  ${spelling}`,
    `"" is not an IP address\n  ${spelling}`,
    `"host" is not an IP address\n  ${spelling}`,
    `"[::1]80": expected ]: between host and port\n  ${spelling}`,
    `"::1:80": a host with colons needs brackets\n  ${spelling}`,
    `"[a[]:1": unexpected bracket\n  ${spelling}`,
    '"x" is not a port\n  hint: expected a decimal number from 0 to 65535',
  ])
})

test('host and port are split at the last colon, brackets taken off', () => {
  expect([splitHostPort('a:b'), splitHostPort('[a:b]:c'), splitHostPort('[a]:c')]).toEqual([
    { host: 'a', port: 'b' },
    { host: 'a:b', port: 'c' },
    { host: 'a', port: 'c' },
  ])
  for (const text of ['a]:b', 'a:[b', '[a[]:b', 'ab']) expect(() => splitHostPort(text), text).toThrow(UserError)
  expect([parsePort('0'), parsePort('080'), parsePort('65535')]).toEqual([0, 80, 65535])
})
