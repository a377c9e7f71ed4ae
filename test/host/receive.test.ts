import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { daemonPort } from '#host/daemon.ts'
import { emptyPath, type HostPacket, writePacket } from '#host/packet.ts'
import { ping } from '#host/ping.ts'
import { endhostPort } from '#host/responder.ts'
import { traceroute } from '#host/traceroute.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { checkHeader, headerLength, nextHeader, protocols, setPayloadLength } from '#wire/header.ts'
import { buildScmp, type Scmp } from '#wire/scmp.ts'
import { buildUdp } from '#wire/udp.ts'
import { startNetwork, type TestNetwork } from './network.ts'
import { sampleEndpoint } from './sample.ts'

const isdAs = '1-ff00:0:1'
const peer = sampleEndpoint(isdAs, '127.9.9.9')
let network: TestNetwork
let heard: HostPacket[]

beforeEach(() => {
  network = startNetwork()
  heard = []
  host().ports.open(packet => void heard.push(packet), 31500)
})

const host = () => network.host(isdAs)
const scmpPacket = (scmp: Scmp, destination = host().endpoint): Uint8Array =>
  writePacket({ source: peer, destination, path: emptyPath, protocol: protocols.scmp }, buildScmp(scmp))
const udpPacket = (dstPort: number): Uint8Array =>
  writePacket(
    { source: peer, destination: host().endpoint, path: emptyPath, protocol: protocols.udp },
    buildUdp({ srcPort: 9, dstPort, data: new Uint8Array(1) }),
  )
const arrive = (bytes: Uint8Array, port: number): void => network.inject(isdAs, port, '127.9.9.9:31000', bytes)
const lastEvent = (): string => `${network.hostEvents.at(-1)?.event} ${network.hostEvents.at(-1)?.detail}`

test('data reaches the port its header names, over that port or the end host port', () => {
  arrive(udpPacket(31500), 31500)
  arrive(udpPacket(31500), endhostPort)
  expect(heard).toHaveLength(2)
  arrive(udpPacket(31500), 31501)
  expect(lastEvent()).toBe('dropped no one listens on port 31500')
  arrive(udpPacket(31501), 31501)
  expect(lastEvent()).toBe('dropped no one listens on port 31501')
  expect(heard).toHaveLength(2)
})

test('requests are answered on the end host port only, to where they came from', () => {
  const request = scmpPacket({ kind: 'echoRequest', code: 0, identifier: 5, sequence: 1, data: new Uint8Array(8) })
  arrive(request, endhostPort)
  expect(network.sentByHosts).toMatchObject([{ port: endhostPort, to: '127.9.9.9:31000' }])
  expect(network.hostEvents.map(e => e.event)).toEqual(['answered', 'received'])
  arrive(request, 31500)
  expect(lastEvent()).toBe('dropped a request belongs to port 30041')
})

test('a packet for another host or of no form is dropped with the reason', () => {
  const query = { code: 0, identifier: 31500, sequence: 1, data: new Uint8Array(8) }
  arrive(scmpPacket({ kind: 'echoReply', ...query }, sampleEndpoint(isdAs, '127.8.8.8')), 31500)
  expect(lastEvent()).toBe('dropped it is for 1-ff00:0:1,127.8.8.8')
  arrive(scmpPacket({ kind: 'echoReply', ...query }, sampleEndpoint('1-ff00:0:2', '127.8.8.8')), 31500)
  expect(lastEvent()).toBe('dropped it is for 1-ff00:0:2,127.8.8.8')
  arrive(new Uint8Array(3), 31500)
  expect(lastEvent()).toMatch(/^dropped common header needs/)
  arrive(scmpPacket({ kind: 'unknown', type: 140, code: 0, data: new Uint8Array(8) }), 31500)
  expect(lastEvent()).toBe('dropped no one listens on port undefined')
})

/** What this host would have sent to AS 2, as a router quotes it. */
const sentUdp = (source = host().endpoint): Uint8Array =>
  writePacket(
    { source, destination: sampleEndpoint('1-ff00:0:2', '127.0.0.1'), path: emptyPath, protocol: protocols.udp },
    buildUdp({ srcPort: 31500, dstPort: 7, data: new Uint8Array(4) }),
  )
