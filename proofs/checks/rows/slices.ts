/** Slices.tla: what routers logged is what Router.tla says. */
import type { BridgeCheck } from '../check.ts'
import { decisionLimit, judgeCorpus, outcomesOfModel, prepareCover, prepareScenarios } from '../corpus.ts'

/** What the scenarios must show: else their logs say less than routers do. */
const mustSee = [
  ...[
    'forward forwardToEgress',
    'forward oneHopForwarded',
    'handOver forwardToEgress',
    'deliver deliveredIfLocal',
    'deliver oneHopCompleted',
  ],
  ...['answer ingressAlertAnswered', 'answer egressAlertAnswered', 'answer macIsValid macMismatch', 'answer hopNotExpired hopExpired'],
  ...['answer lengthMatches lengthMismatch', 'answer isdAsPlausible sourceIsdAs', 'answer egressKnown egressUnknown'],
  ...['answer egressIsUp externalDown', 'answer egressIsUp siblingDown', 'drop epicFieldIsValid epicValidation'],
]

const shared: Omit<BridgeCheck, 'id' | 'claim' | 'bounds' | 'tests' | 'run'> = {
  theorems: ['T13'],
  operators: ['Process', 'Follows'],
  expected: 'holds',
  engine: 'slices',
  modules: ['Slices'],
  needs: 'tlc',
  code: ['router/decide.ts', 'router/rules.ts', 'router/evidence.ts'],
}

export const sliceChecks: readonly BridgeCheck[] = [
  {
    ...shared,
    id: 'slices-simulator',
    claim: 'what simulated routers logged of every packet is what the model says, router after router',
    bounds: `all scenarios of examples/, the first ${decisionLimit} decisions of each`,
    tests: ['test/proofs/checks/slices.long.ts', 'test/proofs/checks/corpus.long.ts'],
    run: () => judgeCorpus(prepareScenarios(), mustSee),
  },
  {
    ...shared,
    id: 'slices-cover',
    claim: 'every outcome that the model has is seen in a log of real routers, and accepted',
    bounds: 'packets of the golden cover, all networks',
    tests: ['test/proofs/checks/corpus.long.ts'],
    run: () => judgeCorpus(prepareCover(), outcomesOfModel()),
  },
]
