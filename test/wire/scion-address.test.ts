import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatHost } from '#wire/host-address.ts'
import {
  formatScionAddress,
  formatScionSocket,
  formatUdpAddress,
  parseScionAddress,
  parseScionSocket,
  parseUdpAddress,
} from '#wire/scion-address.ts'
import { bytesOf, isdAs, u16 } from './arbitrary.ts'
import { refusal } from './refusal.ts'

const ip = fc.oneof(
  bytesOf(4).map(bytes => formatHost({ type: 0, bytes })),
  bytesOf(16).map(bytes => formatHost({ type: 3, bytes })),
)

test('addresses and sockets are read back from their text', () => {
  fc.assert(
    fc.property(isdAs, ip, u16, (ia, host, port) => {
      const socket = { isdAs: ia, host, port }
      expect(parseScionAddress(formatScionAddress(socket))).toEqual({ isdAs: ia, host })
      expect(parseScionSocket(formatScionSocket(socket))).toEqual(socket)
      expect(parseUdpAddress(formatScionSocket(socket)).port).toBe(port)
      if (!host.includes('ffff')) expect(parseUdpAddress(formatUdpAddress(socket))).toEqual(socket)
    }),
  )
})

test('canonical forms', () => {
  expect(parseScionAddress('1-FF00:0:110,CS_A')).toEqual({ isdAs: '1-ff00:0:110', host: 'CS' })
  expect(parseScionSocket('1-64512,10.0.0.1:80')).toEqual({ isdAs: '1-64512', host: '10.0.0.1', port: 80 })
  expect(formatUdpAddress({ isdAs: '1-64512', host: '10.0.0.1', port: 80 })).toBe('1-64512,10.0.0.1:80')
  expect(formatUdpAddress({ isdAs: '1-64512', host: '::1', port: 80 })).toBe('[1-64512,::1]:80')
  expect(formatScionSocket({ isdAs: '1-64512', host: '10.0.0.1', port: 80 })).toBe('[1-64512,10.0.0.1]:80')
})

test.each([
  ['', '"" is not a SCION address'],
  ['1-ff00:0:110', '"1-ff00:0:110" is not a SCION address'],
  [',10.0.0.1', '"" is not an ISD-AS'],
  ['1-ff00:0:110,', '"" is not a host address'],
  ['1-ff00:0:110,[::1]', '"[::1]" is not a host address'],
  ['a-b,10.0.0.1', '"a" is not an ISD number'],
])('"%s" is no address', (text, why) => {
  expect(refusal(() => parseScionAddress(text))).toContain(`${why}\n`)
})

describe('UDP addresses as command lines take them', () => {
  test.each([
    ['[1-ff00:0:110,10.0.0.1]:80', '10.0.0.1', 80],
    ['1-ff00:0:110,10.0.0.1:80', '10.0.0.1', 80],
    ['1-ff00:0:110,[10.0.0.1]:80', '10.0.0.1', 80],
    ['1-ff00:0:110,[::1]:80', '::1', 80],
    ['1-ff00:0:110,[::1%eth0]:80', '::1%eth0', 80],
    ['1-ff00:0:110,::1:80', '::1:80', 0],
    ['1-ff00:0:110,10.0.0.1', '10.0.0.1', 0],
    ['1-ff00:0:110,[::1]', '::1', 0],
    ['[1-ff00:0:110,::ffff:1.2.3.4]:80', '1.2.3.4', 80],
  ])('%s', (text, host, port) => {
    expect(parseUdpAddress(text)).toEqual({ isdAs: '1-ff00:0:110', host, port })
  })

  test.each([
    ['[1-ff00:0:110,CS]:80', '"[1-ff00:0:110,CS]:80": a UDP address needs an IP, not the service CS'],
    ['1-ff00:0:110,CS:80', '"CS" is not an IP address'],
    ['1-ff00:0:110,CS', '"CS" has no port'],
    ['1-ff00:0:110,[::1', '"1-ff00:0:110,[::1": brackets do not match'],
    ['1-ff00:0:110,[]:80', '"" is not an IP address'],
    ['1-ff00:0:110,[::1]:', '"" is not a port'],
    ['[1-ff00:0:110]:80', '"[1-ff00:0:110]:80" is not a SCION UDP address'],
    ['x1-1,::1', '"x1-1,::1" is not a SCION UDP address'],
    ['1-ff00:0:110,localhost:80', '"localhost" is not an IP address'],
  ])('"%s" is refused, not looked up', (text, why) => {
    expect(refusal(() => parseUdpAddress(text))).toContain(`${why}\n`)
  })

  test('a hint shows the spelling', () => {
    expect(refusal(() => parseScionAddress('x'))).toMatch(/hint: expected ISD-AS,host, like 1-ff00:0:110,10.0.0.1$/)
    expect(refusal(() => parseUdpAddress('x'))).toMatch(/hint: expected \[ISD-AS,host]:port, like \[1-ff00:0:110,10.0.0.1]:80$/)
  })

  test('ISD numbers of several digits, and brackets without a port', () => {
    expect(parseUdpAddress('12-64512,[[::1]]')).toEqual({ isdAs: '12-64512', host: '::1', port: 0 })
  })
})
