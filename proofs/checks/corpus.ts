/** What routers logged, put to the model: simulated runs of the scenarios of examples/, and the packets of the golden cover. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { arrivingBytes, createWorld } from '#proofs/replay/world.ts'
import { readLog } from '#proofs/slices/log.ts'
import { outcomeName, type Prepared, prepareDecisions, prepareSlices } from '#proofs/slices/prepare.ts'
import { type TraceEvent, traceDecisions } from '#router/evidence.ts'
import { runScenario } from '#sim/run.ts'
import { readScenario } from '#sim/scenario.ts'
import type { BridgeOutcome } from './check.ts'
import { readGoldens } from './golden.ts'
import { networkOf, type Replayed, replayed } from './replay.ts'
import { judgeAll, objectionsOf } from './slices.ts'

const folder = fileURLToPath(new URL('../../examples/scenarios', import.meta.url))

/** "two-worlds/attacks": all there are. */
export const scenarioNames = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.yaml'))
  .map(file => file.slice(0, -'.yaml'.length))
  .sort()

/** More than this of one run shows nothing new. */
export const decisionLimit = 3_000
/** in which even routers of a quiet year have taken as many decisions */
const longestNs = 7 * 86_400e9

/** Runs the scenario and cuts what its routers decided into slices. */
function prepareScenario(name: string): Prepared {
  const file = join(folder, `${name}.yaml`)
  const scenario = readScenario(readFileSync(file, 'utf8'), file, other => readFileSync(resolve(dirname(file), other), 'utf8'))
  const lines: string[] = []
  let rest = ''
  const trace = (piece: string): void => {
    if (lines.length > decisionLimit) return
    const more = (rest + piece).split('\n')
    rest = more.pop()!
    lines.push(...more)
  }
  runScenario({ ...scenario, durationNs: Math.min(scenario.durationNs, longestNs) }, { ecdsa: platformEcdsa, trace })
  return prepareSlices(readLog([...lines, ''], scenario.topology, { limit: decisionLimit }), scenario.topology)
}

export const prepareScenarios = (names = scenarioNames): Map<string, Prepared> => new Map(names.map(name => [name, prepareScenario(name)]))

/** What real routers decide about each packet of the golden cover, by configuration. Not where keys leaked: not every forged MAC has bytes there. */
export const prepareCover = (): Map<string, Prepared> =>
  new Map(replayed.filter(which => networkOf(which).leaked.length === 0).map(which => [which.name, decisionsOf(which)]))

function decisionsOf(which: Replayed): Prepared {
  const network = networkOf(which)
  const events: TraceEvent[] = []
  const world = createWorld(
    network,
    undefined,
    1,
    traceDecisions(event => events.push(event)),
  )
  for (const { step } of readGoldens().get(which.name)!.steps) world.decide(step.arrival, arrivingBytes(world, step))
  return prepareDecisions(events, network.topology, isdAs => world.symbols.key(isdAs)!)
}

/** Every outcome that the model has; a header that cannot be read is outside of it in a log. */
export const outcomesOfModel = (): string[] => {
  const outcomes = [...readGoldens().values()].flatMap(golden => golden.steps.map(({ step }) => outcomeName(step.outcome)))
  return [...new Set(outcomes)].filter(outcome => outcome !== 'drop parse headerMalformed').sort()
}

/** Logs of these names. Red too when one of the outcomes that they must show was never seen: then they say less than they should. */
export async function judgeCorpus(logs: ReadonlyMap<string, Prepared>, mustSee: readonly string[]): Promise<BridgeOutcome> {
  const judgements = await judgeAll([...logs.values()])
  const count = judgements.reduce((sum, { slices }) => sum + slices, 0)
  const wrong = [...logs.keys()].flatMap((name, i) => (judgements[i]!.accepted ? [] : [name, ...objectionsOf(judgements[i]!)]))
  const missing = mustSee.filter(outcome => !judgements.some(({ seen }) => seen.has(outcome)))
  if (missing.length > 0) wrong.push(`never seen: ${missing.join(', ')}`)
  return wrong.length === 0 ? { verdict: 'holds', count } : { verdict: 'violated: Slices', count, detail: wrong.join('\n') }
}
