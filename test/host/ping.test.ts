import { beforeEach, expect, test } from 'vitest'
import { parseSequence } from '#control/path/sequence.ts'
import { daemonPort } from '#host/daemon.ts'
import type { Outcome } from '#host/operation.ts'
import { emptyPath, writePacket } from '#host/packet.ts'
import { type PingOptions, ping } from '#host/ping.ts'
import type { PingReply, PingResult } from '#host/result.ts'
import { toHex } from '#wire/bytes.ts'
import { lhvfAt, phvfAt } from '#wire/epic.ts'
import { parseHeader, pathAt, pathTypes, protocols } from '#wire/header.ts'
import { buildScmp } from '#wire/scmp.ts'
import { diamond, startNetwork, type TestNetwork } from './network.ts'
import { readTranscript, transcriptTest } from './transcript.ts'

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
const plan = { count: 3, intervalNs: 1e9, timeoutNs: 1e9 }
const start = (more: Partial<PingOptions> = {}) =>
  ping(
    network.host(src),
    { destination: addressOf(dst), ...plan, onError: text => errors.push(text), ...more },
    network.now(),
    network.out(src),
  )
const run = (more: Partial<PingOptions> = {}): Outcome<PingResult> => network.finish(start(more))

function result(outcome: Outcome<PingResult>): PingResult {
  if (outcome.kind === 'failed') throw new Error(outcome.reason)
  return outcome.result
}

test('three replies over the shortest path; the run takes three intervals, as with the scion tool', () => {
  const { path, replies, statistics } = result(run())
  expect(path).toMatchObject({ sequence: '1-ff00:0:1#0,23 1-ff00:0:2#33,0', local_ip: addressOf(src).host })
  expect(replies!.map(r => [r.scmp_seq, r.state, r.source, r.round_trip_time])).toEqual(
    [0, 1, 2].map(i => [i, 'success', `${dst},${addressOf(dst).host}`, 2.2]),
  )
  expect(statistics).toEqual({ sent: 3, received: 3, packet_loss: 0, time: 3000, min_rtt: 2.2, avg_rtt: 2.2, max_rtt: 2.2, mdev_rtt: 0 })
})

test('inside the AS: no path, straight to the host, as fast as the AS', () => {
  const { path, replies, scion_packet_size } = result(run({ destination: addressOf(src) }))
  expect(path).toEqual({ fingerprint: '', hops: null, sequence: '', local_ip: addressOf(src).host, next_hop: '<nil>' })
  expect(scion_packet_size).toBe(44)
  expect(replies!.map(r => [r.scion_packet_size, r.round_trip_time])).toEqual([[52, 0.1], [52, 0.1], [52, 0.1]]) // biome-ignore format: one row
})

test('sizes: payload, whole packet, as large as the path carries; small ones are raised to 8 bytes', () => {
  const sizes = (size: PingOptions['size']) => {
    const r = result(run({ count: 1, ...(size && { size }) }))
    return [r.payload_size, r.scion_packet_size, r.replies![0]!.scion_packet_size]
  }
  expect(sizes(undefined)).toEqual([0, 88, 96])
  expect(sizes({ payload: 100 })).toEqual([100, 188, 188])
  expect(sizes({ packet: 300 })).toEqual([212, 300, 300])
  expect(sizes('mtu')).toEqual([1312, 1400, 1400])
  expect(run({ size: { packet: 87 } })).toEqual({
    kind: 'failed',
    reason: 'desired packet size smaller than header overhead {minimum_packet_size=88}',
  })
  expect(run({ size: { payload: 65528 } })).toMatchObject({ kind: 'failed', reason: expect.stringContaining('at most 65527') })
})

