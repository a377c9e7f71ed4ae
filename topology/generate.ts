/** Networks by recipe, of any size. The same options and the same random stream give the same network. */
import type { Random } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'
import { buildTopology } from './build.ts'
import { sketchHierarchy } from './hierarchy.ts'
import type { Topology } from './model.ts'
import { type Sketch, startSketch } from './sketch.ts'

export interface GenerateOptions {
  readonly ases: number
  /** random: at most one per AS */
  readonly isds: number
  /** tree: customers of each AS */
  readonly branching: number
  /** random: share of core ASes, 0..1 */
  readonly coreShare: number
  /** random: links of an AS on average, both ends counted */
  readonly degree: number
  /** random: probability that a link beyond the tree is a peering link, 0..1 */
  readonly peering: number
}

export const defaultGenerateOptions: GenerateOptions = { ases: 16, isds: 1, branching: 2, coreShare: 0.1, degree: 3, peering: 0.3 }

export type GeneratorKind = 'line' | 'ring' | 'star' | 'tree' | 'mesh' | 'random'

interface Recipe {
  readonly says: string
  readonly minAses: number
  readonly maxAses: number
  draw(sketch: Sketch, options: GenerateOptions, random: Random): void
}

/** A segment has at most 63 hops (SegLen: 6 bits). */
const maxSegmentHops = 63
export const maxGeneratedAses = 1_000_000

export const generators: Readonly<Record<GeneratorKind, Recipe>> = {
  line: { says: 'a core AS and a chain of customers below it', minAses: 1, maxAses: maxSegmentHops, draw: drawLine },
  ring: { says: 'core ASes in a ring', minAses: 3, maxAses: maxGeneratedAses, draw: drawRing },
  star: { says: 'one core AS, all others its customers', minAses: 1, maxAses: 0xffff, draw: (s, o) => drawTree(s, o.ases, o.ases) },
  tree: {
    says: 'a core AS, each AS with the same number of customers',
    minAses: 1,
    maxAses: maxGeneratedAses,
    draw: (s, o) => drawTree(s, o.ases, o.branching),
  },
  mesh: { says: 'core ASes, each joined with every other', minAses: 1, maxAses: 1000, draw: drawMesh },
  random: {
    says: 'an Internet: ISDs, providers and customers, several providers, peering',
    minAses: 1,
    maxAses: maxGeneratedAses,
    draw: sketchHierarchy,
  },
}

/** Throws `UserError` for sizes the recipe cannot give. */
export function generateTopology(kind: GeneratorKind, options: GenerateOptions, random: Random): Topology {
  const recipe = generators[kind]
  const { ases } = options
  if (!(Number.isInteger(ases) && ases >= recipe.minAses && ases <= recipe.maxAses))
    throw new UserError(`a ${kind} has from ${recipe.minAses} to ${recipe.maxAses} ASes, not ${ases}`)
  const sketch = startSketch()
  recipe.draw(sketch, options, random)
  return buildTopology(sketch.plan(`${kind}-${ases}`, `Generated: ${recipe.says}; ${ases} ASes.`))
}

function drawLine(sketch: Sketch, { ases }: GenerateOptions): void {
  sketch.addAs(1)
  for (let i = 1; i < ases; i++) sketch.addLink('child', i - 1, sketch.addAs(1, 0))
}

function drawRing(sketch: Sketch, { ases }: GenerateOptions): void {
  for (let i = 0; i < ases; i++) sketch.addAs(1)
  for (let i = 0; i < ases; i++) sketch.addLink('core', i, (i + 1) % ases)
}

function drawTree(sketch: Sketch, ases: number, branching: number): void {
  sketch.addAs(1)
  for (let i = 1; i < ases; i++) sketch.addLink('child', Math.floor((i - 1) / branching), sketch.addAs(1, 0))
}

function drawMesh(sketch: Sketch, { ases }: GenerateOptions): void {
  for (let i = 0; i < ases; i++) sketch.addAs(1)
  for (let i = 0; i < ases; i++) for (let j = i + 1; j < ases; j++) sketch.addLink('core', i, j)
}
