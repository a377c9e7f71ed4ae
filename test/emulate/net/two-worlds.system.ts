/**
 * The same file, two worlds: scenarios in the simulator and on Mininet come to the same, and every packet that real routers decided about is
 * decided the same by the simulator's, byte for byte. REPEAT=20: so often in a row.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeWith, program } from '#test/availability.ts'
import { hopproof } from '#test/cli/process.ts'
import { scenarioFolder } from '#test/sim/examples.ts'
import { namespaces, temporaryFolder } from './lab.ts'

const folder = join(scenarioFolder, 'two-worlds')
const scenarios = readdirSync(folder).map(name => name.replace('.yaml', ''))
const passes = Number(process.env.REPEAT ?? 1)

/** networks at the same time */
const atOnce = 2

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

describeWith([namespaces, program('mn')], 'the same file, two worlds', () => {
  test.each(Array.from({ length: passes }, (_, i) => i + 1))('pass %i', async () => {
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
})
