/** A network of ours on loopback, in this process: routers, control services that send beacons fast, and daemons. */
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createControlService } from '#control/service.ts'
import { readRouterConfiguration } from '#emulate/config/configuration.ts'
import { type RunningDaemon, startDaemon } from '#emulate/daemon/daemon.ts'
import { daemonApi } from '#emulate/daemon/schema.ts'
import { readInputText } from '#emulate/files/input.ts'
import { createRealClock } from '#emulate/io/clock.ts'
import { createDriver } from '#emulate/io/driver.ts'
import { platformRandom } from '#emulate/io/random.ts'
import { createUdp } from '#emulate/io/udp.ts'
import { createRpcClient, type RpcClient } from '#emulate/rpc/client.ts'
import { type As, findAs } from '#topology/model.ts'
import { type IsdAs, isdAsNumber } from '#wire/isdas.ts'
import { runRouter } from '../lab.ts'
import { type Configured, configured } from '../network-lab.ts'

export type DaemonClient = RpcClient<typeof daemonApi>

export interface RunningNetwork extends Configured {
  as(isdAs: IsdAs): As
  daemon(isdAs: IsdAs): Promise<RunningDaemon & { readonly client: DaemonClient }>
}

/** A topology of examples/topologies; everything is up when it resolves, and paths are known soon after. */
export async function runNetwork(name: string): Promise<RunningNetwork> {
  const network = configured(`examples/topologies/${name}.topo`)
  const { topology, folderOf } = network
  for (const as of topology.ases) {
    for (const { id } of as.routers) await runRouter({ source: { path: join(folderOf(as.isdAs), `${id}.toml`), read: readInputText } })
    await runControl(network, as)
  }
  const daemon = async (isdAs: IsdAs) => {
    const running = await startDaemon({ source: { path: folderOf(isdAs), read: readInputText }, log: () => {} })
    onTestFinished(running.stop)
    const client = createRpcClient(running.configuration.settings.address, daemonApi, 5000)
    onTestFinished(client.close)
    return { ...running, client }
  }
  return { ...network, as: isdAs => findAs(topology, isdAs)!, daemon }
}

const intervalNs = 0.1e9

async function runControl({ topology, folderOf }: Configured, as: As): Promise<void> {
  const { key } = readRouterConfiguration({ path: folderOf(as.isdAs), id: as.routers[0]!.id, read: readInputText })
  const io = createUdp()
  onTestFinished(io.close)
  const { id, address } = as.controlServices[0]!
  const commit = await io.prepare([{ port: 0, local: address }])
  const clock = createRealClock()
  const isCore = (isdAs: IsdAs): boolean => findAs(topology, isdAs)?.core ?? false
  const settings = { originationIntervalNs: intervalNs, propagationIntervalNs: intervalNs, registrationIntervalNs: intervalNs }
  const service = createControlService({ as, id, key, clock, random: platformRandom, isCore, settings })
  onTestFinished(createDriver(service, io, clock).stop)
  commit()
}

/** Asks until beacons have come. */
export async function pathsTo(client: DaemonClient, destination: IsdAs) {
  for (;;) {
    const found = await client.call('Paths', { destinationIsdAs: isdAsNumber(destination) })
    if (!('paths' in found) || found.paths.length > 0) return found
    await new Promise(done => setTimeout(done, 20))
  }
}
