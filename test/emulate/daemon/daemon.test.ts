import { createSocket } from 'node:dgram'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { specificDerivation } from '#crypto/drkey.ts'
import { defaultEpochS, epochAt } from '#crypto/drkey-epoch.ts'
import { createIssuer } from '#crypto/drkey-issuer.ts'
import { readMaster } from '#emulate/config/program.ts'
import { startDaemon } from '#emulate/daemon/daemon.ts'
import { daemonApi } from '#emulate/daemon/schema.ts'
import { EnvironmentError } from '#emulate/environment.ts'
import { createRpcClient } from '#emulate/rpc/client.ts'
import { toHex } from '#wire/bytes.ts'
import { parseHost } from '#wire/host-address.ts'
import { type IsdAs, isdAsNumber } from '#wire/isdas.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { configured, runControl, sourceOf } from '../network-lab.ts'
import { pathsTo, runNetwork } from './lab.ts'

test('paths that beacons made, over the shortcut; a revoked interface takes its path out; the local AS; figures', async () => {
  const network = await runNetwork('shortcut')
  const { client, metrics, configuration } = await network.daemon('1-ff00:0:112')
  const found = await pathsTo(client, '1-ff00:0:113')
  const [first] = 'paths' in found ? found.paths : []
  expect(first).toMatchObject({
    interfaces: [
      { isdAs: isdAsNumber('1-ff00:0:112'), id: 1n },
      { isdAs: isdAsNumber('1-ff00:0:111'), id: 2n },
      { isdAs: isdAsNumber('1-ff00:0:111'), id: 3n },
      { isdAs: isdAsNumber('1-ff00:0:113'), id: 1n },
    ],
    interface: { address: { address: network.as('1-ff00:0:112').routers[0]!.internalAddress } },
    mtu: 1472,
  })
  expect(await client.call('NotifyInterfaceDown', { isdAs: isdAsNumber('1-ff00:0:111'), id: 3n })).not.toHaveProperty('refused')
  expect(await client.call('Paths', { destinationIsdAs: isdAsNumber('1-ff00:0:112') })).toMatchObject({ paths: [{ interfaces: [] }] })
  expect(await client.call('AS', { isdAs: isdAsNumber('1-ff00:0:110') })).toMatchObject({ core: true, mtu: 0 })
  expect(await (await fetch(`http://${configuration.settings.metrics}/metrics`)).text()).toBe(metrics())
  expect(metrics()).toMatch(/sd_path_requests_total\{result="ok_success",dst="1"\} \d/)
  expect(await (await fetch(`http://${configuration.settings.api}/api/v1/info`)).text()).toMatch(/^hopproof daemon\n.*sd1-ff00_0_112/s)
})

test('the DRKey of a host, from the control service of its AS; not that of another host', async () => {
  const { topology, folderOf } = configured('examples/topologies/two.topo')
  const [here, far] = topology.ases.map(as => as.isdAs) as [IsdAs, IsdAs]
  const folder = folderOf(here)
  await runControl(folder)
  const daemon = await startDaemon({ source: sourceOf(folder), log: () => {} })
  onTestFinished(daemon.stop)
  const client = createRpcClient(daemon.configuration.settings.address, daemonApi, 5000)
  onTestFinished(client.close)
  const { ip } = parseUnderlay(daemon.configuration.settings.address)
  const nowS = Math.floor(Date.now() / 1000)
  const who = { protocolId: 1, srcIa: isdAsNumber(here), dstIa: isdAsNumber(far) }
  const request = { ...who, valTime: { seconds: BigInt(nowS), nanos: 0 }, srcHost: ip }
  const epoch = epochAt(nowS, defaultEpochS)
  const issuer = createIssuer(readMaster(folder, 0, sourceOf(folder)), defaultEpochS)
  const key = specificDerivation.hostAs(issuer.level1(1, far, epoch), parseHost(ip))
  const reply = await client.call('DRKeyHostAS', request)
  expect('key' in reply && [toHex(reply.key), reply.epochEnd?.seconds]).toEqual([toHex(key), BigInt(epoch.endS)])
  expect(await client.call('DRKeyHostAS', { ...request, srcHost: '127.9.9.9' })).toMatchObject({ refused: 'failedPrecondition' })
})

test('a control service that is silent: the caller is told when its time is over; it listens to no other', async () => {
  const { folderOf, topology } = configured('examples/topologies/two.topo')
  const { isdAs, controlServices } = topology.ases[0]!
  const { configuration, stop } = await startDaemon({ source: sourceOf(folderOf(isdAs)), log: () => {} })
  onTestFinished(stop)
  const { ip, port } = parseUnderlay(controlServices[0]!.address)
  const silent = createSocket('udp4')
  const asked = new Promise<number>(resolve => silent.on('message', (_, from) => resolve(from.port)))
  onTestFinished(() => void silent.close())
  await new Promise<void>(done => silent.bind(port, ip, done))
  const client = createRpcClient(configuration.settings.address, daemonApi, 300)
  onTestFinished(client.close)
  expect(await client.call('Paths', { destinationIsdAs: isdAsNumber('1-ff00:0:999') })).toMatchObject({ refused: 'deadlineExceeded' })
  expect(await asked).toBe(30255)
})

test('files read again: a new topology is told, a broken one is not taken', async () => {
  const { folderOf, topology } = configured('examples/topologies/two.topo')
  const { isdAs } = topology.ases[0]!
  const said: string[] = []
  const daemon = await startDaemon({ source: sourceOf(folderOf(isdAs)), log: (_, text) => said.push(text) })
  onTestFinished(daemon.stop)
  const client = createRpcClient(daemon.configuration.settings.address, daemonApi, 5000)
  onTestFinished(client.close)
  const file = join(folderOf(isdAs), 'topology.json')
  const json = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...json, mtu: 1300 }))
  await daemon.reload()
  expect(await client.call('AS', {})).toMatchObject({ mtu: 1300 })
  writeFileSync(file, '{')
  await daemon.reload()
  expect(await client.call('AS', {})).toMatchObject({ mtu: 1300 })
  expect(said).toEqual([`configuration read again: ${isdAs}`, expect.stringContaining('the new configuration is not taken: ')])
})

test('an address in use: nothing stays open', async () => {
  const { folderOf, topology } = configured('examples/topologies/two.topo')
  const { isdAs } = topology.ases[0]!
  const source = sourceOf(folderOf(isdAs))
  const { stop, configuration } = await startDaemon({ source, log: () => {} })
  writeFileSync(join(folderOf(isdAs), 'second.toml'), `[sd]\naddress = "${configuration.settings.address}"\n`)
  await expect(startDaemon({ source: { ...source, id: 'second' }, log: () => {} })).rejects.toThrow(EnvironmentError)
  stop()
  const again = await startDaemon({ source, log: () => {} })
  again.stop()
})
