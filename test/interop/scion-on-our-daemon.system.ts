/**
 * A network that is all ours: routers, control services, a daemon and hosts. The reference's `scion` tool, as it is, shows paths and uses them.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asFolderIn } from '#emulate/config/folders.ts'
import { describeWith, root, scionProgram } from '#test/availability.ts'
import { hopproof } from '#test/cli/tools/lab.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { namespaces } from '#test/emulate/net/lab.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { createNamespace, type Namespace } from './namespace.ts'
import { askOften, hopproofProgram, ours, startNetwork, untilAlive, untilPaths } from './network.ts'
import { transcribe } from './transcript.ts'

const name = 'border-routers'
/** of 112, which is on IPv4, to a host of 111, which is on IPv6 */
const alice = '1-ff00:0:111,fd00:f00d:cafe::7f00:24'

/** Of five ways the tool takes one by chance; this one crosses two ASes with several routers. */
const long = "--sequence '1-ff00:0:112#0,1 1-ff00:0:120#3,2 1-ff00:0:110#2,4 1-ff00:0:111#2,0'"

const commands = [
  'address',
  'address --json',
  'showpaths 1-ff00:0:111',
  'showpaths 1-ff00:0:111 --format json',
  `showpaths 1-ff00:0:111 --extended ${long}`,
  'showpaths 1-ff00:0:112',
  'showpaths 1-ff00:0:999',
  `ping ${alice} -c 3 --interval 100ms ${long}`,
  `ping ${alice} -c 3 --interval 100ms --format json ${long}`,
  `ping ${alice} -c 1 --epic ${long}`,
  'ping 1-ff00:0:112,127.0.0.44 -c 1',
  `ping 1-ff00:0:111,fd00::99 -c 1 ${long}`,
  `traceroute ${alice} ${long}`,
  `traceroute ${alice} --format json ${long}`,
]

describeWith([namespaces, scionProgram('scion')], "the reference's tool on our daemon", () => {
  test(name, async () => {
    const folder = temporaryFolder()
    const file = join(root, 'examples', 'topologies', `${name}.topo`)
    await hopproof('topo', 'configure', file, '--out', folder, '--interval', '1s', '--epic', '--seed', '7')
    askOften(folder)
    writeFileSync(join(folderOf(folder, '1-ff00:0:110'), 'staticInfoConfig.json'), JSON.stringify(announced))
    const namespace = createNamespace(folder)
    const { daemon } = startNetwork(namespace, folder, ours, '1-ff00:0:112', startHosts)
    await untilPaths(namespace, daemon, '1-ff00:0:111', 5)
    await untilAlive(namespace, daemon, '1-ff00:0:111')
    const transcript = await transcribe(namespace, daemon, commands)
    await expect(transcript).toMatchFileSnapshot('transcripts/all-ours.txt')
  })
})

/** What 110 says of itself. */
const announced = {
  Latency: { 2: { Inter: '6ms', Intra: { 4: '2ms' } }, 4: { Inter: '3ms', Intra: {} } },
  Bandwidth: { 2: { Inter: 400, Intra: { 4: 10_000 } }, 4: { Inter: 300, Intra: {} } },
  LinkType: { 2: 'direct', 4: 'opennet' },
  Geo: { 2: { Latitude: 47.5, Longitude: 8.25, Address: 'a city' } },
  Hops: { 2: { Intra: { 4: 3 } } },
  Note: 'three routers',
}

const folderOf = (folder: string, isdAs: IsdAs): string => asFolderIn(isdAs, { out: folder })

/** The first host of every AS. */
function startHosts(namespace: Namespace, folder: string): void {
  for (const { isdAs, hosts } of exampleTopology(name).ases)
    namespace.start(hosts[0]!.name, [...hopproofProgram, 'host', '--config', folderOf(folder, isdAs), '--address', hosts[0]!.address])
}
