/** A log of decisions put to the model: read, cut into slices, checked by TLC. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inFolder, linesOf } from '#proofs/engines/files.ts'
import { readStates } from '#proofs/engines/states.ts'
import { runTlc, type Tlc } from '#proofs/engines/tlc.ts'
import { verdictWords } from '#proofs/engines/tlc-output.ts'
import { differencesOf } from '#proofs/slices/difference.ts'
import { type Logged, type LogOptions, readLog } from '#proofs/slices/log.ts'
import { type Divergence, type Findings, type LogModule, logModule, readFindings } from '#proofs/slices/module.ts'
import { type Prepared, prepareSlices } from '#proofs/slices/prepare.ts'
import type { Topology } from '#topology/model.ts'
import { EnvironmentError } from '#wire/error.ts'
import { specFolder } from './modules.ts'

export interface Judgement extends Prepared {
  readonly accepted: boolean
  /** decisions that are not like another */
  readonly distinct: number
  readonly divergences: readonly Divergence[]
  /** of TLC, its start included, for all logs that were judged together */
  readonly seconds: number
}

/** Throws `UserError` for what is no such log, `EnvironmentError` without TLC. */
export async function judgeLog(file: string, topology: Topology, options: LogOptions = {}, tlc?: Tlc): Promise<Judgement> {
  return judge(prepareSlices(readLog(linesOf(file), topology, { file, ...options }), topology), tlc)
}

export const judge = async (prepared: Prepared, tlc?: Tlc): Promise<Judgement> => (await judgeAll([prepared], tlc))[0]!

/** Logs together: TLC starts once. */
export async function judgeAll(all: readonly Prepared[], tlc?: Tlc): Promise<Judgement[]> {
  const module = logModule(all.map(p => p.model))
  const { findings, seconds } = await check(module, tlc)
  const { checked } = findings
  const isWhole = checked?.slices === module.slices.length && checked.decisions === module.decisions.length
  return all.map((prepared, log) => {
    const divergences = findings.divergences.filter(d => d.log === log)
    const accepted = isWhole && prepared.slices > 0 && divergences.length === 0 && prepared.objections.length === 0
    return { ...prepared, accepted, distinct: module.decisions.filter(d => d.log === log).length, divergences, seconds }
  })
}

const check = (module: LogModule, tlc: Tlc | undefined): Promise<{ findings: Findings; seconds: number }> =>
  inFolder('slices', async folder => {
    const dump = join(folder, 'found.dump')
    writeFileSync(join(folder, 'Log.tla'), module.text)
    writeFileSync(join(folder, 'Slices.cfg'), 'INIT Init\nNEXT Next\n')
    const job = {
      module: join(specFolder, 'Slices.tla'),
      config: join(folder, 'Slices.cfg'),
      libraries: [folder],
      dump,
      heapMb: 3_072,
      isShort: true,
    }
    const { verdict, seconds } = await runTlc(job, tlc)
    if (verdict.kind !== 'holds') throw new EnvironmentError(`TLC could not judge the log: ${verdictWords(verdict)}`)
    return { findings: readFindings(readStates(dump), module), seconds }
  })

/** What is wrong, in words: the line of the log, what stands there, what the model says; the first of it, line by line. */
export function objectionsOf({ objections, divergences, slices }: Judgement): string[] {
  if (slices === 0) return ['there is no slice in it: nothing was checked']
  const all = [...objections, ...divergences.map(d => ({ logged: d.step.logged, text: divergenceText(d) }))]
  const lines = all
    .toSorted((a, b) => a.logged.line - b.logged.line)
    .map(({ logged, text }) => `line ${logged.line}: ${placeOf(logged)}: ${text}`)
  const left = lines.length - mostObjections
  return left <= 0 ? lines : [...lines.slice(0, mostObjections), `and ${left} more`]
}

/** more of them nobody reads */
const mostObjections = 20

const placeOf = ({ event }: Logged): string => `${event.as} ${event.router}`

function divergenceText(d: Divergence): string {
  if (d.kind === 'way') return `does not follow from line ${d.before.logged.line}, ${placeOf(d.before.logged)}`
  return differencesOf(d.step.decision.outcome, d.expected).join('; ')
}
