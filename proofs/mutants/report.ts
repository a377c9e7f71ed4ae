/** What became of mutants, as the table of proofs/MUTANTS.md, and what is wrong with it. */
import { type Mutant, nameOf } from './mutants.ts'

/** The first step of the cover that a mutant has otherwise; or that it has no value there, with what TLC said; or that nothing tells it apart. */
export type Fate =
  | { readonly kind: 'killed'; readonly step: number }
  | { readonly kind: 'noValue'; readonly text: string }
  | { readonly kind: 'survived' }

export interface Judged {
  readonly mutant: Mutant
  readonly fate: Fate
}

/** A line for each operator of Router.tla. */
export function tableOf(judged: readonly Judged[]): string {
  const names = [...new Set(judged.map(({ mutant }) => mutant.definition))]
  return [
    '| operator of Router.tla | mutants | another outcome | no value | survive |',
    '|---|--:|--:|--:|--:|',
    ...names.map(name =>
      rowOf(
        `\`${name}\``,
        judged.filter(({ mutant }) => mutant.definition === name),
      ),
    ),
    rowOf('all', judged),
  ].join('\n')
}

function rowOf(name: string, judged: readonly Judged[]): string {
  const count = (kind: Fate['kind']): number => judged.filter(({ fate }) => fate.kind === kind).length
  return `| ${name} | ${judged.length} | ${count('killed')} | ${count('noValue')} | ${count('survived') || ''} |`
}

/** Survivors without a reason, and reasons without a survivor. */
export function objectionsTo(judged: readonly Judged[], reasons: ReadonlyMap<string, string>): string[] {
  const alive = judged.filter(({ fate }) => fate.kind === 'survived').map(({ mutant }) => mutant)
  const names = new Set(alive.map(nameOf))
  const definitions = new Set(judged.map(({ mutant }) => mutant.definition))
  const idle = [...reasons.keys()].filter(name => definitions.has(name.split(':')[0]!) && !names.has(name))
  return [
    ...alive.filter(m => !reasons.has(nameOf(m))).map(m => `line ${m.line} (${m.operator}) survives without a reason: ${nameOf(m)}`),
    ...idle.map(name => `a reason for what does not survive: ${name}`),
  ]
}
