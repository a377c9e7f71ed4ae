import { createSocket, type SocketType } from 'node:dgram'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isOpen } from '#emulate/net/udp-table.ts'
import { joinHostPort } from '#wire/underlay-address.ts'

for (const [type, ip] of [['udp4', '127.83.4.5'], ['udp6', '::1']] satisfies [SocketType, string][]) // biome-ignore format: a table
  test(`an address of ${type} is open as long as its socket`, async () => {
    const socket = createSocket(type)
    socket.bind(0, ip)
    await once(socket, 'listening')
    const address = joinHostPort(ip, socket.address().port)
    expect(isOpen(process.pid, address)).toBe(true)
    expect(isOpen(process.pid, joinHostPort(ip, 9))).toBe(false)
    socket.close()
    expect(isOpen(process.pid, address)).toBe(false)
  })

test('of a process that is gone nothing is', () => {
  expect(isOpen(2 ** 22 + 1, '127.0.0.1:1')).toBe(false)
})
