/** Runs checks, two at a time, and judges each. */
import { join } from 'node:path'
import { inFolder } from '#proofs/engines/files.ts'
import type { Check, Dumps } from './check.ts'
import { isFresh, type Judged, judge } from './judge.ts'
import type { Lock } from './lock.ts'
import { hashOf, specFolder } from './modules.ts'
import { runCheck, type Tools } from './run-check.ts'

export interface RunOptions {
  readonly tools: Tools
  readonly lock: Lock
  /** how many at once; default 2 */
  readonly jobs?: number
  readonly folder?: string
  /** told of each as it ends */
  readonly onEnd?: (judged: Judged) => void
}

/**
 * The results in the order of the checks. Those of a bridge run alone, after the others: their speed is looked at too, and they read the states
 * that the others found.
 */
export const runAll = (checks: readonly Check[], options: RunOptions): Promise<Judged[]> =>
  inFolder('states', folder => runInTurn(checks, options, folder))

async function runInTurn(checks: readonly Check[], options: RunOptions, statesFolder: string): Promise<Judged[]> {
  const { lock, jobs = 2 } = options
  const isBridge = (check: Check): boolean => 'run' in check
  // The longest first, so that none is left alone at the end.
  const bySeconds = (a: Check, b: Check): number => (lock[b.id]?.seconds ?? Infinity) - (lock[a.id]?.seconds ?? Infinity) || 0
  const results = new Map<string, Judged>()
  const read = new Set(checks.flatMap(check => ('reads' in check && check.reads) || []))
  const wanted: Dumps = new Map([...read].map(id => [id, join(statesFolder, `${id}.dump`)]))
  const written = new Map<string, string>()
  const run = async (check: Check): Promise<void> => {
    const judged = await runOne(check, options, isBridge(check) ? written : wanted)
    results.set(check.id, judged)
    if (judged.finding?.verdict === 'holds' && wanted.has(check.id)) written.set(check.id, wanted.get(check.id)!)
    options.onEnd?.(judged)
  }
  await inTurn(checks.filter(c => !isBridge(c)).toSorted(bySeconds), jobs, run)
  await inTurn(checks.filter(isBridge), 1, run)
  return checks.map(check => results.get(check.id)!)
}

async function runOne(check: Check, { tools, lock, folder = specFolder }: RunOptions, dumps: Dumps): Promise<Judged> {
  try {
    const hash = hashOf(check, folder)
    return judge(check, await runCheck(check, tools, folder, dumps), hash, lock[check.id])
  } catch (error) {
    return { check, status: 'failed', detail: (error as Error).message }
  }
}

async function inTurn(checks: readonly Check[], jobs: number, run: (check: Check) => Promise<void>): Promise<void> {
  const waiting = [...checks]
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) await run(check)
  }
  await Promise.all(Array.from({ length: jobs }, worker))
}

/** Checks whose record is missing or of another specification, and records of no check. */
export function staleRecords(checks: readonly Check[], lock: Lock, folder = specFolder): string[] {
  const ids = new Set(checks.map(c => c.id))
  const stale = checks.filter(check => !isFresh(check, hashOf(check, folder), lock[check.id])).map(c => c.id)
  return [...stale, ...Object.keys(lock).filter(id => !ids.has(id))]
}
