/** CHECKS.md: what is claimed, layer by layer, with what is recorded of each check; under each table where it is said, of what code, and the command. */
import type { Check } from './check.ts'
import type { Lock } from './lock.ts'
import { thousands } from './report.ts'
import { commandOf } from './run-check.ts'

/** Checks of one layer of the specification, or of one bridge. */
export interface Section {
  readonly title: string
  /** the modules or folders it speaks of, from proofs/ */
  readonly sources: readonly string[]
  readonly checks: readonly Check[]
}

export const checksFile = 'proofs/CHECKS.md'

const cell = (text: string): string => text.replaceAll('|', '\\|')
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
const code = (text: string): string => `\`${text}\``

export function renderChecks(sections: readonly Section[], lock: Lock): string {
  const count = sections.reduce((sum, s) => sum + s.checks.length, 0)
  return `# Every check: ${count} claims, and the command that shows each

Written by \`npm run docs\` from the table of checks and \`PROOFS.lock.json\`; a test fails while it is stale. \`npm run proofs -- --only '^ID$'\` runs one check. "Violated" is a
claim as well: without a rule the theorem is false, and what should be possible is. States (of bridges: decisions compared) and times are those recorded.

${sections.map(({ title }) => `- [${title}](#${anchorOf(title)})`).join('\n')}

${sections.map(section => renderSection(section, lock)).join('\n')}`
}

/** As GitHub makes it of a heading. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')

const renderSection = ({ title, sources, checks }: Section, lock: Lock): string => `## ${title}

${sources.map(source => `[${source}](${source})`).join(', ')}

| check | theorem | claim | engine, bounds | verdict | states | time |
|---|---|---|---|---|--:|--:|
${checks.map((check, i) => summaryOf(check, checks[i - 1], lock)).join('\n')}

<details><summary>Operators, code and tests, and the command in proofs/spec</summary>

${checks.map(detailsOf).join('\n')}

</details>
`

/** Bounds that are those of the row above are not said again. */
function summaryOf(check: Check, above: Check | undefined, lock: Lock): string {
  const { id, theorems, claim, expected } = check
  const record = lock[id]
  const bounds = above !== undefined && boundsOf(above) === boundsOf(check) ? '″' : boundsOf(check)
  const states = record === undefined || record.count === 0 ? '' : thousands(record.count)
  const time = record === undefined ? 'no record' : `${record.seconds} s`
  return row([code(id), theorems.join(' '), claim, bounds, expected, states, time])
}

const boundsOf = ({ engine, bounds }: Check): string => `${engine}: ${bounds}`
const linkTo = (path: string): string => `[${path}](../${path})`

const detailsOf = (check: Check): string =>
  `- ${code(check.id)}: ${check.operators.map(code).join(' ')}<br>${[...check.code, ...check.tests].map(linkTo).join(' ')}<br>${code(commandOf(check))}`