test('a sequence chooses the path; without one there is no ping', () => {
  expect(result(run({ sequence: parseSequence('0 1-ff00:0:b 0') })).path.sequence).toBe('1-ff00:0:1#0,22 1-ff00:0:b#2,3 1-ff00:0:2#32,0')
  expect(run({ sequence: parseSequence('0 2 0') })).toEqual({ kind: 'failed', reason: 'fetching paths: no path available' })
  expect(run({ destination: { isdAs: '1-ff00:0:9', host: '10.0.0.1' } })).toMatchObject({ kind: 'failed' })
  expect(run({ epic: true })).toEqual({ kind: 'failed', reason: 'no EPIC paths available' })
})

test('a dead link is told, and a fixed path stays on it, as the scion tool does', () => {
  network.setLink(src, 23, false)
  const { replies, statistics } = result(run())
  expect(replies).toBeNull()
  expect(statistics).toMatchObject({ sent: 3, received: 0, packet_loss: 100, time: 3000, min_rtt: 0 })
  expect(errors).toEqual(Array(3).fill('external interface is down {interface=23; isd_as=1-ff00:0:1}'))
})

test('a ping that may change its path leaves a dead link after one packet, and comes back when the link is believed again', () => {
  const states: string[] = []
  const sentOver: number[] = []
  const operation = start({
    onSend: path => sentOver.push(path.interfaces.length),
    count: 15,
    mayChangePath: true,
    onReply: (r: PingReply) => states.push(`${r.scmp_seq} ${r.round_trip_time}`),
  })
  network.run(network.now() + 1.5e9)
  network.setLink(src, 23, false)
  network.run(network.now() + 2e9)
  network.setLink(src, 23, true)
  expect(result(network.finish(operation)).statistics).toMatchObject({ sent: 15, received: 14 })
  expect(errors).toHaveLength(1)
  expect(states.slice(0, 4)).toEqual(['0 2.2', '1 2.2', '3 4.3', '4 4.3'])
  expect(states.at(-1)).toBe('14 2.2')
  expect(sentOver.slice(0, 4)).toEqual([2, 2, 2, 4])
  expect(sentOver).toHaveLength(15)
})

test('silence is loss: the run ends a timeout after the last interval', () => {
  network.delays.set(`${src}#23`, Infinity)
  expect(result(run()).statistics).toMatchObject({ received: 0, packet_loss: 100, time: 4000 })
  expect(errors).toEqual([])
})

test('slower than the interval, all replies are counted, and the last one ends the run', () => {
  network.delays.set(`${src}#23`, 700e6)
  const { replies, statistics } = result(run({ intervalNs: 100e6 }))
  expect(replies).toHaveLength(3)
  expect(statistics).toMatchObject({ received: 3, time: 902.2 })
})

test('a slow reply counts, and is told to be late', () => {
  network.delays.set(`${src}#23`, 700e6)
  const { replies, statistics } = result(run({ timeoutNs: 0.5e9 }))
  expect(replies!.map(r => r.state)).toEqual(['after_timeout', 'after_timeout', 'after_timeout'])
  expect(statistics).toMatchObject({ received: 3, max_rtt: 702.2 })
})

test('stopped, it has what came so far and gives its port and path back', () => {
  const operation = start({ count: 100 })
  network.run(network.now() + 2.5e9)
  operation.stop(network.now())
  expect(operation.outcome).toMatchObject({ kind: 'done', result: { statistics: { sent: 3, received: 3 } } })
  expect(network.host(src).paths.inUse.size).toBe(0)
  const sent = network.sentByHosts.length
  network.run(network.now() + 5e9)
  expect(network.sentByHosts.length).toBe(sent)
})

test('longer than a hop field lives, it goes the same way over fresh ones', () => {
  network = startNetwork(diamond, { expTime: 0 })
  network.run(20e9)
  const { path, replies } = result(run({ count: 8, intervalNs: 100e9, sequence: parseSequence('0 1-ff00:0:b 0') }))
  expect(replies).toHaveLength(8)
  expect(path.sequence).toContain('1-ff00:0:b')
  expect(network.sentByHosts.filter(s => s.port === daemonPort).length).toBeGreaterThan(2)
})

