import { networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import {
  createSockaddrs,
  createSockaddrTexts,
  families,
  familyOf,
  portOf,
  sockaddrRoom,
  sockaddrText,
  toSockaddr,
} from '#emulate/io/sockaddr.ts'
import { toHex } from '#wire/bytes.ts'

test('IPv4', () => {
  const sockaddr = toSockaddr('192.168.0.11:30041')
  expect(toHex(sockaddr)).toBe('02007559c0a8000b0000000000000000')
  expect([familyOf(sockaddr), portOf(sockaddr), sockaddrText(sockaddr)]).toEqual([families.ipv4, 30041, '192.168.0.11:30041'])
})

test('IPv6', () => {
  const sockaddr = toSockaddr('[fd00::1]:80')
  expect(toHex(sockaddr)).toBe('0a00005000000000fd00000000000000000000000000000100000000')
  expect([familyOf(sockaddr), portOf(sockaddr), sockaddrText(sockaddr)]).toEqual([families.ipv6, 80, '[fd00::1]:80'])
})

test('a zone is the number of an interface, and its name where it has one', ({ skip }) => {
  expect(toHex(toSockaddr('[fe80::1%7]:80')).slice(-8)).toBe('07000000')
  expect(sockaddrText(toSockaddr('[fe80::1%4000000000]:80'))).toBe('[fe80::1%4000000000]:80')
  const local = Object.entries(networkInterfaces()).find(([, addresses]) => addresses?.some(a => a.family === 'IPv6' && a.scopeid > 0))
  if (local === undefined) return skip('no interface with a link-local address')
  const text = `[fe80::1%${local[0]}]:80`
  expect(sockaddrText(toSockaddr(text))).toBe(text)
})

test('what is remembered is what would be made again, however many there are', () => {
  const [sockaddrOf, textOf] = [createSockaddrs(), createSockaddrTexts()]
  const room = new Uint8Array(3 + sockaddrRoom)
  for (let i = 0; i < 20_000; i++) {
    const host = i % 3
    const text = host === 0 ? `[fd00::${(i + 1).toString(16)}]:${1 + i}` : `10.${host}.${i >> 8}.${i & 255}:${1 + (i % 100)}`
    for (let again = 0; again < 2; again++) {
      room.fill(0xee)
      room.set(sockaddrOf(text), 3)
      expect(textOf(room, 3)).toBe(text)
    }
  }
})
