/** Small networks for the tests of topology/: text in, network out. */
import type { Topology } from '#topology/model.ts'
import { checkTopology } from '#topology/rules.ts'
import { readTopo } from '#topology/topo.ts'
import { UserError } from '#wire/error.ts'

/** Links as "a b TYPE" (perhaps with ", mtu: 1300"), ASes as their names; a name that ends in "*" is core. */
export function network(ases: string, links: readonly string[] = []): Topology {
  return readTopo(networkText(ases, links)).topology
}

export const networkText = (ases: string, links: readonly string[] = []): string =>
  [
    'ASes:',
    ...ases.split(' ').map(name => `  ${name.replace('*', '')}: ${name.endsWith('*') ? '{core: true, issuing: true}' : ''}`),
    'links:',
    ...links.map(link => {
      const [a, b, ...type] = link.split(' ')
      return `  - {a: "${a}", b: "${b}", linkAtoB: ${type.join(' ')}}`
    }),
  ].join('\n')

/** The names of the rules a network breaks, in their order. */
export const brokenRules = (topology: Topology): string[] => [...new Set(checkTopology(topology).map(f => f.rule))]

/** The `UserError` that `run` throws. */
export function userError(run: () => unknown): UserError {
  try {
    run()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
