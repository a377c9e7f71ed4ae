/**
 * The same file, two worlds: scenarios in the simulator and on Mininet come to the same, and every packet that real routers decided about is
 * decided the same by the simulator's, byte for byte. Packets made once, good and bad, sent in both, meet the same decisions at every hop.
 * REPEAT=20: so often in a row.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Emulation, startEmulation } from '#emulate/net/emulation.ts'
import { countDrops, watchEvidence } from '#emulate/net/evidence.ts'
import { readNetworkFile } from '#emulate/net/network-file.ts'
import { forNamespaces } from '#emulate/net/readdress.ts'
import { waitUntilSettled } from '#emulate/net/settling.ts'
import { createNetwork, type Network } from '#sim/network.ts'
import { describeWith, program } from '#test/availability.ts'
import { hopproof } from '#test/cli/process.ts'
import { scenarioFolder } from '#test/sim/examples.ts'
import { toHex } from '#wire/bytes.ts'
import { namespaces, temporaryFolder } from './lab.ts'
import { craft, fatesOf, hostAddress, type Injection, injectSimulated } from './worlds.ts'

const folder = join(scenarioFolder, 'two-worlds')
const scenarios = readdirSync(folder).map(name => name.replace('.yaml', ''))
const passes = Number(process.env.REPEAT ?? 1)

/** networks at the same time */
const atOnce = 3

interface Comparison {
  readonly agree: boolean
  readonly differences: readonly object[]
  readonly replays: readonly { readonly packets: number; readonly disagreements: readonly object[] }[]
}

async function run(...words: readonly string[]): Promise<string> {
  const { ended, said } = hopproof(...words)
  expect(await ended, `${words.join(' ')}\n${said.out}\n${said.err}`).toBe(0)
  return said.out
}

async function inBothWorlds(name: string): Promise<Comparison> {
  const [file, out] = [join(folder, `${name}.yaml`), temporaryFolder()]
  const runs = ['simulated', 'real'].map(world => join(out, world)) as [string, string]
  const [simulated, real] = runs
  await run('emulate', 'mininet', file, '--pcap', '--out', real)
  await run('sim', 'run', file, '--out', simulated)
  const { ended, said } = hopproof('compare', ...runs, '--format', 'json')
  await ended
  return JSON.parse(said.out) as Comparison
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const limit = performance.now() + 45_000
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`never came: ${what}`)
    await setTimeout(50)
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The same bytes from the same hosts: the same decisions, byte for byte, and no drop more or less. */
async function compareInjections(network: Network, e: Emulation, injections: readonly Injection[]): Promise<void> {
  const simulated = injectSimulated(network, injections)
  const routers = e.topology.ases.flatMap(as => as.routers.map(r => r.id))
  const evidence = watchEvidence(e.folder, routers)
  for (const { host, port, to, bytes } of injections)
    await e.hosts.command(e.hosts.find(host), ['inject', to, toHex(bytes), '--from-port', String(port)])
  const fates = () => fatesOf(evidence.events(), injections, name => hostAddress(e.hosts.all, name))
  // What does not come is told by the comparison.
  await until('the same decisions', () => same(fates(), simulated.fates)).catch(() => {})
  const live = fates()
  for (const [i, { name }] of injections.entries()) expect(live[i], name).toEqual(simulated.fates[i])
  await until('the same drops', () => same(countDrops(evidence.events()), countDrops(simulated.events))).catch(() => {})
  expect(countDrops(evidence.events())).toEqual(countDrops(simulated.events))
}

const seed = 7
const warmupS = 25

describeWith([namespaces, program('mn')], 'the same file, two worlds', () => {
  describe.each(Array.from({ length: passes }, (_, i) => i + 1))('pass %i', () => {
    test('scenarios come to the same, and every packet', async () => {
      expect(scenarios.length).toBeGreaterThanOrEqual(6)
      const waiting = [...scenarios]
      const worker = async (): Promise<void> => {
        for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
          const { agree, differences, replays } = await inBothWorlds(name)
          expect(differences, name).toEqual([])
          const [replay] = replays
          expect(replay!.disagreements, name).toEqual([])
          expect(replay!.packets, name).toBeGreaterThan(100)
          expect(agree, name).toBe(true)
        }
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
    })

    test.each(['several-routers', 'peering'])('packets made once, %s: forged, aged, spliced, of stolen keys, garbage', async name => {
      const topology = forNamespaces(readNetworkFile(join(folder, `${name}.yaml`)).topology)
      const processes = join(temporaryFolder(), 'processes')
      const starting = startEmulation({ kind: 'mininet', topology, seed, folder: processes, evidence: true, note: () => {} })
      // Beacons of a moment ago: routers of real time take the hop fields the simulator's made.
      const network = createNetwork(topology, { seed, epochS: Math.floor(Date.now() / 1000) - warmupS - 5 })
      network.run(warmupS * 1e9)
      const injections = craft(network, [['alice', 'bob']])
      const e = await starting
      onTestFinished(() => e.end())
      await waitUntilSettled(e, { steps: [], warmupNs: 45e9 })
      await compareInjections(network, e, injections)
    })
  })
})
