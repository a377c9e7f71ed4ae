/** Slices.tla: the logs of simulated routers are behaviours of Router.tla. */
import type { BridgeCheck } from '../check.ts'
import { judgeCorpus } from '../corpus.ts'

const scenarios = [
  ...['attacks', 'crash', 'peering', 'several-routers', 'shortcut'].map(name => `two-worlds/${name}`),
  ...['epic-and-policy', 'expired', 'rewrite'],
]

/** What these scenarios must show: else the log says less than routers do. */
const mustSee = [
  ...[
    'forward forwardToEgress',
    'forward oneHopForwarded',
    'handOver forwardToEgress',
    'deliver deliveredIfLocal',
    'deliver oneHopCompleted',
  ],
  ...['answer ingressAlertAnswered', 'answer egressAlertAnswered', 'answer macIsValid macMismatch', 'answer hopNotExpired hopExpired'],
  ...['answer lengthMatches lengthMismatch', 'answer egressIsUp externalDown', 'drop epicFieldIsValid epicValidation'],
]

export const sliceChecks: readonly BridgeCheck[] = [
  {
    id: 'slices-simulator',
    theorems: ['T13'],
    claim: 'what simulated routers logged of every packet is what the model says, router after router',
    operators: ['Process', 'Follows'],
    bounds: `${scenarios.length} scenarios, the first 3,000 decisions of each`,
    expected: 'holds',
    engine: 'slices',
    modules: ['Slices'],
    needs: 'tlc',
    code: ['router/decide.ts', 'router/rules.ts', 'router/evidence.ts'],
    tests: ['test/proofs/checks/slices.long.ts', 'test/proofs/checks/corpus.long.ts'],
    run: () => judgeCorpus(scenarios, mustSee),
  },
]
