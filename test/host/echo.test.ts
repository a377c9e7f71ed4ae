import { beforeEach, expect, test } from 'vitest'
import { type EchoOptions, echoPort, startEchoServer, udpEcho } from '#host/echo.ts'
import { emptyPath, writePacket } from '#host/packet.ts'
import { protocols } from '#wire/header.ts'
import { buildUdp } from '#wire/udp.ts'
import { startNetwork, type TestNetwork } from './network.ts'

const [src, dst] = ['1-ff00:0:1', '1-ff00:0:2'] as const
let network: TestNetwork
let errors: string[]

beforeEach(() => {
  network = startNetwork()
  network.run(20e9)
  errors = []
})

const addressOf = (isdAs: typeof src | typeof dst) => ({
  isdAs,
  host: network.topology.ases.find(a => a.isdAs === isdAs)!.hosts[0]!.address,
})
const start = (more: Partial<EchoOptions> = {}) =>
  udpEcho(
    network.host(src),
    { destination: addressOf(dst), count: 3, intervalNs: 1e8, timeoutNs: 1e9, size: 100, onError: e => errors.push(e), ...more },
    network.now(),
    network.out(src),
  )
const statistics = (more: Partial<EchoOptions> = {}) => {
  const outcome = network.finish(start(more))
  return outcome.kind === 'done' ? outcome.result.statistics : undefined
}

test('what is sent comes back', () => {
  expect(startEchoServer(network.host(dst))).toBe(true)
  const seen: number[] = []
  expect(statistics({ onReply: sequence => seen.push(sequence) })).toMatchObject({ sent: 3, received: 3, packet_loss: 0, max_rtt: 2.2 })
  expect(seen).toEqual([0, 1, 2])
})

test('another port, another size, inside the AS', () => {
  expect(startEchoServer(network.host(src), 31777)).toBe(true)
  expect(startEchoServer(network.host(src), 31777)).toBe(false)
  expect(statistics({ destination: addressOf(src), port: 31777, size: 0 })).toMatchObject({ received: 3 })
})

test('slower than the interval, all replies are counted', () => {
  startEchoServer(network.host(dst))
  network.delays.set(`${src}#23`, 700e6)
  expect(statistics()).toMatchObject({ received: 3, time: 902.2 })
})

test('without a server nothing comes back; a dead link is told', () => {
  expect(statistics()).toMatchObject({ received: 0, packet_loss: 100 })
  network.setLink(src, 23, false)
  statistics()
  expect(errors[0]).toBe('external interface is down {interface=23; isd_as=1-ff00:0:1}')
})

test('an echo that may change its path leaves the dead link', () => {
  startEchoServer(network.host(dst))
  network.setLink(src, 23, false)
  expect(statistics({ count: 5, mayChangePath: true })).toMatchObject({ sent: 5, received: 4 })
})

test('two echo servers do not talk for ever', () => {
  startEchoServer(network.host(src))
  const { endpoint } = network.host(src)
  const spoofed = writePacket(
    { source: endpoint, destination: endpoint, path: emptyPath, protocol: protocols.udp },
    buildUdp({ srcPort: echoPort, dstPort: echoPort, data: new Uint8Array(4) }),
  )
  const before = network.sentByHosts.length
  network.inject(src, echoPort, `${addressOf(src).host}:${echoPort}`, spoofed)
  expect(network.sentByHosts.length).toBe(before)
})

test('answers too short to tell which request they are for are not counted', () => {
  const operation = start()
  const { port, to } = network.sentByHosts.at(-1)!
  expect(to).not.toBe('')
  const { endpoint } = network.host(src)
  const short = writePacket(
    { source: endpoint, destination: endpoint, path: emptyPath, protocol: protocols.udp },
    buildUdp({ srcPort: echoPort, dstPort: port, data: new Uint8Array(3) }),
  )
  network.inject(src, port, '10.0.0.1:7', short)
  expect(network.finish(operation)).toMatchObject({ result: { statistics: { received: 0 } } })
})
