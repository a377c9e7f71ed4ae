import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseHiddenPaths } from '#control/hidden/group-document.ts'
import { defaultEpochS, epochAt } from '#crypto/drkey-epoch.ts'
import { createIssuer } from '#crypto/drkey-issuer.ts'
import { startDaemon } from '#emulate/daemon/daemon.ts'
import { daemonApi } from '#emulate/daemon/schema.ts'
import { createRpcClient } from '#emulate/rpc/client.ts'
import { paths } from '#host/paths.ts'
import { ping } from '#host/ping.ts'
import { masterSecret } from '#sim/network.ts'
import { root } from '#test/availability.ts'
import { tiny } from '#test/cli/tools/lab.ts'
import { parseHost } from '#wire/host-address.ts'
import { isdAsNumber } from '#wire/isdas.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { until } from '../lab.ts'
import { configured, nowS, runControls, runHost, runRouters, sourceOf } from '../network-lab.ts'

const second = 1_000_000_000

test('delays, EPIC and hidden paths as they are configured: who may read them finds the hidden way, and nobody else', async () => {
  const at = (path: string) => join(root, 'examples', path)
  const hiddenPaths = parseHiddenPaths(readFileSync(at('groups/hidden-paths.yaml'), 'utf8'))
  const network = configured(at('topologies/hidden-paths.topo'), { intervalNs: second / 10, staticInfo: true, epic: true, hiddenPaths })
  await runRouters(network)
  const controls = await runControls(network)
  const [core, registry, writer, reader, stranger] = network.topology.ases
  await until(() => controls.get(registry!.isdAs)!.service.counters.hiddenStored > 0)
  await until(() => [writer, reader, stranger].every(as => controls.get(core!.isdAs)!.service.state.downs.byEnd.has(as!.isdAs)))
  const ways = async (as: typeof reader) => {
    const found = await (await runHost(as!)).run((host, now, out) =>
      paths(host, { destination: writer!.isdAs, maxPaths: 0, probe: false, timeoutNs: second, hidden: true }, now, out),
    )
    return found.kind === 'done' ? found.result.paths! : []
  }
  const [read, seen] = [await ways(reader), await ways(stranger)]
  expect([read.length, seen.length]).toEqual([2, 1])
  expect(read.every(p => p.supportsEpic)).toBe(true)
  // Two links of 2 ms each, and what lies between them inside the ASes.
  const latencyMs = seen[0]!.metadata.latencyNs.reduce((sum: number, ns) => sum + (ns ?? Number.NaN), 0) / 1e6
  expect(latencyMs).toBeGreaterThanOrEqual(42)
})

test('three ASes on real sockets: beacons flow, a host finds the way and pings over it', async () => {
  const network = configured(tiny, { intervalNs: second / 10 })
  await runRouters(network)
  const controls = await runControls(network)
  const [core, left, right] = network.topology.ases
  await until(() => controls.get(core!.isdAs)!.service.counters.stored >= 2)
  const alice = await runHost(left!)
  await runHost(right!)
  const found = await alice.run((host, now, out) =>
    paths(host, { destination: right!.isdAs, maxPaths: 0, probe: true, timeoutNs: second }, now, out),
  )
  expect(found).toMatchObject({ kind: 'done', result: { paths: [{ status: 'alive', sequence: expect.any(String) }] } })
  // Beacons say where control services are, as those of the reference do.
  expect(JSON.stringify(found)).toContain(`"control_services":["${left!.controlServices[0]!.address}"]`)
  const destination = { isdAs: right!.isdAs, host: right!.hosts[0]!.address }
  const pinged = await alice.run((host, now, out) =>
    ping(host, { destination, count: 3, intervalNs: second / 20, timeoutNs: second }, now, out),
  )
  expect(pinged).toMatchObject({ kind: 'done', result: { statistics: { sent: 3, received: 3 } } })
})

test('a host asks its daemon for a DRKey that another AS derives', async () => {
  const network = configured(tiny, { intervalNs: second / 10 })
  await runRouters(network)
  const controls = await runControls(network)
  const [core, slow, fast] = network.topology.ases
  await until(() => controls.get(core!.isdAs)!.service.state.downs.byEnd.size === 2)
  const daemon = await startDaemon({ source: sourceOf(network.folderOf(slow!.isdAs)), log: () => {} })
  onTestFinished(daemon.stop)
  const { address } = daemon.configuration.settings
  const client = createRpcClient(address, daemonApi, 10_000)
  onTestFinished(client.close)
  const { ip } = parseUnderlay(address)
  const timeS = nowS()
  const ask = { protocolId: 1, srcIa: isdAsNumber(fast!.isdAs), dstIa: isdAsNumber(slow!.isdAs), dstHost: ip }
  const answer = await client.call('DRKeyASHost', { ...ask, valTime: { seconds: BigInt(timeS), nanos: 0 } })
  const issuer = createIssuer(masterSecret(7, fast!.isdAs), defaultEpochS)
  expect(answer).toMatchObject({ key: issuer.asHost(1, slow!.isdAs, parseHost(ip), epochAt(timeS, defaultEpochS)) })
})
