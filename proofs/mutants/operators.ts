/** What can be wrong in one place of a specification: each operator looks at one token and says what could stand there instead. */
import { elementsOf, endsOperand, matching, operandEnd, type Token } from './tokens.ts'

/** The tokens from `from` up to `to` replaced by `text`, of which `{0}` ... are places for the texts of ranges of tokens. */
export interface Alteration {
  readonly from: number
  /** the index behind the last token */
  readonly to: number
  readonly text: string
}

export interface Operator {
  readonly name: string
  /** for the table of proofs/MUTANTS.md */
  readonly what: string
  at(tokens: readonly Token[], i: number, textOf: TextOf): readonly Alteration[]
}

type TextOf = (from: number, to: number) => string

const replaced = (i: number, ...texts: readonly string[]): Alteration[] => texts.map(text => ({ from: i, to: i + 1, text }))
const without = (from: number, to: number): Alteration => ({ from, to, text: '' })

const relations: Readonly<Record<string, readonly string[]>> = {
  '<': ['<='],
  '<=': ['<'],
  '>': ['>='],
  '>=': ['>'],
  '=': ['#'],
  '#': ['='],
  '\\notin': ['\\in'],
  '\\in': ['\\notin'],
}

/** `\in` of a quantifier, of CHOOSE and of a set by comprehension names a variable; `=` of EXCEPT gives a value. */
function isRelation(tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 2]?.text
  if (tokens[i]!.text === '\\in' && (before === undefined || ['\\E', '\\A', 'CHOOSE', '{'].includes(before))) return false
  return !(tokens[i]!.text === '=' && isUpdate(tokens, i))
}

/** From `=` back to the `!` of `!.infos[1].segId =`. */
function isUpdate(tokens: readonly Token[], equals: number): boolean {
  let i = equals - 1
  while (tokens[i]?.text === ']' || /^\w+$/.test(tokens[i]?.text ?? '') || tokens[i]?.text === '.') {
    if (tokens[i]!.text === ']') i = matching(tokens, i, -1) - 1
    else i--
  }
  return tokens[i]?.text === '!'
}

const relation: Operator = {
  name: 'relation',
  what: '`<` and `<=`, `>` and `>=`, `=` and `#`, `\\in` and `\\notin` exchanged',
  at: (tokens, i) => {
    const others = relations[tokens[i]!.text]
    return others !== undefined && isRelation(tokens, i) ? replaced(i, ...others) : []
  },
}

const number: Operator = {
  name: 'number',
  what: 'a number one larger, one smaller',
  at: (tokens, i) => (/^\d+$/.test(tokens[i]!.text) ? replaced(i, String(Number(tokens[i]!.text) + 1), less(tokens[i]!.text)) : []),
}
const less = (n: string): string => (n === '0' ? '(-1)' : String(Number(n) - 1))

const sum: Operator = {
  name: 'sum',
  what: '`+` and `-`, `\\cup` and `\\cap` exchanged, `*` made `+`, `\\` made `\\cup`',
  at: (tokens, i) => {
    const other = { '+': '-', '-': '+', '*': '+', '\\cup': '\\cap', '\\cap': '\\cup', '\\': '\\cup' }[tokens[i]!.text]
    return other !== undefined && endsOperand(tokens[i - 1]) ? replaced(i, other) : []
  },
}

const truth: Operator = {
  name: 'truth',
  what: '`TRUE` and `FALSE` exchanged',
  at: (tokens, i) => {
    const other = { TRUE: 'FALSE', FALSE: 'TRUE' }[tokens[i]!.text]
    return other === undefined ? [] : replaced(i, other)
  },
}

const isBullet = (tokens: readonly Token[], i: number): boolean => tokens[i]!.isFirst || !endsOperand(tokens[i - 1])
const isJunction = (text: string): boolean => text === '/\\' || text === '\\/'

const junction: Operator = {
  name: 'junction',
  what: 'and made or, or made and; one of a list left out',
  at: (tokens, i, textOf) => {
    const { text } = tokens[i]!
    if (!isJunction(text)) return []
    if (isBullet(tokens, i)) return [leftOut(i + 1, bulletEnd(tokens, i), text === '/\\' ? 'TRUE' : 'FALSE', textOf)]
    const [from, to] = [operandEnd(tokens, i - 1, -1) + 1, operandEnd(tokens, i + 1, 1)]
    const other = text === '/\\' ? '\\/' : '/\\'
    return [{ from, to, text: `(${textOf(from, i)} ${other} ${textOf(i + 1, to)})` }]
  },
}

/** Of lists with many items one can then read which is gone. */
const leftOut = (from: number, to: number, value: string, textOf: TextOf): Alteration => ({
  ...{ from, to },
  text: `${value} (* ${textOf(from, to)} *)`,
})

