/** What a command prints: text for people, JSON or YAML for scripts, colour where a terminal shows it, and the exit codes. */
import { styleText } from 'node:util'
import { Option } from 'commander'
import { stringify } from 'yaml'

/** Exit codes of every command. */
export const exits = {
  done: 0,
  /** the answer is no: no path, no reply, a failed check */
  no: 1,
  /** wrong usage, or input that cannot be used */
  usage: 2,
  /** the environment or a peer is not available */
  unavailable: 3,
  /** a conformance case this implementation does not support */
  unsupported: 127,
} as const

export type Format = 'human' | 'json' | 'yaml'

/** `--format human|json|yaml`, the same on every command that prints a result. */
export const formatOption = (): Option =>
  new Option('--format <format>', 'what to print').choices(['human', 'json', 'yaml'] satisfies Format[]).default('human')

/** One line, or several, on stdout. */
export const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** One line on stderr: warnings and notes that must not end up in a script's input. */
export const warn = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** Of a network with DRKeys whose signatures are modelled. */
export const modelledDrkeyWarning = 'signatures are modelled: level-1 DRKeys travel in the clear between control services'

/** Print a result: `value` (JSON data) for scripts, `human()` for people. */
export function emit(format: Format, value: unknown, human: () => string): void {
  if (format === 'json') say(JSON.stringify(value, undefined, 2))
  else if (format === 'yaml') process.stdout.write(stringify(value, { lineWidth: 0 }))
  else say(human())
}

type Style = Parameters<typeof styleText>[0]

/** Colour for stdout; plain text when it is no terminal or NO_COLOR is set. */
export const paint = (style: Style, text: string): string =>
  // One by one: of several styles at once Node 20 forgets to ask whether the stream is a terminal.
  [style].flat().reduce<string>((painted, one) => styleText(one, painted, { stream: process.stdout }), text)

/** Characters a terminal shows: escape sequences take no room. */
const shownLength = (text: string): number => [...text.replace(ansi, '')].length
const ansi = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

export interface ColumnOptions {
  /** columns whose cells are numbers: aligned to the right */
  readonly right?: readonly number[]
  readonly indent?: string
}

/** Rows of cells as lines with aligned columns, two spaces between them. The last column is never padded. */
export function columns(rows: readonly (readonly string[])[], options: ColumnOptions = {}): string {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, shownLength(cell))
    })
  return rows.map(row => (options.indent ?? '') + alignRow(row, widths, options.right ?? [])).join('\n')
}

const alignRow = (row: readonly string[], widths: readonly number[], right: readonly number[]): string =>
  row
    .map((cell, i) => {
      const room = ' '.repeat(widths[i]! - shownLength(cell))
      return right.includes(i) ? room + cell : cell + room
    })
    .join('  ')
    .trimEnd()
