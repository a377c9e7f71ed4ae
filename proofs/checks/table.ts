/** All checks, in the order they are shown: each layer of the specification, then the bridges to the code. */
import type { Check } from './check.ts'
import type { Section } from './document.ts'
import { dataplaneChecks } from './rows/dataplane.ts'
import { flatChecks } from './rows/flat.ts'
import { flatRefinementChecks } from './rows/flat-refinement.ts'
import { mutantChecks } from './rows/mutants.ts'
import { pathAuthChecks } from './rows/path-auth.ts'
import { progressChecks } from './rows/progress.ts'
import { refinementChecks } from './rows/refinement.ts'
import { replayChecks } from './rows/replay.ts'
import { routerChecks } from './rows/router.ts'
import { routerRefinementChecks } from './rows/router-refinement.ts'
import { sliceChecks } from './rows/slices.ts'

export const sections: readonly Section[] = [
  { title: 'PathAuth: past and future hops over authorised segments', sources: ['spec/PathAuth.tla'], checks: pathAuthChecks },
  { title: 'Dataplane: one packet, its header chosen when a router reads it', sources: ['spec/Dataplane.tla'], checks: dataplaneChecks },
  {
    title: 'FlatDataplane: any number of hops, every set of bad ASes',
    sources: ['spec/FlatDataplane.tla', 'spec/Inductive.tla'],
    checks: flatChecks,
  },
  { title: 'Refinement: what Dataplane does, PathAuth does', sources: ['spec/Refinement.tla'], checks: refinementChecks },
  { title: 'FlatRefinement: what Dataplane does, FlatDataplane does', sources: ['spec/FlatRefinement.tla'], checks: flatRefinementChecks },
  { title: 'Progress: what is authorised arrives', sources: ['spec/Progress.tla'], checks: progressChecks },
  { title: 'Router: every decision of every border router', sources: ['spec/Router.tla', 'spec/Theorems.tla'], checks: routerChecks },
  {
    title: 'RouterRefinement: what Router does, Dataplane does',
    sources: ['spec/RouterRefinement.tla', 'spec/Abstraction.tla'],
    checks: routerRefinementChecks,
  },
  { title: 'Replay: from the model to the code', sources: ['replay/'], checks: replayChecks },
  { title: 'Slices: from the code to the model', sources: ['slices/'], checks: sliceChecks },
  { title: 'Mutants: the specification altered', sources: ['mutants/', 'MUTANTS.md'], checks: mutantChecks },
]

export const checks: readonly Check[] = sections.flatMap(section => section.checks)
