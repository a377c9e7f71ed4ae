/** What became of an attack's packets, in the columns of a table. */
import type { Fate } from '#sim/witness.ts'
import { routerText } from '../explain/hop-table.ts'
import { paint } from '../output.ts'

export const fateHeading = ['refused by', 'rule', 'why', 'clause', 'SCMP'] as const

/** One cell for each of the heading. */
export function describeFate(fate: Fate): string[] {
  if (fate.end === 'delivered') return [paint('red', 'nobody: it was delivered'), '', '', '', '']
  if (fate.end === 'lost') return [`nobody: lost${fate.loss === undefined ? '' : ` (${fate.loss})`}`, '', '', '', '']
  return [
    routerText({ as: fate.as!, router: fate.router! }),
    paint('red', fate.rule ?? ''),
    fate.text ?? '',
    fate.clause ?? '',
    fate.scmp ?? 'silence',
  ]
}
