/** Mutants of Router.tla put to the chosen cover, many in one run of TLC. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inFolder } from '#proofs/engines/files.ts'
import { readStates } from '#proofs/engines/states.ts'
import { runTlc, type Tlc } from '#proofs/engines/tlc.ts'
import { verdictWords } from '#proofs/engines/tlc-output.ts'
import { type Covered, coverDefinitions, mutantsModule, renamed } from '#proofs/mutants/cover.ts'
import { type Mutant, mutantsOf } from '#proofs/mutants/mutants.ts'
import type { Fate } from '#proofs/mutants/report.ts'
import type { Golden } from '#proofs/replay/golden.ts'
import { EnvironmentError } from '#wire/error.ts'
import { readGoldens, twiceFolder } from './golden.ts'
import { specFolder } from './modules.ts'
import { networkOf, replayed } from './replay.ts'

export const routerText = (): string => readFileSync(join(specFolder, 'Router.tla'), 'utf8')

/** Of weakened routers, each a configuration of its own; and the names of rules, which altered name none. */
const left = ['Updates', 'Weakened', 'Apply']

export const routerMutants = (text = routerText()): Mutant[] => mutantsOf(text, name => !left.includes(name))

export const coverOf = (...halves: readonly ReadonlyMap<string, Golden>[]): Covered[] =>
  replayed.map(which => ({
    name: which.name,
    network: networkOf(which),
    steps: halves.flatMap(half => half.get(which.name)?.steps ?? []).map(s => s.step),
  }))

/** Both halves of it. */
export const readCover = (): Covered[] => coverOf(readGoldens(), readGoldens(twiceFolder))

/** TLC starts once for so many. */
const atOnce = 60

/** The fates of specifications, in their order. `onBatch` is told how many are known. Throws `EnvironmentError` without TLC. */
export async function fatesOf(
  texts: readonly string[],
  covered: readonly Covered[],
  { tlc, onBatch }: { readonly tlc?: Tlc; readonly onBatch?: (known: number) => void } = {},
): Promise<Fate[]> {
  const definitions = coverDefinitions(covered)
  const fates = new Map<number, Fate>()
  while (fates.size < texts.length) {
    const batch = [...texts.keys()].filter(i => !fates.has(i)).slice(0, atOnce)
    const found = await runBatch(
      batch.map(i => texts[i]!),
      definitions,
      tlc,
    )
    for (const [at, fate] of found) fates.set(batch[at]!, fate)
    onBatch?.(fates.size)
  }
  return [...texts.keys()].map(i => fates.get(i)!)
}

/** Fates by place, of one at least: where one has no value, the run ends. */
const runBatch = (texts: readonly string[], definitions: string, tlc: Tlc | undefined): Promise<ReadonlyMap<number, Fate>> =>
  inFolder('mutants', async folder => {
    for (const [i, text] of texts.entries()) writeFileSync(join(folder, `Mutant${i + 1}.tla`), renamed(text, i + 1))
    writeFileSync(join(folder, 'Mutants.tla'), mutantsModule(definitions, texts.length))
    const dump = join(folder, 'Cover.dump')
    writeFileSync(join(folder, 'Cover.cfg'), 'INIT Init\nNEXT Next\nINVARIANT NotAll\n')
    const job = { module: join(specFolder, 'Cover.tla'), config: join(folder, 'Cover.cfg'), libraries: [folder], dump, isShort: true }
    const { verdict, trace } = await runTlc(job, tlc)
    // The whole behaviour is read from the dump: TLC cannot always go through it again to tell it.
    const isWhole = verdict.kind === 'violated'
    const states = isWhole ? [...readStates(dump)] : trace.map(({ state }) => state)
    const fates = new Map(states.slice(1).map(({ mutant, step }): [number, Fate] => [Number(mutant) - 1, fateOf(Number(step))]))
    if (isWhole) return fates
    const text = verdictWords(verdict)
    // Where recursion has no end TLC does not say whose it was.
    if (text.includes('StackOverflowError'))
      return texts.length === 1
        ? fates.set(0, { kind: 'noValue', text })
        : runBatch(texts.slice(0, Math.ceil(texts.length / 2)), definitions, tlc)
    // Of some errors it tells no behaviour, but all positions.
    const at = trace.length > 0 ? fates.size : Number(/ in Mutant(\d+)$/m.exec(text)?.[1]) - 1
    if (Number.isNaN(at)) throw new EnvironmentError(`TLC did not read the mutants: ${text}`)
    return fates.set(at, { kind: 'noValue', text })
  })

const fateOf = (step: number): Fate => (step === 0 ? { kind: 'survived' } : { kind: 'killed', step })
