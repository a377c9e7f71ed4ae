/** Mutants of Router.tla put to the chosen cover, many in one run of TLC. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inFolder } from '#proofs/engines/files.ts'
import { runTlc, type Tlc } from '#proofs/engines/tlc.ts'
import { type Covered, coverDefinitions, mutantsModule, renamed } from '#proofs/mutants/cover.ts'
import { EnvironmentError } from '#wire/error.ts'
import { readGoldens } from './golden.ts'
import { specFolder } from './modules.ts'
import { networkOf, replayed } from './replay.ts'

/** What the cover says of a mutant: the first step that it has otherwise, an error of TLC, or nothing. */
export type Fate =
  | { readonly kind: 'killed'; readonly step: number }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'survived' }

export function readCover(): Covered[] {
  const goldens = readGoldens()
  return replayed.map(which => ({
    name: which.name,
    network: networkOf(which),
    steps: goldens.get(which.name)!.steps.map(s => s.step),
  }))
}

const atOnce = 40

/** The fates of specifications, in their order. Throws `EnvironmentError` without TLC. */
export async function fatesOf(texts: readonly string[], covered: readonly Covered[], tlc?: Tlc): Promise<Fate[]> {
  const definitions = coverDefinitions(covered)
  const fates: Fate[] = []
  while (fates.length < texts.length) {
    const batch = texts.slice(fates.length, fates.length + atOnce)
    fates.push(...(await runBatch(batch, definitions, tlc)))
  }
  return fates
}

/** At least the first of them: where one has no value, the run ends. */
const runBatch = (texts: readonly string[], definitions: string, tlc: Tlc | undefined): Promise<Fate[]> =>
  inFolder('mutants', async folder => {
    for (const [i, text] of texts.entries()) writeFileSync(join(folder, `Mutant${i + 1}.tla`), renamed(text, i + 1))
    writeFileSync(join(folder, 'Mutants.tla'), mutantsModule(definitions, texts.length))
    writeFileSync(join(folder, 'Cover.cfg'), 'INIT Init\nNEXT Next\nINVARIANT NotAll\n')
    const job = { module: join(specFolder, 'Cover.tla'), config: join(folder, 'Cover.cfg'), libraries: [folder], heapMb: 3_072 }
    const { verdict, trace } = await runTlc(job, tlc)
    const fates = trace
      .slice(1)
      .map(({ state }): Fate => (state.step === 0 ? { kind: 'survived' } : { kind: 'killed', step: Number(state.step) }))
    if (fates.length === texts.length) return fates
    const text = 'text' in verdict ? verdict.text : verdict.kind
    if (trace.length === 0) throw new EnvironmentError(`TLC did not read the mutants: ${text}`)
    return [...fates, { kind: 'error', text }]
  })
