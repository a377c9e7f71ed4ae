/** From the model to the code: what Router.tla says happens is what the routers do. */
import { type LiveReport, playCover } from '#proofs/live/cover.ts'
import { formatDifference } from '#proofs/replay/report.ts'
import type { BridgeCheck, BridgeOutcome, Dumps } from '../check.ts'
import { readGoldens, twiceFolder } from '../golden.ts'
import { checkOf, networkOf, type ReplayResult, replayCompletely, replayDump, replayed, replaySteps } from '../replay.ts'

const outcomeOf = (results: readonly ReplayResult[]): BridgeOutcome => {
  const [first] = results.flatMap(r => r.differences)
  const count = results.reduce((sum, r) => sum + r.transitions, 0)
  return first === undefined ? { verdict: 'holds', count } : { verdict: 'violated: SameAsModel', count, detail: formatDifference(first) }
}

/** The states that another check has left are taken; of the others TLC finds them. */
async function runComplete(dumps: Dumps): Promise<BridgeOutcome> {
  const results: ReplayResult[] = []
  for (const which of replayed) {
    const dump = dumps.get(checkOf(which))
    results.push(dump === undefined ? await replayCompletely(which) : replayDump(networkOf(which), dump))
  }
  return outcomeOf(results)
}

const runCover = (): BridgeOutcome => {
  const halves = [readGoldens(), readGoldens(twiceFolder)]
  const stepsIn = (name: string) => halves.flatMap(half => half.get(name)?.steps ?? [])
  return outcomeOf(replayed.map(which => replaySteps(networkOf(which), stepsIn(which.name))))
}

/** A network at a time. */
async function runOnMininet(): Promise<BridgeOutcome> {
  const reports: LiveReport[] = []
  for (const network of new Set(replayed.map(r => r.network))) reports.push(await playCover(replayed.filter(r => r.network === network)))
  const count = reports.reduce((sum, r) => sum + r.sent, 0)
  const [first] = reports.flatMap(r => r.differences)
  if (first === undefined) return { verdict: 'holds', count }
  return { verdict: 'violated: SameAsModel', count, detail: `${first.text}: ${JSON.stringify(first.step)}` }
}

const shared = {
  engine: 'replay',
  theorems: ['T13'],
  operators: ['Process'],
  modules: replayed.map(({ network }) => `MC_Router_${network}`),
  bounds: `${replayed.map(r => r.name).join(', ')}: valid packets, each with one tamper operation, at every router they come to`,
  expected: 'holds',
  code: ['router/rules.ts', 'router/answer.ts', 'crypto/mac.ts'],
  tests: ['test/proofs/checks/golden.test.ts'],
} as const

export const replayChecks: readonly BridgeCheck[] = [
  {
    ...shared,
    id: 'replay-complete',
    claim: 'on every transition of the model the routers, with real keys, do what it says: verdict, rule, answer and every byte',
    needs: 'tlc',
    reads: replayed.map(checkOf),
    run: runComplete,
  },
  {
    ...shared,
    id: 'replay-cover',
    claim: 'the same on the chosen cover that is kept in proofs/replay/golden, without TLC',
    run: async () => runCover(),
  },
  {
    ...shared,
    id: 'replay-mininet',
    claim:
      'the same cover as UDP packets to router processes on Mininet networks: each is decided in its half second as the model says, and the next router hears what is sent',
    code: ['router/rules.ts', 'router/answer.ts', 'crypto/mac.ts', 'emulate/router/router.ts'],
    tests: ['test/proofs/live/cover.system.ts'],
    needs: 'mininet',
    run: runOnMininet,
  },
]
