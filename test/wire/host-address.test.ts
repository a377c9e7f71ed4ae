import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UserError } from '#wire/error.ts'
import { hostTypes } from '#wire/header.ts'
import {
  canonicalHost,
  formatHost,
  formatSvc,
  formatSvcBase,
  ipHost,
  isHostType,
  parseHost,
  parseSvc,
  services,
  svcHost,
  svcMulticast,
  svcNone,
} from '#wire/host-address.ts'
import { isMapped } from '#wire/ip.ts'
import { anyHost, host } from './arbitrary.ts'
import { refusal } from './refusal.ts'

test('each kind of host has its type, bytes and text', () => {
  expect(parseHost('10.0.0.1')).toEqual({ type: hostTypes.ipv4, bytes: Uint8Array.of(10, 0, 0, 1) })
  expect(parseHost('FD00::1').type).toBe(hostTypes.ipv6)
  expect(parseHost('CS')).toEqual({ type: hostTypes.svc, bytes: Uint8Array.of(0, 2, 0, 0) })
  expect(['10.0.0.1', 'FD00::1', 'CS', 'CS_A', 'DS_M', 'Wildcard'].map(t => formatHost(parseHost(t)))).toEqual([
    '10.0.0.1',
    'fd00::1',
    'CS',
    'CS',
    'DS_M',
    'Wildcard',
  ])
})

test.each(['', 'cs', 'CS_X', 'CS_A_M', '_A', 'localhost', '1.2.3', '[::1]', '10.0.0.1:80', '<SVC:0x0003>', 'toString', '__proto__'])(
  '"%s" is no host',
  text => {
    expect(() => parseHost(text)).toThrow(UserError)
    expect(() => canonicalHost(text)).toThrow(UserError)
  },
)

test('a person is told what a host may be', () => {
  expect(refusal(() => parseHost('cs'))).toBe(
    '"cs" is not a host address\n  hint: expected IPv4 (10.0.0.1), IPv6 (fd00::1) or a service (CS, DS, CS_M)',
  )
})

test('services without a name are written by number, multicast is a mark', () => {
  expect([services.CS | svcMulticast, 0x12, svcNone].map(formatSvc)).toEqual(['CS_M', '<SVC:0x0012>', '<SVC:0xffff>_M'])
  expect([services.CS | svcMulticast, svcNone].map(formatSvcBase)).toEqual(['CS', '<SVC:0xffff>'])
  expect([parseSvc('CS_M'), parseSvc('10.0.0.1')]).toEqual([0x8002, undefined])
  expect(svcHost(svcNone).bytes).toEqual(Uint8Array.of(0xff, 0xff, 0, 0))
})

test('an IPv4-mapped address is packed as IPv4, its text keeps the form', () => {
  expect(parseHost('::ffff:10.0.0.1%eth0')).toEqual(parseHost('10.0.0.1'))
  expect(canonicalHost('::FFFF:10.0.0.1%eth0')).toBe('::ffff:10.0.0.1%eth0')
  expect(canonicalHost('CS_A')).toBe('CS')
  expect(ipHost(Uint8Array.of(1, 2, 3, 4))).toEqual({ type: hostTypes.ipv4, bytes: Uint8Array.of(1, 2, 3, 4) })
})

test('the text of a named host is read back', () => {
  fc.assert(
    fc.property(host, h => {
      const text = formatHost(h)
      if (text.startsWith('<') || isMapped(h.bytes)) return
      expect(parseHost(text)).toEqual(h)
    }),
  )
})

test('a type without meaning has a text and is no host', () => {
  expect(formatHost({ type: 5, bytes: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7) })).toBe('<type 5:0x0001020304050607>')
  fc.assert(
    fc.property(anyHost, h => {
      expect(formatHost(h).startsWith('<type')).toBe(!isHostType(h.type))
    }),
  )
})
