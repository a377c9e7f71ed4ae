/** Mutants of Router.tla put to the chosen cover, many in one run of TLC. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inFolder } from '#proofs/engines/files.ts'
import { runTlc, type Tlc } from '#proofs/engines/tlc.ts'
import { type Covered, coverDefinitions, mutantsModule, renamed } from '#proofs/mutants/cover.ts'
import { type Mutant, mutantsOf } from '#proofs/mutants/mutants.ts'
import type { Fate } from '#proofs/mutants/report.ts'
import { EnvironmentError } from '#wire/error.ts'
import { readGoldens } from './golden.ts'
import { specFolder } from './modules.ts'
import { networkOf, replayed } from './replay.ts'

export const routerText = (): string => readFileSync(join(specFolder, 'Router.tla'), 'utf8')

/** Only rules that are left out, `Off`, come here; each is a configuration of its own. */
const ofWeakenedRouters = ['Updates', 'Weakened']

export const routerMutants = (text = routerText()): Mutant[] => mutantsOf(text, name => !ofWeakenedRouters.includes(name))

export function readCover(): Covered[] {
  const goldens = readGoldens()
  return replayed.map(which => ({
    name: which.name,
    network: networkOf(which),
    steps: goldens.get(which.name)!.steps.map(s => s.step),
  }))
}

/** TLC starts once for so many. */
const atOnce = 60

/** The fates of specifications, in their order. `onBatch` is told how many are known. Throws `EnvironmentError` without TLC. */
export async function fatesOf(
  texts: readonly string[],
  covered: readonly Covered[],
  { tlc, onBatch }: { readonly tlc?: Tlc; readonly onBatch?: (known: number) => void } = {},
): Promise<Fate[]> {
  const definitions = coverDefinitions(covered)
  const fates: Fate[] = []
  while (fates.length < texts.length) {
    fates.push(...(await runBatch(texts.slice(fates.length, fates.length + atOnce), definitions, tlc)))
    onBatch?.(fates.length)
  }
  return fates
}

/** At least the first of them: where one has no value, the run ends. */
const runBatch = (texts: readonly string[], definitions: string, tlc: Tlc | undefined): Promise<Fate[]> =>
  inFolder('mutants', async folder => {
    for (const [i, text] of texts.entries()) writeFileSync(join(folder, `Mutant${i + 1}.tla`), renamed(text, i + 1))
    writeFileSync(join(folder, 'Mutants.tla'), mutantsModule(definitions, texts.length))
    writeFileSync(join(folder, 'Cover.cfg'), 'INIT Init\nNEXT Next\nINVARIANT NotAll\n')
    const job = { module: join(specFolder, 'Cover.tla'), config: join(folder, 'Cover.cfg'), libraries: [folder], isShort: true }
    const { verdict, trace } = await runTlc(job, tlc)
    const fates = trace.slice(1).map(({ state }): Fate => {
      const step = Number(state.step)
      return step === 0 ? { kind: 'survived' } : { kind: 'killed', step }
    })
    if (fates.length === texts.length) return fates
    const text = 'text' in verdict ? verdict.text : verdict.kind
    if (trace.length === 0) throw new EnvironmentError(`TLC did not read the mutants: ${text}`)
    return [...fates, { kind: 'noValue', text }]
  })
