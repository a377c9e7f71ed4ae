import { expect, onTestFinished, test, vi } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import { addToBatch, createOpenBatch, type PacketIo } from '#emulate/io/packet-io.ts'
import { createUdp } from '#emulate/io/udp.ts'
import { toHex } from '#wire/bytes.ts'
import { createSurroundings, someNet, until } from '../lab.ts'

const net = `127.${someNet()}`
const at = (rest: string): string => `${net}.${rest}`

function createIo(): { readonly io: PacketIo; readonly arrived: string[] } {
  const io = createUdp({ receiveBuffer: 100_000, sendBuffer: 100_000 })
  onTestFinished(() => io.close())
  const arrived: string[] = []
  io.receive(batch => {
    for (let i = 0; i < batch.count; i++) arrived.push(`${batch.ports[i]} ${batch.peers[i]} ${toHex(batch.bytes[i]!)}`)
  })
  return { io, arrived }
}

function send(io: PacketIo, port: number, to: string, bytes: Uint8Array): void {
  const batch = createOpenBatch()
  addToBatch(batch, port, to, bytes)
  io.send(batch)
}

test('a connected socket hears its peer alone; an unconnected one everybody, by source', async () => {
  const { io, arrived } = createIo()
  const around = createSurroundings()
  const commit = await io.prepare([
    { port: 0, local: at('1.1:4000') },
    { port: 7, local: at('1.2:4000'), remote: at('1.3:4000') },
  ])
  commit()
  await around.send(at('1.9:4000'), at('1.2:4000'), Uint8Array.of(1))
  await around.send(at('1.3:4000'), at('1.2:4000'), Uint8Array.of(2))
  await around.send(at('1.8:4001'), at('1.1:4000'), Uint8Array.of(3))
  await around.send(at('1.9:4000'), at('1.1:4000'), new Uint8Array(0))
  await until(() => arrived.length >= 3)
  expect(arrived.sort()).toEqual([`0 ${at('1.8:4001')} 03`, `0 ${at('1.9:4000')} `, `7 ${at('1.3:4000')} 02`])
  send(io, 7, '', Uint8Array.of(4))
  send(io, 0, at('1.8:4001'), Uint8Array.of(5))
  await until(() => around.heard.length >= 2)
  expect(around.heard).toEqual([
    { from: at('1.2:4000'), to: at('1.3:4000'), hex: '04' },
    { from: at('1.1:4000'), to: at('1.8:4001'), hex: '05' },
  ])
})

test('what cannot be sent is counted: port 0, the other IP version, too long', async () => {
  const { io } = createIo()
  const commit = await io.prepare([{ port: 0, local: at('2.1:4000') }])
  commit()
  send(io, 0, at('2.2:0'), Uint8Array.of(1))
  send(io, 0, '[fd00::1]:5', Uint8Array.of(1))
  send(io, 0, at('2.2:5'), new Uint8Array(65_508))
  send(io, 99, '', Uint8Array.of(1))
  await until(() => io.counters.errors.size === 2 && io.counters.errors.get('EINVAL') === 2)
  expect(Object.fromEntries(io.counters.errors)).toEqual({ EINVAL: 2, EMSGSIZE: 1 })
})

test('IPv6', async ({ skip }) => {
  const { io, arrived } = createIo()
  const [a, b] = [30_000, 45_000].map(base => `[::1]:${base + Math.floor(Math.random() * 10_000)}`) as [string, string]
  try {
    (await io.prepare([{ port: 0, local: a }, { port: 1, local: b, remote: a }]))() // biome-ignore format: one line
  } catch {
    skip('no IPv6 on this machine')
  }
  send(io, 1, '', Uint8Array.of(6))
  await until(() => arrived.length > 0)
  expect(arrived).toEqual([`0 ${b} 06`])
})

test('where one socket cannot be opened, none is, and those there were go on', async () => {
  const { io, arrived } = createIo()
  const around = createSurroundings()
  const commit = await io.prepare([{ port: 0, local: at('3.1:4000') }])
  commit()
  await around.open(at('3.3:4000'))
  const refused = io.prepare([
    { port: 1, local: at('3.2:4000') },
    { port: 2, local: at('3.3:4000') },
  ])
  await expect(refused).rejects.toBeInstanceOf(EnvironmentError)
  await around.open(at('3.2:4000'))
  await around.send(at('3.2:4000'), at('3.1:4000'), Uint8Array.of(7))
  await until(() => arrived.length > 0)
})

test('an address that is not here', async () => {
  await expect(createIo().io.prepare([{ port: 0, local: '203.0.113.77:4000' }])).rejects.toThrow('is no address of this machine')
})

test('what arrived at the old places goes to whoever knows them, before the places change', async () => {
  const { io, arrived } = createIo()
  const around = createSurroundings()
  ;(await io.prepare([{ port: 3, local: at('4.1:4000') }]))()
  const commit = await io.prepare([{ port: 5, local: at('4.1:4000') }])
  vi.useFakeTimers({ toFake: ['setImmediate'] })
  onTestFinished(() => void vi.useRealTimers())
  await around.send(at('4.2:4000'), at('4.1:4000'), Uint8Array.of(8))
  await until(() => vi.getTimerCount() > 0)
  commit()
  expect(arrived).toEqual([`3 ${at('4.2:4000')} 08`])
})
