/** A network of ours on loopback, in this process: routers, control services that send beacons fast, and daemons. */
import { onTestFinished } from 'vitest'
import { type RunningDaemon, startDaemon } from '#emulate/daemon/daemon.ts'
import { daemonApi } from '#emulate/daemon/schema.ts'
import { createRpcClient, type RpcClient } from '#emulate/rpc/client.ts'
import { type As, findAs } from '#topology/model.ts'
import { type IsdAs, isdAsNumber } from '#wire/isdas.ts'
import { type Configured, configured, runControls, runRouters, sourceOf } from '../network-lab.ts'

export type DaemonClient = RpcClient<typeof daemonApi>

export interface RunningNetwork extends Configured {
  as(isdAs: IsdAs): As
  daemon(isdAs: IsdAs): Promise<RunningDaemon & { readonly client: DaemonClient }>
}

/** A topology of examples/topologies; everything is up when it resolves, and paths are known soon after. */
export async function runNetwork(name: string): Promise<RunningNetwork> {
  const network = configured(`examples/topologies/${name}.topo`, { intervalNs: 0.1e9 })
  const { topology, folderOf } = network
  await runRouters(network)
  await runControls(network)
  const daemon = async (isdAs: IsdAs) => {
    const running = await startDaemon({ source: sourceOf(folderOf(isdAs)), log: () => {} })
    onTestFinished(running.stop)
    const client = createRpcClient(running.configuration.settings.address, daemonApi, 5000)
    onTestFinished(client.close)
    return { ...running, client }
  }
  return { ...network, as: isdAs => findAs(topology, isdAs)!, daemon }
}

/** Asks until beacons have come. */
export async function pathsTo(client: DaemonClient, destination: IsdAs) {
  for (;;) {
    const found = await client.call('Paths', { destinationIsdAs: isdAsNumber(destination) })
    if (!('paths' in found) || found.paths.length > 0) return found
    await new Promise(done => setTimeout(done, 20))
  }
}
