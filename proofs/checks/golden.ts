/** The chosen cover in proofs/replay/golden: `npx tsx proofs/checks/golden.ts` makes it anew, with TLC; tests replay it without. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Combination, createCover } from '#proofs/replay/cover.ts'
import { type Golden, type GoldenHead, readGolden, writeGolden } from '#proofs/replay/golden.ts'
import { formatDifference } from '#proofs/replay/report.ts'
import { networkOf, type Replayed, replayCompletely, replayed, specHashOf } from './replay.ts'

export const goldenFolder = fileURLToPath(new URL('../replay/golden', import.meta.url))
/** Of packets that are wrong in two ways: the attacker of the model does one thing only. */
export const twiceFolder = join(goldenFolder, 'twice')
const tool = 'TLC 2.15'

/** By name of the configuration. */
export const readGoldens = (folder = goldenFolder): ReadonlyMap<string, Golden> =>
  new Map(
    readdirSync(folder)
      .filter(file => file.endsWith('.ndjson'))
      .map(file => [file.slice(0, -'.ndjson'.length), readGolden(readFileSync(join(folder, file), 'utf8'), file)]),
  )

export const goldenHead = (which: Replayed, transitions: number): GoldenHead => ({
  network: which.network,
  configuration: `MC_Router_${which.name}`,
  spec: specHashOf(which),
  tool,
  transitions,
})

/** What a configuration adds to the combinations of those before it. */
async function makeGoldens(): Promise<void> {
  mkdirSync(goldenFolder, { recursive: true })
  let seen: ReadonlySet<Combination> = new Set()
  for (const which of replayed) {
    const cover = createCover(networkOf(which).topology, seen)
    const { transitions, differences } = await replayCompletely(which, cover.add)
    for (const difference of differences) console.error(formatDifference(difference))
    if (differences.length > 0) throw new Error(`${which.name}: the routers differ from the model; nothing is written`)
    writeFileSync(join(goldenFolder, `${which.name}.ndjson`), writeGolden({ head: goldenHead(which, transitions), steps: cover.chosen }))
    console.log(`${which.name}: ${transitions} transitions, 0 differences, ${cover.chosen.length} chosen`)
    seen = cover.combinations
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeGoldens()
