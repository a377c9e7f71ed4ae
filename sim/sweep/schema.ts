/** The keys of a sweep file, and how their texts become values. */
import { z } from 'zod'
import { type GeneratorKind, generators } from '#topology/generate.ts'
import { count, duration, folderName, interval, one } from '../schema.ts'

/** One value, or several, of which each is tried. */
const each = <T extends z.ZodType>(value: T) => z.union([value.transform(v => [v]), z.array(value).min(1).max(100)])

const name = z.string().min(1).max(100)
const share = z.number().min(0).max(1)

/** A .topo file, or a network by recipe: as `hopproof topo generate` makes it. */
const topology = z.union([
  name.transform(file => ({ file })),
  z
    .strictObject({
      name: name.optional(),
      file: name.optional(),
      generate: z.enum(Object.keys(generators) as GeneratorKind[]).optional(),
      ases: count(10_000).optional(),
      isds: count(65_535).optional(),
      branching: count(65_535).optional(),
      coreShare: share.optional(),
      degree: z.number().min(0).max(100).optional(),
      peering: share.optional(),
      /** always the same network; without it each seed of the sweep makes its own */
      seed: z.int().min(0).max(0xffff_ffff).optional(),
    })
    .superRefine(one(['file', 'generate'], 'network')),
])

/** One of ours by its name, or a module that exports `algorithm` by its path. */
const algorithm = z.union([name.transform(text => ({ named: text })), z.strictObject({ name, file: name })])

/** The same key, and the same meaning, as `control` in a scenario. */
const settings = z.strictObject({
  origination: each(interval).optional(),
  propagation: each(interval).optional(),
  registration: each(interval).optional(),
  spreadTimers: each(z.boolean()).optional(),
  resend: each(duration).optional(),
  expTime: each(z.int().min(0).max(255)).optional(),
  bestSet: each(count(1000)).optional(),
})

const measure = z.strictObject({
  /** how often it is asked who has a first path */
  every: interval.default(500e6),
  /** of ASes, there and back are two; where there are more, so many are drawn */
  pairs: count(1_000_000).default(500),
  /** how many links fail at once */
  failures: each(count(1000)).default([1, 2, 5]),
  /** how often they are drawn */
  draws: count(10_000).default(100),
})

export const sweepSchema = z.strictObject({
  name: folderName,
  note: z.string().optional(),
  topologies: z.array(topology).min(1).max(100),
  algorithms: z.array(algorithm).min(1).max(100),
  /** so many, from 1 on; or which */
  seeds: z.union([count(10_000).transform(n => Array.from({ length: n }, (_, i) => i + 1)), z.array(z.int()).min(1).max(10_000)]),
  /** of beaconing */
  duration: interval,
  settings: settings.default({}),
  measure: measure.prefault({}),
})

export type SweepData = z.output<typeof sweepSchema>
