import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadLibc } from '#emulate/io/libc.ts'
import { createMessages } from '#emulate/io/messages.ts'
import { toSockaddr } from '#emulate/io/sockaddr.ts'
import { someNet, until } from '../lab.ts'

const libc = await loadLibc()

test('on Linux there are the calls, where koffi is installed', async () => {
  const isInstalled = await import('koffi').then(
    () => true,
    () => false,
  )
  expect(libc !== undefined).toBe(process.platform === 'linux' && isInstalled)
})

describe.skipIf(libc === undefined)('where they are', () => {
  test('what goes wrong has a name', () => {
    expect(libc!.close(-1)).toBe(-1)
    expect(libc!.errorCode()).toBe('EBADF')
    const fd = libc!.socket(2, 2, 0)
    onTestFinished(() => void libc!.close(fd))
    const { address } = createMessages(libc!, 1)
    expect(libc!.recvmmsg(fd, address, 1, 0x40, 0)).toBe(-1)
    expect(libc!.errorCode()).toBe('EAGAIN')
  })

  test('an address is that of the first byte', () => {
    const bytes = new Uint8Array(1000)
    expect(libc!.addressOf(bytes.subarray(100)) - libc!.addressOf(bytes)).toBe(100)
  })

  test('a watch tells as long as there is something to read, and no more once it is closed', async () => {
    const address = `127.${someNet()}.0.1:4000`
    const fd = libc!.socket(2, 2, 0)
    expect(libc!.bind(fd, toSockaddr(address), 16)).toBe(0)
    let told = 0
    const watch = libc!.watch(fd, () => told++)
    const sender = createSocket('udp4')
    onTestFinished(() => {
      watch.close()
      libc!.close(fd)
      sender.close()
    })
    sender.bind(0)
    await once(sender, 'listening')
    expect(told).toBe(0)
    sender.send(Uint8Array.of(1), 4000, address.slice(0, -5))
    await until(() => told > 2)
    watch.close()
    const before = told
    await new Promise(resolve => setImmediate(() => setImmediate(resolve)))
    expect(told).toBe(before)
  })
})
