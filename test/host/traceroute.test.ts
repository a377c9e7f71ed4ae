import { beforeEach, expect, test } from 'vitest'
import { parseSequence } from '#control/path/sequence.ts'
import type { Outcome } from '#host/operation.ts'
import type { TracerouteUpdate } from '#host/print-traceroute.ts'
import type { TracerouteResult } from '#host/result.ts'
import { probesWereLost, type TracerouteOptions, traceroute } from '#host/traceroute.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { diamond, startNetwork, type TestNetwork } from './network.ts'
import { readTranscript, transcriptTest } from './transcript.ts'

const [src, dst] = ['1-ff00:0:1', '1-ff00:0:2'] as const
let network: TestNetwork
let updates: TracerouteUpdate[]
let errors: string[]

beforeEach(() => {
  network = startNetwork()
  network.run(20e9)
  network.learnPaths(src, dst)
  updates = []
  errors = []
})

function start(sequence: string, isdAs: IsdAs = dst, more: Partial<TracerouteOptions> = {}) {
  const host = network.topology.ases.find(a => a.isdAs === isdAs)!.hosts[0]!.address
  const options: TracerouteOptions = {
    ...{ destination: { isdAs, host }, sequence: parseSequence(sequence), timeoutNs: 1e9 },
    ...{ onHop: u => updates.push(u), onError: text => errors.push(text), ...more },
  }
  return traceroute(network.host(src), options, network.now(), network.out(src))
}

function result(outcome: Outcome<TracerouteResult>): TracerouteResult {
  if (outcome.kind === 'failed') throw new Error(outcome.reason)
  return outcome.result
}

const run = (sequence: string): TracerouteResult => result(network.finish(start(sequence)))
const interfaces = (r: TracerouteResult): string => r.hops.map(h => `${h.isd_as}#${h.interface_id}`).join(' ')
const pathInterfaces = (r: TracerouteResult): string => r.path.hops!.map(h => `${h.isd_as}#${h.interface}`).join(' ')

test('every interface of every kind of path answers, in the path order', () => {
  for (const sequence of ['0 0', '0 1-ff00:0:a 0', '0 1-ff00:0:b 1-ff00:0:a 0']) {
    const traced = run(sequence)
    expect(interfaces(traced)).toBe(pathInterfaces(traced))
    expect(probesWereLost(updates)).toBe(false)
  }
})

test('over EPIC every interface answers too', () => {
  network = startNetwork(diamond, { epic: true })
  network.run(20e9)
  network.learnPaths(src, dst)
  const traced = result(network.finish(start('0 1-ff00:0:b 1-ff00:0:a 0', dst, { epic: true })))
  expect(interfaces(traced)).toBe(pathInterfaces(traced))
  expect(probesWereLost(updates)).toBe(false)
})

test('up and down through two cores: three times a hop, growing along the way, each from the router that owns the interface', () => {
  const { hops } = run('0 1-ff00:0:a 1-ff00:0:b 0')
  expect(hops.map(h => h.round_trip_times!.length)).toEqual([3, 3, 3, 3, 3, 3])
  const firsts = hops.map(h => h.round_trip_times![0]!)
  expect(firsts).toEqual([...firsts].sort((a, b) => a - b))
  const owners = hops.map(
    h => network.topology.ases.find(as => as.isdAs === h.isd_as)!.routers.find(r => r.interfaces.some(i => i.ifId === h.interface_id))!,
  )
  expect(hops.map(h => h.ip)).toEqual(owners.map(r => r.internalAddress.replace(/:\d+$/, '')))
})

test('to a core AS', () => {
  expect(interfaces(result(network.finish(start('0 0', '1-ff00:0:a'))))).toBe('1-ff00:0:1#21 1-ff00:0:a#2')
})

test('behind a dead link the error is told and the hop stays unknown', () => {
  network.setLink('1-ff00:0:a', 3, false)
  const { hops } = run('0 1-ff00:0:a 0')
  expect(updates.map(u => u.times.length)).toEqual([3, 3, 3, 0])
  expect(hops[3]).toEqual({ interface_id: 31, ip: '', isd_as: dst, round_trip_times: null })
  expect(errors).toEqual(Array(3).fill('external interface is down {interface=3; isd_as=1-ff00:0:a}'))
  expect(probesWereLost(updates)).toBe(true)
})

test('a silent hop costs three timeouts and has stars', () => {
  network.delays.set('1-ff00:0:a#3', Infinity)
  const before = network.now()
  const { hops } = run('0 1-ff00:0:a 0')
  expect(updates[3]).toEqual({ index: 3, times: ['lost', 'lost', 'lost'] })
  expect(hops[3]!.round_trip_times).toBeNull()
  expect(network.now() - before).toBeGreaterThan(3e9)
  expect(probesWereLost(updates)).toBe(true)
})

test('a reply that comes after its timeout is not taken for the next one', () => {
  network.delays.set('1-ff00:0:2#31', 1.4e9)
  run('0 1-ff00:0:a 0')
  expect(updates[3]!.times).toEqual(['lost', 'lost', 'lost'])
  expect(probesWereLost([{ index: 0, times: [1, 'lost', 2] }])).toBe(true)
})

test('a lost probe counts as the timeout in the record', () => {
  const operation = start('0 1-ff00:0:a 0', dst, { timeoutNs: 0.5e9 })
  network.delays.set('1-ff00:0:1#21', Infinity)
  network.run(network.now() + 0.2e9)
  network.delays.clear()
  const { hops } = result(network.finish(operation))
  expect(hops[1]!.round_trip_times![0]).toBe(500)
  expect(hops[1]!.round_trip_times![1]).toBeLessThan(5)
})

test('inside the AS there is nothing to trace', () => {
  expect(network.finish(start('', src))).toEqual({ kind: 'failed', reason: 'empty path is not allowed for traceroute' })
})

test('stopped, it has the hops so far', () => {
  network.delays.set('1-ff00:0:1#21', Infinity)
  const operation = start('0 1-ff00:0:a 0')
  network.run(network.now() + 1e9)
  operation.stop(network.now())
  expect(operation.outcome).toMatchObject({ kind: 'done', result: { hops: [{ interface_id: 21 }] } })
})

transcriptTest('the record has the recorded keys', () => {
  const recorded = JSON.parse(readTranscript('traceroute-111-112-json').stdout) as TracerouteResult
  const ours = run('0 0')
  expect(Object.keys(ours)).toEqual(Object.keys(recorded))
  expect(Object.keys(ours.path)).toEqual(Object.keys(recorded.path))
  expect(Object.keys(ours.hops[0]!)).toEqual(Object.keys(recorded.hops[0]!))
})