test('replies of strangers, replies never asked for and noise change nothing', () => {
  const operation = start()
  network.run(network.now() + 0.5e9)
  const [request] = network.sentByHosts.filter(s => s.port !== daemonPort)
  const port = request!.port
  network.inject(src, port, '10.0.0.1:1', request!.bytes)
  network.inject(src, port, '10.0.0.1:1', new Uint8Array(60))
  expect(result(network.finish(operation)).statistics).toMatchObject({ sent: 3, received: 3 })
})

test('a flood of replies is not kept', () => {
  const operation = start({ count: 2 })
  network.run(network.now() + 0.5e9)
  const { port } = network.sentByHosts.at(-1)!
  const { endpoint } = network.host(src)
  const reply = buildScmp({ kind: 'echoReply', code: 0, identifier: port, sequence: 0, data: new Uint8Array(8) })
  const packet = writePacket({ source: endpoint, destination: endpoint, path: emptyPath, protocol: protocols.scmp }, reply)
  for (let i = 0; i < 1000; i++) network.inject(src, port, '10.0.0.1:1', packet)
  expect(result(network.finish(operation)).replies!.length).toBeLessThanOrEqual(2)
})

test('over EPIC: 16 bytes more there, not back; each packet with an id of its own', () => {
  network = startNetwork(diamond, { epic: true })
  network.run(20e9)
  network.learnPaths(src, dst)
  for (const sequence of ['0 0', '0 1-ff00:0:a 0', '0 1-ff00:0:b 1-ff00:0:a 0']) {
    const plain = result(run({ sequence: parseSequence(sequence) }))
    const from = network.sentByHosts.length
    const sealed = result(run({ sequence: parseSequence(sequence), epic: true }))
    expect(sealed.statistics.received, sequence).toBe(3)
    expect(sealed.scion_packet_size).toBe(plain.scion_packet_size + 16)
    expect(sealed.replies![0]!.scion_packet_size).toBe(plain.replies![0]!.scion_packet_size)
    const sent = network.sentByHosts.slice(from).filter(s => s.host === network.host(src).name && s.port !== daemonPort)
    expect(sent.map(s => parseHeader(s.bytes).pathType)).toEqual([pathTypes.epic, pathTypes.epic, pathTypes.epic])
    expect(new Set(sent.map(s => toHex(s.bytes.subarray(pathAt(s.bytes), pathAt(s.bytes) + 8)))).size).toBe(3)
  }
})

test('routers drop what is sealed wrongly, and without authenticators there is no EPIC path', () => {
  expect(run({ epic: true })).toEqual({ kind: 'failed', reason: 'no EPIC paths available' })
  network = startNetwork(diamond, { epic: true })
  network.run(20e9)
  network.learnPaths(src, dst)
  const operation = start({ count: 1, epic: true })
  const { to, bytes, port } = network.sentByHosts.at(-1)!
  expect(result(network.finish(operation)).statistics.received).toBe(1)
  const answered = () => network.hostEvents.filter(e => e.event === 'answered').length
  const before = answered()
  for (const broken of [lhvfAt, phvfAt]) {
    const packet = bytes.slice()
    packet[broken(pathAt(packet))]! ^= 1
    network.host(src).sendPacket(port, to, packet, network.out(src))
    network.run(network.now() + 1e9)
    expect(answered()).toBe(before)
  }
})

transcriptTest('the recorded words where there is no EPIC path', () => {
  const outcome = run({ epic: true })
  expect(outcome.kind === 'failed' && `Error: ${outcome.reason}\n`).toBe(readTranscript('ping-112-111-epic').stderr)
})

test('a service is no host', () => {
  expect(run({ destination: { isdAs: dst, host: 'CS' } })).toMatchObject({ kind: 'failed', reason: expect.stringContaining('service') })
})
