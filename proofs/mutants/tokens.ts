/** The text of a TLA+ module as tokens with their places, and the operators it defines: as much of the grammar as it takes to alter expressions. */

export interface Token {
  readonly text: string
  readonly start: number
  readonly end: number
  /** from 0 */
  readonly column: number
  /** nothing but space is before it on its line */
  readonly isFirst: boolean
}

/** Comments nest; of what is not ASCII art, `\in` and the like are one token. */
const pattern = /\(\*|\\\*[^\n]*|"(?:[^"\\\n]|\\.)*"|\w+|\/\\|\\\/|\\[a-zA-Z]+|<=>|\|->|\[\]|<<|>>|=>|<=|>=|==|->|\.\.|-{4,}|={4,}|[^\s\w]/g

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (let at = next(text, 0); at !== undefined; at = next(text, at.end)) {
    if (at.text === '(*') at = { ...at, end: endOfComment(text, at.start) }
    else if (!at.text.startsWith('\\*')) tokens.push(at)
  }
  return tokens
}

function next(text: string, from: number): Token | undefined {
  pattern.lastIndex = from
  const found = pattern.exec(text)
  if (found === null) return undefined
  const start = found.index
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const isFirst = text.slice(lineStart, start).trim() === ''
  return { text: found[0], start, end: start + found[0].length, column: start - lineStart, isFirst }
}

function endOfComment(text: string, start: number): number {
  let depth = 0
  for (const { 0: mark, index } of text.slice(start).matchAll(/\(\*|\*\)/g)) {
    depth += mark === '(*' ? 1 : -1
    if (depth === 0) return start + index + 2
  }
  return text.length
}

/** An operator of the module: `Check(c, holds, reason) == ...`. */
export interface Definition {
  readonly name: string
  /** 1, 2, ... */
  readonly line: number
  /** what is behind `==` */
  readonly body: readonly Token[]
}

/** What begins a definition, or ends the last, stands at the beginning of a line. */
export function definitionsOf(text: string): Definition[] {
  const tokens = tokensOf(text)
  const starts = tokens.flatMap((t, i) => (t.column === 0 ? [i] : []))
  return starts.flatMap((start, n) => {
    const unit = tokens.slice(start, starts[n + 1])
    const sign = unit.findIndex(t => t.text === '==')
    if (sign < 0 || !/^[A-Za-z]/.test(unit[0]!.text)) return []
    return [{ name: unit[0]!.text, line: text.slice(0, unit[0]!.start).split('\n').length, body: unit.slice(sign + 1) }]
  })
}

const opening = new Set(['(', '[', '{', '<<'])
const closing = new Set([')', ']', '}', '>>'])
const ends = new Set([
  '[]',
  'IF',
  'THEN',
  'ELSE',
  'LET',
  'IN',
  'CASE',
  'OTHER',
  'EXCEPT',
  '==',
  ',',
  ':',
  '|->',
  '->',
  '=>',
  '<=>',
  '/\\',
  '\\/',
])

/** The index of the bracket that closes the one at `open`, or of the one that opens it: `step` -1. */
export function matching(tokens: readonly Token[], open: number, step: 1 | -1 = 1): number {
  let depth = 0
  for (let i = open; i >= 0 && i < tokens.length; i += step) {
    if (opening.has(tokens[i]!.text)) depth += step
    if (closing.has(tokens[i]!.text)) depth -= step
    if (depth === 0) return i
  }
  return step > 0 ? tokens.length : -1
}

/** Where the operand of a logical operator that begins at `from` ends: the index behind it; or, `step` -1, the index before its first token. */
export function operandEnd(tokens: readonly Token[], from: number, step: 1 | -1): number {
  let i = from
  while (i >= 0 && i < tokens.length) {
    const { text } = tokens[i]!
    const [enters, leaves] = step > 0 ? [opening, closing] : [closing, opening]
    // An operand may be a whole IF, LET or CASE: it goes as far as it can.
    if (step > 0 && i === from && ['IF', 'LET', 'CASE'].includes(text)) return bracketEnd(tokens, i)
    if (leaves.has(text) || ends.has(text)) break
    i = enters.has(text) ? matching(tokens, i, step) + step : i + step
  }
  // The name of the next definition of a LET belongs to it.
  return step > 0 && tokens[i]?.text === '==' ? i - 1 : i
}

/** The index of the bracket or comma that ends what `from` is in. */
function bracketEnd(tokens: readonly Token[], from: number): number {
  let i = from
  while (i < tokens.length && !closing.has(tokens[i]!.text) && tokens[i]!.text !== ',')
    i = opening.has(tokens[i]!.text) ? matching(tokens, i) + 1 : i + 1
  return i
}

/** The ranges [from, to) between the commas in the bracket at `open`. */
export function elementsOf(tokens: readonly Token[], open: number): [number, number][] {
  const close = matching(tokens, open)
  const elements: [number, number][] = []
  let from = open + 1
  for (let i = from; i <= close; i++) {
    if (i < close && opening.has(tokens[i]!.text)) i = matching(tokens, i)
    else if (i === close || tokens[i]!.text === ',') {
      if (i > from) elements.push([from, i])
      from = i + 1
    }
  }
  return elements
}

/** Whether a token can be the last of an operand: what follows it is an infix operator. */
export const endsOperand = (token: Token | undefined): boolean =>
  token !== undefined && (closing.has(token.text) || (/^(?:\w|")/.test(token.text) && !ends.has(token.text)))
