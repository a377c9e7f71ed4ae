/** The mutants of a run and what became of them: files in `runs/mutants`, which processes share. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

export interface Mutant {
  readonly id: string
  readonly file: string
  /** 1-based */
  readonly line: number
  /** Stryker's name for what was done */
  readonly mutator: string
  readonly was: string
  readonly is: string
}

export interface Kill {
  readonly id: string
  /** the test that noticed */
  readonly by: string
  /** `timeout`: it ran on and on, which its test would have noticed */
  readonly how: 'failed' | 'timeout'
}

const folder = 'runs/mutants'
const listFile = `${folder}/mutants.json`
const killsFile = `${folder}/kills.ndjson`

/** Forgets the run before. */
export function beginRun(): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
}

export const writeMutants = (mutants: readonly Mutant[]): void => writeFileSync(listFile, JSON.stringify(mutants))
export const readMutants = (): readonly Mutant[] => JSON.parse(readFileSync(listFile, 'utf8'))
export const writeKill = (kill: Kill): void => appendFileSync(killsFile, `${JSON.stringify(kill)}\n`)

/** By mutant; of two processes that killed the same, the first counts. */
export function readKills(): ReadonlyMap<string, Kill> {
  const lines = existsSync(killsFile) ? readFileSync(killsFile, 'utf8').split('\n').slice(0, -1) : []
  return new Map(
    lines
      .map(line => JSON.parse(line) as Kill)
      .map(kill => [kill.id, kill] as const)
      .reverse(),
  )
}
