import { expect, test } from 'vitest'
import { paths } from '#host/paths.ts'
import { ping } from '#host/ping.ts'
import { tiny } from '#test/cli/tool-lab.ts'
import { until } from '../lab.ts'
import { configured, runControls, runHost, runRouters } from '../network-lab.ts'

const second = 1_000_000_000

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
