import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import { createPacketIo, type PacketIoKind } from '#emulate/io/available.ts'
import { addToBatch, createOpenBatch, type PacketIo } from '#emulate/io/packet-io.ts'
import { createUdp } from '#emulate/io/udp.ts'
import { toHex } from '#wire/bytes.ts'
import { createSurroundings, packetIos, someNet, until } from '../lab.ts'

const net = `127.${someNet()}`
const at = (rest: string): string => `${net}.${rest}`

async function createIo(kind: PacketIoKind): Promise<{ readonly io: PacketIo; readonly arrived: string[] }> {
  const io = await createPacketIo(kind, { receiveBuffer: 100_000, sendBuffer: 100_000 })
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

test.each(packetIos)('%s: a connected socket hears its peer alone; an unconnected one everybody, by source', async kind => {
  const { io, arrived } = await createIo(kind)
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

test.each(packetIos)('%s: what cannot be sent is counted: port 0, the other IP version, too long', async kind => {
  const { io } = await createIo(kind)
  const commit = await io.prepare([{ port: 0, local: at('2.1:4000') }])
  commit()
  send(io, 0, at('2.2:0'), Uint8Array.of(1))
  send(io, 0, '[fd00::1]:5', Uint8Array.of(1))
  send(io, 0, at('2.2:5'), new Uint8Array(65_508))
  send(io, 99, '', Uint8Array.of(1))
  await until(() => io.counters.errors.size === 2 && io.counters.errors.get('EINVAL') === 2)
  expect(Object.fromEntries(io.counters.errors)).toEqual({ EINVAL: 2, EMSGSIZE: 1 })
})

test.for(packetIos)('%s: IPv6', async (kind, { skip }) => {
  const { io, arrived } = await createIo(kind)
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

test.each(packetIos)('%s: where one socket cannot be opened, none is, and those there were go on', async kind => {
  const { io, arrived } = await createIo(kind)
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

test.each(packetIos)('%s: an address that is not here', async kind => {
  await expect((await createIo(kind)).io.prepare([{ port: 0, local: '203.0.113.77:4000' }])).rejects.toThrow(
    'is no address of this machine',
  )
})

test.each(packetIos)('%s: what arrived at the old places goes to whoever knows them, before the places change', async kind => {
  const { io, arrived } = await createIo(kind)
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

test.each(packetIos)('%s: a peer that is not there yet is counted, and heard when it comes', async kind => {
  const { io, arrived } = await createIo(kind)
  const around = createSurroundings()
  ;(await io.prepare([{ port: 1, local: at('5.1:4000'), remote: at('5.2:4000') }]))()
  for (let refused = 0; refused < 2; refused = io.counters.errors.get('ECONNREFUSED') ?? 0) {
    send(io, 1, '', Uint8Array.of(1))
    await setTimeout(1)
  }
  await around.send(at('5.2:4000'), at('5.1:4000'), Uint8Array.of(9))
  await until(() => arrived.length > 0)
  expect(arrived).toEqual([`1 ${at('5.2:4000')} 09`])
  await until(() => {
    send(io, 1, '', Uint8Array.of(2))
    return around.heard.length > 0
  })
})

test.each(packetIos)('%s: another peer, or none, at the same place', async kind => {
  const { io, arrived } = await createIo(kind)
  const around = createSurroundings()
  const place = { port: 1, local: at('6.1:4000') }
  for (const remote of [at('6.2:4000'), at('6.3:4000'), undefined]) {
    ;(await io.prepare([remote === undefined ? place : { ...place, remote }]))()
    for (const from of [at('6.2:4000'), at('6.3:4000')])
      await around.send(from, at('6.1:4000'), Uint8Array.of(remote === undefined ? 0 : 1))
    const expected = remote === undefined ? 4 : arrived.length + 1
    await until(() => arrived.length === expected)
  }
  expect(arrived.sort()).toEqual([at('6.2:4000 00'), at('6.2:4000 01'), at('6.3:4000 00'), at('6.3:4000 01')].map(line => `1 ${line}`))
})

test.each(packetIos)('%s: many at once, in order', async kind => {
  const { io, arrived } = await createIo(kind)
  ;(
    await io.prepare([
      { port: 0, local: at('7.1:4000') },
      { port: 1, local: at('7.2:4000'), remote: at('7.1:4000') },
      { port: 2, local: at('7.3:4000'), remote: at('7.1:4000') },
    ])
  )()
  const batch = createOpenBatch()
  for (let i = 0; i < 100; i++) for (const port of [1, 2]) addToBatch(batch, port, '', Uint8Array.of(port, i))
  io.send(batch)
  await until(() => arrived.length === 200)
  for (const port of [1, 2])
    expect(
      arrived.filter(line => line.startsWith(`0 ${at(`7.${port + 1}:4000`)} 0${port}`)).map(line => Number(`0x${line.slice(-2)}`)),
    ).toEqual(Array.from({ length: 100 }, (_, i) => i))
})

test('sockets come and go one by one: at once, and refused where another has the port', async () => {
  const around = createSurroundings()
  const io = createUdp()
  onTestFinished(io.close)
  const arrived: number[] = []
  io.receive(batch => arrived.push(...batch.ports.slice(0, batch.count)))
  const place = { port: 31_000, local: at('5.1:31000') }
  expect(io.add(place)).toBe(true)
  const other = createUdp()
  onTestFinished(other.close)
  expect(other.add(place)).toBe(false)
  expect(io.add({ port: 1, local: '192.0.2.1:31000' })).toBe(false)
  await around.send(at('5.9:1'), place.local, Uint8Array.of(1))
  await until(() => arrived.length === 1)
  send(io, 31_000, at('5.9:1'), Uint8Array.of(2))
  await until(() => around.heard.length === 1)
  io.remove(31_000)
  expect(other.add(place)).toBe(true)
  io.remove(31_000)
  expect([arrived, around.heard[0]!.from]).toEqual([[31_000], place.local])
})

test('a socket that is closed by what it hears hears it once, and so do the others', async () => {
  const io = createUdp()
  onTestFinished(() => io.close())
  const arrived: number[] = []
  io.receive(({ count, ports }) => {
    arrived.push(...ports.slice(0, count))
    io.remove(31_001)
  })
  for (const port of [31_001, 31_002]) expect(io.add({ port, local: at(`9.1:${port}`) })).toBe(true)
  const around = createSurroundings()
  await Promise.all([31_001, 31_002, 31_002].map(port => around.send(at('9.2:4000'), at(`9.1:${port}`), Uint8Array.of(1))))
  await until(() => arrived.length >= 3)
  await setTimeout(20)
  expect(arrived).toEqual([31_001, 31_002, 31_002])
})
