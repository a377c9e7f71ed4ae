import { beforeEach, expect, test } from 'vitest'
import type { Path } from '#control/path/path.ts'
import { emptyPath, writePacket } from '#host/packet.ts'
import { type ProbeStatus, probePaths, quotedSequence, tracerouteRequest } from '#host/probe.ts'
import { protocols } from '#wire/header.ts'
import { buildScmp } from '#wire/scmp.ts'
import { startNetwork, type TestNetwork } from './network.ts'
import { sampleEndpoint } from './sample.ts'

const [src, dst] = ['1-ff00:0:1', '1-ff00:0:2'] as const
let network: TestNetwork

beforeEach(() => {
  network = startNetwork()
  network.run(20e9)
})

function findPaths(): readonly Path[] {
  let found: readonly Path[] = []
  network.host(src).paths.find(dst, false, network.now(), network.out(src), answer => {
    if ('paths' in answer) found = answer.paths
  })
  network.run(network.now() + 0.5e9)
  return found
}

function probe(paths: readonly Path[]): { statuses: readonly ProbeStatus[]; tookNs: number } {
  const begin = network.now()
  let done: { statuses: readonly ProbeStatus[]; tookNs: number } | undefined
  probePaths(network.host(src), paths, { timeoutNs: 2e9, epic: false }, begin, network.out(src), (statuses, at) => {
    done = { statuses, tookNs: at - begin }
  })
  network.run(begin + 3e9)
  return done!
}

test('alive paths answer within their round trip, which is remembered', () => {
  const paths = findPaths()
  const { statuses, tookNs } = probe(paths)
  expect(statuses).toEqual(paths.map(() => ({ status: 'alive' })))
  expect(tookNs).toBeLessThan(10e6)
  const known = network.host(src).paths.roundTripsNs
  expect(paths.map(p => known.get(p.fingerprint)! > 0)).not.toContain(false)
  expect(known.get(paths[0]!.fingerprint)).toBeLessThan(known.get(paths.at(-1)!.fingerprint)!)
})

test('the statuses stay with their paths when some are silent', () => {
  const paths = findPaths()
  network.delays.set('1-ff00:0:2#33', Infinity)
  const { statuses, tookNs } = probe(paths)
  expect(statuses.map(s => s.status)).toEqual(paths.map(p => (p.interfaces.length === 2 ? 'timeout' : 'alive')))
  expect(tookNs).toBe(2e9)
})

test('an answer said five times is one answer', () => {
  const paths = findPaths()
  let statuses: readonly ProbeStatus[] = []
  probePaths(network.host(src), paths, { timeoutNs: 2e9, epic: false }, network.now(), network.out(src), s => {
    statuses = s
  })
  const { port } = network.sentByHosts.at(-1)!
  const { endpoint } = network.host(src)
  const reply = buildScmp({
    kind: 'tracerouteReply',
    code: 0,
    identifier: port,
    sequence: 0,
    isdAs: dst,
    ifId: 1n,
    data: new Uint8Array(0),
  })
  for (let i = 0; i < paths.length; i++)
    network.inject(
      src,
      port,
      '10.0.0.1:1',
      writePacket({ source: endpoint, destination: endpoint, path: emptyPath, protocol: protocols.scmp }, reply),
    )
  network.run(network.now() + 1e9)
  expect(statuses.map(s => s.status)).toEqual(paths.map(() => 'alive'))
})

test('nothing to probe is done at once; ports are given back', () => {
  expect(probe([])).toEqual({ statuses: [], tookNs: 0 })
  const paths = findPaths()
  const { first, last } = network.host(src).as.dispatchedPorts!
  for (let i = 0; i < 20; i++) probe(paths)
  let free = 0
  while (network.host(src).ports.open(() => {}) !== undefined) free++
  expect(free).toBe(last - first + 1)
})

test('an error is matched to its request by the sequence number it quotes', () => {
  const sent = writePacket(
    { source: sampleEndpoint(src, '10.0.0.1'), destination: sampleEndpoint(dst, '10.0.0.2'), path: emptyPath, protocol: protocols.scmp },
    tracerouteRequest(31000, 77),
  )
  const error = (quote: Uint8Array) => quotedSequence({ kind: 'destinationUnreachable', code: 0, quote })
  expect(error(sent)).toBe(77)
  expect(error(sent.subarray(0, 36 + 7))).toBeUndefined()
  expect(error(new Uint8Array(0))).toBeUndefined()
  expect(quotedSequence({ kind: 'unknown', type: 9, code: 0, data: sent })).toBeUndefined()
})
