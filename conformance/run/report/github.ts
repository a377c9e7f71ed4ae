/** What GitHub Actions shows of a run: an annotation a failure, and the summary page. */
import type { CaseOutcome } from '../case-outcome.ts'
import { explainOutcome } from './summary.ts'

/** A workflow command. `file`: the case's file as the repository knows it. */
export function annotation(outcome: CaseOutcome, file: string): string {
  const { case: c } = outcome
  const text = [`${c.title} (${c.level}, ${c.clause})`, ...explainOutcome(outcome)].join('\n')
  return `::error file=${property(file)},line=${c.line},title=${property(c.id)}::${data(text)}\n`
}

const data = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
const property = (text: string): string => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C')
