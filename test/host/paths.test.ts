import { beforeEach, expect, test } from 'vitest'
import { parseSequence } from '#control/path/sequence.ts'
import type { Outcome } from '#host/operation.ts'
import { type PathsOptions, paths } from '#host/paths.ts'
import { pathsJson } from '#host/print-paths.ts'
import type { PathsResult } from '#host/result.ts'
import { startNetwork, type TestNetwork } from './network.ts'
import { readTranscript, transcriptTest } from './transcript.ts'

const [src, dst] = ['1-ff00:0:1', '1-ff00:0:2'] as const
let network: TestNetwork

beforeEach(() => {
  network = startNetwork()
  network.run(20e9)
})

const list = (more: Partial<PathsOptions> = {}): Outcome<PathsResult> =>
  network.finish(
    paths(network.host(src), { destination: dst, maxPaths: 10, probe: true, timeoutNs: 5e9, ...more }, network.now(), network.out(src)),
  )

function entries(outcome: Outcome<PathsResult>) {
  if (outcome.kind === 'failed') throw new Error(outcome.reason)
  return outcome.result.paths ?? []
}

test('all paths, the shortest first, each alive', () => {
  const found = entries(list())
  expect(found.map(p => p.hops.length)).toEqual([2, 4, 4, 6, 6])
  expect(new Set(found.map(p => p.status))).toEqual(new Set(['alive']))
  expect(found[0]).toMatchObject({
    sequence: '1-ff00:0:1#0,23 1-ff00:0:2#33,0',
    mtu: 1400,
    latency: [-1],
    supportsEpic: false,
    local_ip: network.topology.ases.find(a => a.isdAs === src)!.hosts[0]!.address,
  })
  expect(found[0]!.fingerprint).toMatch(/^[0-9a-f]{16}$/)
  expect(found[0]!.expiry).toMatch(/^2023-11-1\dT/)
})

test('unprobed, unlimited, limited, filtered', () => {
  expect(entries(list({ probe: false }))[0]).not.toHaveProperty('status')
  expect(entries(list({ probe: false }))[0]!.local_ip).toBe('')
  expect(entries(list({ maxPaths: 0 }))).toHaveLength(5)
  expect(entries(list({ maxPaths: 2 }))).toHaveLength(2)
  expect(entries(list({ sequence: parseSequence('0 1-ff00:0:b 0') }))).toHaveLength(1)
  expect(entries(list({ epic: true }))).toEqual([])
})

test('the own AS and an unknown AS have no list', () => {
  expect(list({ destination: src })).toEqual({ kind: 'done', result: { local_isd_as: src, destination: src } })
  expect(list({ destination: '1-ff00:0:9' })).toEqual({ kind: 'done', result: { local_isd_as: src, destination: '1-ff00:0:9' } })
})

test('a dead path says which interface is down, a silent one times out', () => {
  network.setLink(src, 23, false)
  network.delays.set('1-ff00:0:b#3', Infinity)
  const before = network.now()
  const status = Object.fromEntries(entries(list()).map(p => [p.sequence.split(' ').slice(1, -1).join(' '), p]))
  expect(status['']).toMatchObject({ status: 'scmp', status_info: 'external interface down: isd_as=1-ff00:0:1 interface=23' })
  expect(status['1-ff00:0:a#2,3']!.status).toBe('alive')
  expect(status['1-ff00:0:b#2,3']!.status).toBe('timeout')
  expect(network.now() - before).toBeGreaterThanOrEqual(5e9)
})

test('a control service that is silent is a failure', () => {
  network.deaf.add(network.host(src).as.controlServices[0]!.address)
  expect(list()).toEqual({ kind: 'failed', reason: 'the control service does not answer (timeout)' })
})

transcriptTest('the record has the recorded keys in the recorded order', () => {
  const recorded = JSON.parse(readTranscript('showpaths-111-112-json').stdout) as PathsResult
  const outcome = list()
  const ours = pathsJson(outcome.kind === 'done' ? outcome.result : { local_isd_as: src, destination: dst }) as PathsResult
  expect(Object.keys(ours)).toEqual(Object.keys(recorded))
  expect(Object.keys(ours.paths![0]!)).toEqual(Object.keys(recorded.paths![0]!).filter(k => k !== 'discovery'))
})
