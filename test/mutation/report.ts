/** What became of the mutants, in words. */
import type { Kill, Mutant } from './mutants.ts'

const short = (code: string): string => code.replace(/\s+/g, ' ').slice(0, 90)
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`

/** A row for each file and one for all, then the survivors. */
export function report(mutants: readonly Mutant[], kills: ReadonlyMap<string, Kill>): string {
  const survivors = mutants.filter(m => !kills.has(m.id))
  const row = (name: string, of: readonly Mutant[]): string => {
    const how = of.map(m => kills.get(m.id)?.how)
    const [failed, timeout] = [how.filter(h => h === 'failed').length, how.filter(h => h === 'timeout').length]
    return `| \`${name}\` | ${of.length} | ${failed} | ${timeout} | ${of.length - failed - timeout} | ${percent(failed + timeout, of.length)} |`
  }
  const files = [...new Set(mutants.map(m => m.file))]
  return [
    '| file | mutants | killed | timed out | survived | score |',
    '|---|---|---|---|---|---|',
    ...files.map(file =>
      row(
        file,
        mutants.filter(m => m.file === file),
      ),
    ),
    row('all', mutants),
    '',
    ...survivors.map(m => `${m.file}:${m.line} ${m.mutator}: ${short(m.was)} => ${short(m.is)}`),
  ].join('\n')
}
