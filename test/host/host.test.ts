import { beforeEach, expect, test } from 'vitest'
import { daemonPort } from '#host/daemon.ts'
import { endhostPort } from '#host/responder.ts'
import { protocols } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import { buildUdp } from '#wire/udp.ts'
import { startNetwork, type TestNetwork } from './network.ts'
import { samplePath } from './sample.ts'

let network: TestNetwork
beforeEach(() => {
  network = startNetwork()
})

const neighbor = { isdAs: '1-ff00:0:1', host: parseHost('127.9.9.9') } as const
const inside = { ...samplePath('1-ff00:0:1#1 1-ff00:0:1#1'), interfaces: [] }

test('a path leaves by the router that owns its first interface', () => {
  const host = network.host('1-ff00:0:1')
  const [a, b] = host.as.routers
  const route = (ifId: number) => host.routeTo(neighbor, samplePath(`1-ff00:0:1#${ifId} 1-ff00:0:a#2`), 7)
  expect(route(21).nextHop).toBe(a!.internalAddress)
  expect(route(22).nextHop).toBe(b!.internalAddress)
  expect(() => route(99)).toThrow(/broken invariant/)
})

test('inside the AS a packet goes straight to the port, one outside the dispatched range to the end host port', () => {
  const host = network.host('1-ff00:0:1')
  expect(host.as.dispatchedPorts).toBeDefined()
  expect(host.routeTo(neighbor, inside, 31500)).toEqual({
    destination: neighbor,
    path: { type: 0, bytes: new Uint8Array(0) },
    nextHop: '127.9.9.9:31500',
  })
  expect(host.routeTo(neighbor, inside, 7).nextHop).toBe(`127.9.9.9:${endhostPort}`)
})

test('the host asks its control service from the daemon port and wakes to ask again', () => {
  const host = network.host('1-ff00:0:1')
  host.paths.find('1-ff00:0:2', false, 0, network.out('1-ff00:0:1'), () => {})
  expect(network.sentByHosts).toMatchObject([{ port: daemonPort, to: host.as.controlServices[0]!.address }])
  expect(host.wakeAt()).toBeLessThan(Infinity)
})

test('tasks are woken when they are due, until they are finished', () => {
  const host = network.host('1-ff00:0:1')
  const out = network.out('1-ff00:0:1')
  const woken: number[] = []
  let due = 50
  const task = { wakeAt: () => due, wake: (now: number) => { woken.push(now); due = now + 100 } } // biome-ignore format: one line
  host.start(task)
  expect(host.wakeAt()).toBe(50)
  host.on({ kind: 'wake' }, 49, out)
  host.on({ kind: 'wake' }, 50, out)
  host.on({ kind: 'wake' }, 151, out)
  expect(woken).toEqual([50, 151])
  host.finish(task)
  expect(host.wakeAt()).toBe(Infinity)
})

test('what is sent has our address and a right checksum, and is counted', () => {
  const host = network.host('1-ff00:0:1')
  host.send(
    host.routeTo(host.endpoint, inside, 40000),
    31001,
    protocols.udp,
    buildUdp({ srcPort: 31001, dstPort: 40000, data: new Uint8Array(3) }),
    0,
    network.out('1-ff00:0:1'),
  )
  const [sent] = network.sentByHosts
  expect(sent).toMatchObject({ port: 31001 })
  network.inject('1-ff00:0:1', endhostPort, '127.9.9.9:1', sent!.bytes)
  expect(network.hostEvents.at(-1)?.detail).toBe('no one listens on port 40000')
  expect(host.counters).toMatchObject({ sent: 1, dropped: 1 })
})

test('of the paths the control service tells, only those through our own routers are kept', () => {
  network.run(20e9)
  const host = network.host('1-ff00:0:1')
  const ids: number[] = []
  host.paths.find('1-ff00:0:2', false, network.now(), network.out('1-ff00:0:1'), found => {
    if ('paths' in found) ids.push(...found.paths.map(p => p.interfaces[0]!.ifId))
  })
  network.run(21e9)
  expect(new Set(ids)).toEqual(new Set([21, 22, 23]))
})
