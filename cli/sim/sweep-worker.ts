/** The process that does a sweep's runs, one after the other as the parent asks for them. */
import { dirname, resolve } from 'node:path'
import { algorithmNamed } from '#control/beacon/algorithms/named.ts'
import { readInputText } from '#emulate/files/input.ts'
import { measureRun, type Outcome } from '#sim/sweep/measure.ts'
import { readSweep, runsOf, type Sweep } from '#sim/sweep/sweep.ts'
import { loadAlgorithm } from './algorithm-file.ts'

export interface Job {
  /** the sweep's file: what it names lies beside it */
  readonly file: string
  readonly text: string
  /** of `runsOf` */
  readonly index: number
}

/** The files a sweep names, by their names in it. */
export const besides =
  (file: string) =>
  (name: string): string =>
    resolve(file === '-' ? '.' : dirname(file), name)

let read: { readonly text: string; readonly sweep: Sweep } | undefined

async function perform({ file, text, index }: Job): Promise<Outcome> {
  const pathOf = besides(file)
  if (read?.text !== text) read = { text, sweep: readSweep(text, file, name => readInputText(pathOf(name))) }
  const run = runsOf(read.sweep)[index]!
  const { name, file: module } = run.algorithm
  return measureRun(run, module === undefined ? algorithmNamed(name) : await loadAlgorithm(pathOf(module)), read.sweep)
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!

/** Answers each `Job` with its `Outcome`. */
export function serve(parent: Pick<NodeJS.Process, 'on' | 'send'>): void {
  // A parent that has gone needs no answer.
  const answer = (outcome: Outcome): void => void parent.send!(outcome, undefined, undefined, () => {})
  parent.on('message', (job: Job) => {
    perform(job).then(answer, error => answer({ failed: reasonOf(error) }))
  })
}
