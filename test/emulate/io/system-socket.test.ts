import { readdirSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Libc, loadLibc } from '#emulate/io/libc.ts'
import { toSockaddr } from '#emulate/io/sockaddr.ts'
import { connect, openSystemSocket } from '#emulate/io/system-socket.ts'
import { someNet } from '../lab.ts'

const net = `127.${someNet()}.5`
const at = (rest: string): Uint8Array => toSockaddr(`${net}.${rest}`)
const libc = await loadLibc()

const openFiles = (): number => readdirSync('/proc/self/fd').length

describe.skipIf(libc === undefined)('where the system has such calls', () => {
  const open = (local: Uint8Array, remote?: Uint8Array, which: Libc = libc!) => {
    const socket = openSystemSocket(which, local, remote, { receiveBuffer: 10_000, sendBuffer: 20_000 })
    onTestFinished(() => void libc!.close(socket.fd))
    return socket
  }

  test("a place that is taken, or is not here, is the system's error, and nothing stays open", () => {
    open(at('1:4000'))
    const before = openFiles()
    expect(() => open(at('1:4000'))).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
    expect(() => open(toSockaddr('203.0.113.77:4000'))).toThrow(expect.objectContaining({ code: 'EADDRNOTAVAIL' }))
    expect(openFiles()).toBe(before)
  })

  test('connected to a peer, to another, to none', () => {
    const socket = open(at('2:4000'), at('3:4000'))
    expect([at('4:4000'), undefined].map(remote => connect(libc!, socket, remote))).toEqual([true, true])
    expect(connect(libc!, socket, toSockaddr('[fd00::1]:1'))).toBe(false)
    expect(libc!.errorCode()).toBe('EAFNOSUPPORT')
  })

  test('more memory than the system allows is asked for first, where that is refused as much as it allows', () => {
    const asked: number[] = []
    const setsockopt: Libc['setsockopt'] = (_fd, _level, name) => {
      asked.push(name)
      return name > 30 ? -1 : 0
    }
    open(at('5:4000'), undefined, { ...libc!, setsockopt })
    expect(asked).toEqual([33, 8, 32, 7])
  })
})