/** A list ends with a token that is not to the right of its bullets, or with the bracket it is in. */
function bulletEnd(tokens: readonly Token[], bullet: number): number {
  let i = bullet + 1
  while (i < tokens.length && tokens[i]!.column > tokens[bullet]!.column && !/^(?:[)\]}]|>>)$/.test(tokens[i]!.text))
    i = /^(?:[([{]|<<)$/.test(tokens[i]!.text) ? matching(tokens, i) + 1 : i + 1
  return i
}

const implication: Operator = {
  name: 'implication',
  what: '`=>` and `<=>` exchanged, `~` left out',
  at: (tokens, i) => {
    const other = { '=>': '<=>', '<=>': '=>', '~': '' }[tokens[i]!.text]
    return other === undefined ? [] : replaced(i, other)
  },
}

const condition: Operator = {
  name: 'condition',
  what: 'the condition of an IF or of a guard (`Check`) always true, always false',
  at: (tokens, i) => {
    const range = conditionAt(tokens, i)
    return range === undefined ? [] : ['TRUE', 'FALSE'].map(text => ({ from: range[0], to: range[1], text }))
  },
}

function conditionAt(tokens: readonly Token[], i: number): readonly [number, number] | undefined {
  const { text } = tokens[i]!
  if (text === 'Check' && tokens[i + 1]?.text === '(') return elementsOf(tokens, i + 1)[1]
  return text === 'IF' ? [i + 1, tokens.findIndex((t, n) => n > i && t.text === 'THEN')] : undefined
}

const list: Operator = {
  name: 'list',
  what: 'an element of a set or sequence left out; two neighbours of a sequence exchanged',
  at: (tokens, i, textOf) => {
    const { text } = tokens[i]!
    if (text !== '{' && text !== '<<') return []
    const elements = elementsOf(tokens, i)
    const isConstant = elements.every(([from]) => tokens[from]!.text.startsWith('"') || tokens[from]!.text === '<<')
    if (!isConstant || (text === '<<' && isElement(tokens, i))) return []
    return [...elements.map((_, n) => lessOne(elements, n, textOf)), ...(text === '<<' ? exchanges(elements, textOf) : [])]
  },
}

/** Pairs in a set are what the set has; their strings are altered, not their lengths. */
const isElement = (tokens: readonly Token[], i: number): boolean =>
  ['{', ','].includes(tokens[i - 1]?.text ?? '') || ['\\in', '\\notin'].includes(tokens[matching(tokens, i) + 1]?.text ?? '')

/** With the comma behind it or, of the last, before it. */
function lessOne(elements: readonly (readonly [number, number])[], n: number, textOf: TextOf): Alteration {
  const [from, to] = elements[n]!
  const next = elements[n + 1]
  if (next !== undefined) return { from, to: next[1], text: textOf(...next) }
  return n === 0 ? without(from, to) : without(from - 1, to)
}

const exchanges = (elements: readonly (readonly [number, number])[], textOf: TextOf): Alteration[] =>
  elements.slice(1).map(([from, to], n) => {
    const [first, behind] = elements[n]!
    return { from: first, to, text: `${textOf(from, to)}, ${textOf(first, behind)}` }
  })

const string: Operator = {
  name: 'string',
  what: 'another string',
  at: (tokens, i) => (tokens[i]!.text.startsWith('"') ? replaced(i, tokens[i]!.text === '""' ? '"other"' : '""') : []),
}

const update: Operator = {
  name: 'update',
  what: 'one update of an EXCEPT left out',
  at: (tokens, i, textOf) => {
    if (tokens[i]!.text !== 'EXCEPT') return []
    const open = openBefore(tokens, i)
    const updates = elementsOf(tokens, open).map(([from, to], n): [number, number] => (n === 0 ? [i + 1, to] : [from, to]))
    if (updates.length === 1) return [{ from: open, to: matching(tokens, open) + 1, text: textOf(open + 1, i) }]
    return updates.map((_, n) => lessOne(updates, n, textOf))
  },
}

function openBefore(tokens: readonly Token[], i: number): number {
  let at = i - 1
  while (tokens[at]!.text !== '[') at = /^(?:[)\]}]|>>)$/.test(tokens[at]!.text) ? matching(tokens, at, -1) - 1 : at - 1
  return at
}

const pairs = [
  ['consIngress', 'consEgress'],
  ['ingressAlert', 'egressAlert'],
  ['currHf', 'currInf'],
  ['src', 'dst'],
  ['phvf', 'lhvf'],
  ['SecondAt', 'ThirdAt'],
  ['IngressOf', 'EgressOf'],
  ['SrcIsLocal', 'DstIsLocal'],
  ['IsFirstHop', 'IsLastHop'],
  ['infos', 'hops'],
  ['TransitPairs', 'SegmentChangePairs'],
] as const
const otherName: ReadonlyMap<string, string> = new Map(pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]))

const name: Operator = {
  name: 'name',
  what: `one of a pair for the other: ${pairs.map(pair => pair.join('/')).join(', ')}`,
  at: (tokens, i) => {
    const other = otherName.get(tokens[i]!.text)
    // The name a record's value is given is not a place where one is read.
    return other === undefined || tokens[i + 1]?.text === '|->' ? [] : replaced(i, other)
  },
}

export const operators: readonly Operator[] = [relation, number, sum, truth, junction, implication, condition, list, string, update, name]
