/** A generated packet as it goes into the router under test now, and what must come of it. */
import type { Bytes } from '#wire/bytes.ts'
import { type Assembler, createAssembler } from '../make/assemble.ts'
import type { Recipe } from '../make/recipe.ts'
import { type Door, ears, type Site } from '../site.ts'
import { createOracle, type Decision, type Oracle } from './oracle.ts'

export interface Sample {
  readonly site: Site
  readonly recipe: Recipe
  readonly door: Door
  readonly bytes: Bytes
  /** unix milliseconds at which the bytes were made */
  readonly nowMs: number
  /** what may happen; outputs to where nobody listens are silence */
  readonly decisions: readonly Decision[]
  /** an output goes to where nobody listens */
  readonly unheard: boolean
}

export interface Sampler {
  sample(recipe: Recipe, nowMs: number): Sample
}

export function createSampler(site: Site): Sampler {
  const assembler: Assembler = createAssembler(site)
  const oracle: Oracle = createOracle(site)
  const listening = new Set(ears(site))
  const isHeard = ({ output }: Decision): boolean => output === undefined || output.to.some(a => listening.has(a))
  return {
    sample(recipe, nowMs) {
      const door = site.doors[recipe.door]!
      const bytes = assembler.assemble(recipe, nowMs)
      const decisions = oracle.expect(door, bytes, nowMs)
      const unheard = !decisions.every(isHeard)
      const audible = unheard ? decisions.map(d => (isHeard(d) ? d : { ...d, output: undefined })) : decisions
      return { site, recipe, door, bytes, nowMs, decisions: audible, unheard }
    },
  }
}
