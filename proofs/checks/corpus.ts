/** Simulated runs put to the model: the scenarios of examples/, as `sim run` plays them. */
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { readLog } from '#proofs/slices/log.ts'
import { prepareSlices } from '#proofs/slices/prepare.ts'
import { runScenario } from '#sim/run.ts'
import { readScenario } from '#sim/scenario.ts'
import type { BridgeOutcome } from './check.ts'
import { type Judgement, judge, objectionsOf } from './slices.ts'

const scenarios = fileURLToPath(new URL('../../examples/scenarios', import.meta.url))

/** More than this of one run shows nothing new. */
const decisionLimit = 3_000

/** Runs the scenario (a file of examples/scenarios) and judges what its routers decided. */
export async function judgeScenario(name: string): Promise<Judgement> {
  const file = join(scenarios, `${name}.yaml`)
  const scenario = readScenario(readFileSync(file, 'utf8'), file, other => readFileSync(resolve(dirname(file), other), 'utf8'))
  const pieces: string[] = []
  runScenario(scenario, { ecdsa: platformEcdsa, trace: piece => void pieces.push(piece) })
  const log = readLog(pieces.join('').split('\n'), scenario.topology, { limit: decisionLimit })
  return judge(prepareSlices(log, scenario.topology))
}

/** All of them. Red too when one of the outcomes that they must show was never seen: then the log says less than it should. */
export async function judgeCorpus(names: readonly string[], mustSee: readonly string[]): Promise<BridgeOutcome> {
  const seen = new Set<string>()
  let count = 0
  for (const name of names) {
    const judgement = await judgeScenario(name)
    if (!judgement.accepted)
      return { verdict: 'violated: Slices', count: judgement.slices, detail: [name, ...objectionsOf(judgement)].join('\n') }
    for (const outcome of judgement.seen.keys()) seen.add(outcome)
    count += judgement.slices
  }
  const missing = mustSee.filter(outcome => !seen.has(outcome))
  return missing.length === 0
    ? { verdict: 'holds', count }
    : { verdict: 'violated: Slices', count, detail: `never seen: ${missing.join(', ')}` }
}