const sentEcho = (): Uint8Array =>
  writePacket(
    { source: host().endpoint, destination: sampleEndpoint('1-ff00:0:2', '127.0.0.1'), path: emptyPath, protocol: protocols.scmp },
    buildScmp({ kind: 'echoRequest', code: 0, identifier: 31500, sequence: 0, data: new Uint8Array(0) }),
  )
const down = (quote: Uint8Array): Scmp => ({ kind: 'externalInterfaceDown', code: 0, isdAs: '1-ff00:0:a', ifId: 3n, quote })

test('an error reaches who sent the packet it quotes: UDP source port or SCMP identifier', () => {
  for (const quote of [sentUdp(), sentEcho()]) {
    arrive(scmpPacket(down(quote)), 31500)
    arrive(scmpPacket({ kind: 'destinationUnreachable', code: 0, quote }), endhostPort)
  }
  expect(heard).toHaveLength(4)
  arrive(scmpPacket(down(sentUdp().subarray(0, 30))), 31500)
  expect(lastEvent()).toBe('dropped no one listens on port undefined')
})

test('5/0 and 6/0 take an interface out, if they quote a packet of ours', async () => {
  network.run(20e9)
  const usable = (): Promise<number[]> =>
    new Promise(resolve => {
      host().paths.find('1-ff00:0:2', false, network.now(), network.out(isdAs), found =>
        resolve('paths' in found ? found.paths.map(p => p.interfaces.length) : []),
      )
      network.run(network.now() + 1e8)
    })
  const before = await usable()
  arrive(scmpPacket(down(sentUdp(peer))), 31500)
  expect(await usable()).toEqual(before)
  arrive(scmpPacket(down(sentUdp())), 31500)
  expect(network.hostEvents).toContainEqual(expect.objectContaining({ event: 'interfaceDown', detail: '1-ff00:0:a#3' }))
  const after = await usable()
  expect(after.length).toBeLessThan(before.length)
  arrive(scmpPacket({ kind: 'internalConnectivityDown', code: 0, isdAs: '1-ff00:0:b', ingress: 2n, egress: 3n, quote: sentEcho() }), 31500)
  expect((await usable()).length).toBeLessThan(after.length)
})

test('whatever arrives on whatever port, while tools wait for their packets: no throw, and no more state than ports', () => {
  network.run(20e9)
  const out = network.out(isdAs)
  const destination = { isdAs: '1-ff00:0:2', host: '127.0.0.1' } as const
  const operation = ping(host(), { destination, count: 1, intervalNs: 1e12, timeoutNs: 1e9 }, network.now(), out)
  traceroute(host(), { destination, timeoutNs: 1e12 }, network.now(), out)
  network.run(network.now() + 1e9)
  const sent = network.sentByHosts.filter(s => s.port !== daemonPort)
  const ports = [endhostPort, daemonPort, 31500, 1, ...sent.map(s => s.port)]
  const bases = [...sent.map(s => s.bytes), udpPacket(31500), scmpPacket(down(sentUdp())), scmpPacket(down(sent[0]!.bytes))]
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 })
  fc.assert(
    fc.property(fc.constantFrom(...bases), fc.constantFrom(...ports), changes, fc.nat(40), (base, port, edits, cut) => {
      const bytes = base.slice(0, base.length - (cut < 30 ? 0 : cut))
      for (const [at, value] of edits) bytes[at % bytes.length] = value
      arrive(mended(bytes), port)
    }),
    { numRuns: 2000 },
  )
  fc.assert(fc.property(fc.uint8Array({ maxLength: 150 }), fc.constantFrom(...ports), (bytes, port) => arrive(bytes, port)))
  expect(operation.outcome).toBeUndefined()
  expect(host().paths.roundTripsNs.size).toBeLessThan(10)
})

/** With the payload length and the checksum right again, so that more than the first check is met. */
function mended(bytes: Uint8Array): Uint8Array {
  if (checkHeader(bytes) !== undefined || bytes.length < headerLength(bytes) + 8) return bytes
  setPayloadLength(bytes, bytes.length - headerLength(bytes))
  const protocol = nextHeader(bytes)
  if (protocol === protocols.udp || protocol === protocols.scmp) setUpperLayerChecksum(bytes, protocol, headerLength(bytes))
  return bytes
}
