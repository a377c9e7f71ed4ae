import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type RunningAs, startAs } from '#emulate/as.ts'
import { paths } from '#host/paths.ts'
import { ping } from '#host/ping.ts'
import { root } from '#test/availability.ts'
import type { As } from '#topology/model.ts'
import { temporaryFolder } from './lab.ts'
import { type Configured, configured, runHost } from './network-lab.ts'

const second = 1_000_000_000
const twoIsds = join(root, 'examples', 'topologies', 'two-isds.topo')

async function run(network: Configured, { isdAs }: Pick<As, 'isdAs'>, said: string[] = []): Promise<RunningAs> {
  const running = await startAs({ folder: network.folderOf(isdAs), log: (level, text) => said.push(`${level} ${text}`) })
  onTestFinished(running.stop)
  return running
}

test('six ASes in two ISDs, each one call: all ways are found, and found again after an AS was away', async () => {
  const network = configured(twoIsds, { intervalNs: second / 20 })
  const { ases } = network.topology
  const running = new Map<string, RunningAs>()
  for (const as of ases) running.set(as.isdAs, await run(network, as))
  const [, , a, , , b] = ases
  // The AS has a host of its own at the first address.
  const alice = await runHost(a!, a!.hosts[0]!.address.replace(/\d+$/, '251'))
  const ways = async (): Promise<number> => {
    const found = await alice.run((host, now, out) =>
      paths(host, { destination: b!.isdAs, maxPaths: 0, probe: false, timeoutNs: second, refresh: true }, now, out),
    )
    return found.kind === 'done' ? (found.result.paths?.length ?? 0) : 0
  }
  const all = async (): Promise<void> => {
    while ((await ways()) < 8) await setTimeout(100)
  }
  await all()
  const destination = { isdAs: b!.isdAs, host: b!.hosts[0]!.address }
  const pinged = async (): Promise<boolean> => {
    const { kind, ...ended } = await alice.run((host, now, out) =>
      ping(host, { destination, count: 3, intervalNs: second / 20, timeoutNs: second }, now, out),
    )
    return kind === 'done' && 'result' in ended && ended.result.statistics.received === 3
  }
  // On a busy machine a link may be taken for failed, for a moment.
  while (!(await pinged()));
  running.get('1-ff00:0:110')!.stop()
  await run(network, ases[0]!)
  await all()
})

test('what runs is told; the log names the program; SIGHUP is for all', async () => {
  const network = configured(twoIsds)
  const said: string[] = []
  const running = await run(network, { isdAs: '1-ff00:0:111' }, said)
  expect(running.programs.map(p => p.replace(/127[\d.:]+/, 'ADDRESS'))).toEqual([
    'router br1-ff00_0_111-1: ADDRESS, interfaces 1',
    'router br1-ff00_0_111-2: ADDRESS, interfaces 2',
    'control service cs1-ff00_0_111-1: ADDRESS',
    'daemon: ADDRESS',
    'host: 1-ff00:0:111,ADDRESS',
  ])
  await running.reload()
  const again = said.filter(line => line.includes('read again')).map(line => line.split(': ')[0])
  expect(again.sort()).toEqual(['info br1-ff00_0_111-1', 'info br1-ff00_0_111-2', 'info cs1-ff00_0_111-1', 'info sd'])
})

test('where one program cannot start none runs', async () => {
  const network = configured(twoIsds)
  const isdAs = '1-ff00:0:111'
  const key = join(network.folderOf(isdAs), 'crypto', 'as', 'cp-as.key')
  renameSync(key, `${key}.away`)
  await expect(run(network, { isdAs })).rejects.toThrow('has no key')
  renameSync(`${key}.away`, key)
  await run(network, { isdAs })
  await expect(run(network, { isdAs })).rejects.toThrow('is in use')
})

test('a folder without programs', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'topology.json'), '{"isd_as": "1-ff00:0:110"}')
  await expect(startAs({ folder, log: () => {} })).rejects.toThrow('has no programs')
})
