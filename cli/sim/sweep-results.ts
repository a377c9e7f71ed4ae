/**
 * The folder of a sweep. Each run's outcome is a file of its own, named by all that the outcome depends on: what is there is not run again, and
 * the folders of shards are merged by copying them over each other.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { algorithmNamed } from '#control/beacon/algorithms/named.ts'
import { readInputJson } from '#emulate/files/input.ts'
import { writeDeep } from '#emulate/files/write-file.ts'
import type { Outcome } from '#sim/sweep/measure.ts'
import { type Sweep, type SweepRun, settingColumns } from '#sim/sweep/sweep.ts'
import { writeTopo } from '#topology/write.ts'
import { UserError } from '#wire/error.ts'

export interface SweepFolder {
  /** What an earlier sweep found; not of a run that failed. */
  find(run: SweepRun): Outcome | undefined
  keep(run: SweepRun, outcome: Outcome): void
  write(file: string, text: string): void
}

export function openSweepFolder(folder: string, sweep: Sweep, version: string): SweepFolder {
  const topologies = new Map<string, string>()
  const topologyHash = ({ topology, seed }: SweepRun): string => {
    const name = `${topology.name} ${seed}`
    const known = topologies.get(name) ?? hashOf(writeTopo(topology.forSeed(seed)))
    topologies.set(name, known)
    return known
  }
  const fileOf = (run: SweepRun): string => {
    const { algorithm, settings, seed } = run
    const { durationNs, measure } = sweep
    const depends = [
      version,
      topologyHash(run),
      algorithm.source ?? algorithmNamed(algorithm.name).name,
      settings,
      seed,
      durationNs,
      measure,
    ]
    return join(folder, 'results', `${hashOf(JSON.stringify(depends)).slice(0, 32)}.json`)
  }
  return {
    find(run) {
      const file = fileOf(run)
      return existsSync(file) ? readOutcome(file) : undefined
    },
    keep(run, outcome) {
      const { topology, algorithm, settings, seed } = run
      const kept = { topology: topology.name, algorithm: algorithm.name, ...settingColumns(settings), seed, outcome }
      writeDeep(`${JSON.stringify(kept, undefined, 2)}\n`, fileOf(run))
    },
    write: (file, text) => writeDeep(text, join(folder, file)),
  }
}

const record = z.object({ outcome: z.object({ measures: z.record(z.string(), z.number()) }) })

/** `undefined` also for what was cut short: a sweep may be killed while it writes. */
function readOutcome(file: string): Outcome | undefined {
  try {
    return record.safeParse(readInputJson(file)).data?.outcome
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
