import { beforeEach, expect, test } from 'vitest'
import { parseSequence } from '#control/path/sequence.ts'
import { type PathOptions, type PathUse, type Resolved, renewPath, resolvePath } from '#host/resolve.ts'
import { startNetwork, type TestNetwork } from './network.ts'

const [src, dst] = ['1-ff00:0:1', '1-ff00:0:2'] as const
let network: TestNetwork

beforeEach(() => {
  network = startNetwork()
  network.run(20e9)
  network.learnPaths(src, dst)
})

function resolve(options: PathOptions): Resolved | undefined {
  let resolved: Resolved | undefined
  resolvePath(network.host(src), dst, options, network.now(), network.out(src), r => {
    resolved = r
  })
  network.run(network.now() + 3e9)
  return resolved
}

const way = (options: PathOptions): string => {
  const r = resolve(options)
  return r === undefined ? 'nothing' : 'reason' in r ? r.reason : r.path.interfaces.slice(1, -1).map(i => `${i.isdAs.at(-1)}${i.ifId}`).join(' ') // biome-ignore format: one step
}

test('the shortest; among healthy ones the shortest that answers; the fastest', () => {
  expect(way({})).toBe('')
  expect(way({ prefer: 'lowest-latency' })).toBe('')
  network.delays.set(`${src}#23`, 50e6)
  expect(way({ prefer: 'lowest-latency' })).toBe('a2 a3')
  network.delays.set(`${src}#21`, 60e6)
  expect(way({ prefer: 'lowest-latency' })).toBe('b2 b3')
  network.delays.set(`${src}#23`, Infinity)
  expect(way({ healthyOnly: true })).toBe('a2 a3')
  expect(way({})).toBe('')
})

test('with nothing healthy there is a reason; the fastest falls back to what is known', () => {
  for (const ifId of [21, 22, 23]) network.delays.set(`${src}#${ifId}`, Infinity)
  expect(way({ healthyOnly: true })).toBe('no healthy paths available')
  expect(way({ prefer: 'lowest-latency' })).toBe('')
})

test('the most disjoint path avoids those of running operations', () => {
  const first = resolve({}) as { path: PathUse['path'] }
  network.host(src).paths.inUse.add(first)
  expect(way({ prefer: 'most-disjoint' })).toBe('a2 a3')
  network.host(src).paths.inUse.add(resolve({ prefer: 'most-disjoint' }) as PathUse)
  expect(way({ prefer: 'most-disjoint' })).toBe('b2 b3')
})

test('a policy is asked among the paths that are up: its lighter options come in, and what is down is better than nothing', () => {
  const over = (as: string, weight: number) => ({ weight, policy: { sequence: parseSequence(`0 ${as} 0`) } })
  const policy = { options: [over('1-ff00:0:b', 2), over('1-ff00:0:a', 1)] }
  const onlyB = { sequence: parseSequence('0 1-ff00:0:b 0') }
  expect([way({ policy }), way(onlyB)]).toEqual(['b2 b3', 'b2 b3'])
  network.host(src).paths.revoke({ isdAs: '1-ff00:0:b', ifId: 3 }, network.now())
  expect([way({ policy }), way(onlyB)]).toEqual(['a2 a3', 'b2 b3'])
  network.run(network.now() + 10e9)
  expect(way({ policy })).toBe('b2 b3')
})

test('renewing keeps the way unless it may change, and leaves an ended operation alone', () => {
  const host = network.host(src)
  const use = { path: (resolve({ prefer: 'most-disjoint' }) as PathUse).path }
  expect(resolve({ fingerprint: 'no such' })).toEqual({ reason: 'fetching paths: no path available' })
  let calls = 0
  const renew = (mayChange: boolean): void => renewPath(host, use, {}, mayChange, network.now(), network.out(src), () => calls++)
  host.paths.inUse.add(use)
  host.paths.revoke(use.path.interfaces[0]!, network.now())
  renew(false)
  expect(use.path.interfaces).toHaveLength(2)
  renew(true)
  expect(use.path.interfaces).toHaveLength(4)
  expect(calls).toBe(2)
  host.paths.inUse.delete(use)
  renew(true)
  expect(calls).toBe(2)
  expect(host.paths.inUse.size).toBe(0)
})
