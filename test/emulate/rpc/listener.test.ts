import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import { type Listener, type ListenerLimits, listenHttp } from '#emulate/rpc/listener.ts'
import { someNet, until } from '../lab.ts'

async function start(limits?: Partial<ListenerLimits>): Promise<Listener & { readonly address: string }> {
  const address = `127.${someNet()}.8.9:8080`
  const all = { maxConnections: 4, greetingMs: 5000, idleMs: 5000, ...limits }
  const listener = await listenHttp(address, (_, response) => void response.end('here'), all)
  onTestFinished(listener.stop)
  return { ...listener, address }
}

/** A connection on which `bytes` are sent; resolves when the other side ends it. */
function speak(address: string, bytes: string | Uint8Array = ''): Promise<string> {
  const [host, port] = address.split(':') as [string, string]
  const socket = connect(Number(port), host)
  onTestFinished(() => void socket.destroy())
  let heard = ''
  socket.on('data', chunk => (heard += chunk.toString('latin1')))
  socket.on('error', () => {})
  if (bytes.length > 0) socket.write(bytes)
  return new Promise(resolve => socket.on('close', () => resolve(heard)))
}

test('noise ends its own connection, and is counted', async () => {
  const { address, counters } = await start()
  await speak(address, '\0\x01\x02\r\n\r\n')
  await speak(address, `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${'\xff'.repeat(64)}`)
  await speak(address, 'PRIx')
  expect(counters.garbage).toBe(3)
  expect(await (await fetch(`http://${address}`)).text()).toBe('here')
})

test('who says nothing is let go, and who falls silent', async () => {
  const { address } = await start({ greetingMs: 30, idleMs: 30 })
  expect(await speak(address)).toBe('')
  await speak(address, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  await speak(address, 'GET / HTT')
})

test('beyond the limit the connection that was quiet for longest gives way', async () => {
  const { address, counters } = await start()
  const ends: number[] = []
  for (let i = 0; i < 4; i++) void speak(address).then(() => ends.push(i))
  await until(() => counters.connections === 4)
  expect(await (await fetch(`http://${address}`)).text()).toBe('here')
  await until(() => ends.length === 1)
  expect([ends, counters.evicted]).toEqual([[0], 1])
})

test('an address that is in use', async () => {
  const { address } = await start()
  await expect(listenHttp(address, () => {})).rejects.toThrow(EnvironmentError)
})
