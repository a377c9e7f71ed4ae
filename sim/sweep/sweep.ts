/** Sweep files (YAML): every topology with every algorithm, every combination of settings and every seed is one run. */
import { algorithmNamed } from '#control/beacon/algorithms/named.ts'
import { type ControlSettings, defaultSettings } from '#control/settings.ts'
import { longestNs } from '#host/duration.ts'
import { complain } from '#topology/document.ts'
import { defaultGenerateOptions, generateTopology } from '#topology/generate.ts'
import { loadTopo } from '#topology/load.ts'
import { type Located, parseLocated, readLocated } from '#topology/located.ts'
import type { Topology } from '#topology/model.ts'
import { nsPerS } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'
import { complainAt } from '../names.ts'
import { randomFor } from '../random.ts'
import { controlKeys, type ReadFile } from '../scenario.ts'
import { type SweepData, sweepSchema } from './schema.ts'

export interface SweepTopology {
  readonly name: string
  /** Throws `UserError` when the recipe cannot give such a network. */
  forSeed(seed: number): Topology
}

export interface SweepAlgorithm {
  readonly name: string
  /** the module to load it from, as the sweep's file names it; one of ours where there is none */
  readonly file?: string
  /** the module's text */
  readonly source?: string
}

/** Settings that a sweep may vary. */
export type SweptSettings = Pick<ControlSettings, (typeof controlKeys)[keyof typeof controlKeys]>

export interface Sweep {
  readonly name: string
  readonly note?: string
  readonly topologies: readonly SweepTopology[]
  readonly algorithms: readonly SweepAlgorithm[]
  readonly seeds: readonly number[]
  readonly settings: readonly SweptSettings[]
  /** nanoseconds of beaconing */
  readonly durationNs: number
  readonly measure: MeasurePlan
}

export interface MeasurePlan {
  /** how often it is asked who has a first path, nanoseconds */
  readonly everyNs: number
  /** of ASes, at most */
  readonly pairs: number
  /** how many links fail at once */
  readonly failures: readonly number[]
  /** how often they are drawn */
  readonly draws: number
}

export interface SweepRun {
  readonly topology: SweepTopology
  readonly algorithm: SweepAlgorithm
  readonly settings: SweptSettings
  readonly seed: number
}

/** Above it a sweep is a mistake: too many runs, or too long ones. */
const maxRuns = 100_000

/** Throws `UserError` with the place of what is wrong. Modules are not loaded: whoever runs the sweep does that. */
export function readSweep(text: string, file: string, readFile: ReadFile): Sweep {
  const located = readLocated(text, file)
  const data = parseLocated(located, sweepSchema)
  const { every: everyNs, ...measure } = data.measure
  const sweep: Sweep = {
    name: data.name,
    ...(data.note !== undefined && { note: data.note }),
    topologies: data.topologies.map((t, i) => complainAt(located.at(['topologies', i]), () => topologyOf(t, readFile))),
    algorithms: data.algorithms.map((a, i) => complainAt(located.at(['algorithms', i]), () => algorithmOf(a, readFile))),
    seeds: data.seeds,
    settings: settingsOf(data.settings),
    durationNs: data.duration,
    measure: { everyNs, ...measure },
  }
  checkDistinct(sweep, located)
  const runs = runsOf(sweep).length
  if (runs > maxRuns) throw complain(located.whole, `makes ${runs} runs`, `at most ${maxRuns}: make several sweeps`)
  if (data.duration > longestNs / 10) throw complain(located.at(['duration']), 'is too long', 'at most a year')
  return sweep
}

/** Read, or made once: what is wrong with it is told before the first run. */
function topologyOf(data: SweepData['topologies'][number], readFile: ReadFile): SweepTopology {
  const topology = findTopology(data, readFile)
  if (topology.forSeed(1).ases.length > 1) return topology
  throw new UserError('has one AS only', 'paths are measured between two')
}

function findTopology(data: SweepData['topologies'][number], readFile: ReadFile): SweepTopology {
  if (data.file !== undefined) {
    const { topology } = loadTopo(readFile(data.file), data.file)
    return { name: ('name' in data ? data.name : undefined) ?? baseName(data.file), forSeed: () => topology }
  }
  const { name, generate, seed: fixed, file: _, ...given } = data as Extract<typeof data, { generate?: unknown }>
  const options = { ...defaultGenerateOptions, ...given } as typeof defaultGenerateOptions
  const forSeed = (seed: number): Topology => generateTopology(generate!, options, randomFor(fixed ?? seed, 'topology of a sweep'))
  return { name: name ?? `${generate}-${options.ases}`, forSeed }
}

/** A path, or a name with the ending of a module. */
export const isFile = (text: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(text)
/** "../topologies/demo16.topo": "demo16" */
const baseName = (file: string): string => file.replace(/^.*[/\\]/, '').replace(/\.\w+$/, '')

function algorithmOf(data: SweepData['algorithms'][number], readFile: ReadFile): SweepAlgorithm {
  if ('file' in data) return { ...data, source: readFile(data.file) }
  if (isFile(data.named)) return { name: baseName(data.named), file: data.named, source: readFile(data.named) }
  return { name: algorithmNamed(data.named).name }
}

/** Every combination, the last key fastest. Timers are spread where nothing else is said: with a fixed topology seeds would change nothing. */
function settingsOf(data: SweepData['settings']): SweptSettings[] {
  const base = { ...defaultSettings, spreadTimers: true }
  let points: SweptSettings[] = [Object.fromEntries(Object.values(controlKeys).map(key => [key, base[key]])) as unknown as SweptSettings]
  for (const [key, setting] of Object.entries(controlKeys)) {
    const values = data[key as keyof typeof data]
    if (values !== undefined) points = points.flatMap(point => values.map(value => ({ ...point, [setting]: value })))
  }
  return points
}

/** Names are what results are told apart by. */
function checkDistinct({ topologies, algorithms, seeds }: Sweep, located: Located): void {
  const lists = { topologies: topologies.map(t => t.name), algorithms: algorithms.map(a => a.name), seeds }
  for (const [key, list] of Object.entries(lists))
    list.forEach((item, i) => {
      if (list.indexOf(item as never) < i) throw complain(located.at([key, i]), `"${item}" is there twice`, 'give it another name')
    })
}

/** In the order of the results: seeds fastest, so that those of one cell stand together. */
export const runsOf = ({ topologies, algorithms, settings, seeds }: Sweep): SweepRun[] =>
  topologies.flatMap(topology =>
    settings.flatMap(s => algorithms.flatMap(algorithm => seeds.map(seed => ({ topology, algorithm, settings: s, seed })))),
  )

/** Columns of the settings: names with units, and values in them. */
export const settingColumns = (s: SweptSettings): Readonly<Record<string, number | boolean>> => ({
  origination_s: s.originationIntervalNs / nsPerS,
  propagation_s: s.propagationIntervalNs / nsPerS,
  registration_s: s.registrationIntervalNs / nsPerS,
  spread_timers: s.spreadTimers,
  resend_s: s.resendIntervalNs / nsPerS,
  exp_time: s.expTime,
  best_set: s.bestSetSize,
})
