/** Router.tla: the executable layer. Every decision of every border router of a network, on every packet its attacker makes, is one state. */
import type { Check, TlcCheck } from '../check.ts'

const theorems = {
  theorems: ['T1', 'T2', 'T3', 'T4', 'T6', 'T7', 'T8', 'T10', 'T11', 'T12', 'T13', 'T14'],
  operators: [
    ...['PathAuth', 'IfMatch', 'NoFakeTransit', 'Detect', 'ValleyFree', 'Xover', 'Index', 'NoBounce', 'SegIdFits', 'Peering', 'Expiry'],
    ...['Totality', 'Progress', 'Addresses', 'Length', 'LinksUp', 'Traceroute', 'EpicHolds', 'OneHopHolds'],
  ],
}

const holds = (network: string, what: string): TlcCheck => ({
  ...theorems,
  id: `router-${network.toLowerCase()}`,
  engine: 'tlc',
  module: `MC_Router_${network}`,
  config: `MC_Router_${network}`,
  claim: `every decision on every tampered packet keeps the theorems`,
  bounds: `${network}: ${what}; valid packets, each with one tamper operation`,
  expected: 'holds',
  code: ['router/rules.ts'],
  tests: ['test/router/stories.test.ts', 'test/router/rules.test.ts'],
})

export const routerChecks: readonly Check[] = [holds('T1', 'four ASes; the core and a child have a border router for each link')]
