/** Progress.tla: an honest packet with any authorised path arrives. It sees the mutants that only lose packets. */
import type { Check, TlcCheck } from '../check.ts'
import { rulesIn } from './subjects.ts'

const bounds = 'eight ASes, every path hosts put together of their segments'

const arrives = { theorems: ['T14'], engine: 'tlc', module: 'MC_Progress', operators: ['Arrives'], bounds } as const

const needed = (name: string, rule: string, file: string): TlcCheck => ({
  ...arrives,
  id: `progress-bug-${name}`,
  config: `MC_Progress_BUG_${name}`,
  claim: `without ${rule} some authorised path breaks`,
  expected: 'violated: Arrives',
  ...rulesIn(file),
})

export const progressChecks: readonly Check[] = [
  {
    ...arrives,
    id: 'progress-base',
    config: 'MC_Progress_base',
    claim: 'every authorised path is travelled to its end, each hop field read once and in order',
    expected: 'holds',
    code: ['router/rules.ts'],
    tests: ['test/router/stories.test.ts'],
  },
  needed('nocrossover', 'crossOver', 'crossover'),
  needed('nofoldegress', 'segIdFoldedAtEgress', 'egress'),
  needed('nofoldingress', 'segIdFoldedAtIngress', 'mac'),
  needed('nopeeringhop', 'peeringHopFound', 'path'),
]
