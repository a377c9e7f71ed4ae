/**
 * Sequences: which ASes and interfaces a path must take.   private/path/pathpol/sequence.go, antlr/Sequence.g4
 *
 *   hop         ISD | ISD-AS | ISD-AS#IF | ISD-AS#IN,OUT       0 = any; one IF = in or out
 *   sequence    hop | (sequence) | s? | s+ | s* | s|s | s s    binding from tightest to loosest: `|` before the space
 *
 * White space separates nothing: "00" is two hops, "01" is "0" and "1".
 */
import { UserError } from '#wire/error.ts'
import { asesOf, type PathInterface } from './path.ts'

/** One AS of a path, interfaces in travel direction, 0 at the ends. */
interface PathAs {
  readonly isd: string
  readonly as: string
  readonly ingress: string
  readonly egress: string
}

type Node =
  | { readonly kind: 'hop'; readonly matches: (as: PathAs) => boolean }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly atLeast: 0 | 1; readonly more: boolean }

export interface Sequence {
  /** as it was written */
  readonly text: string
  /** Does a path, given by its interfaces, take this way? */
  matches(interfaces: readonly PathInterface[]): boolean
}

const maxLength = 4096
const maxNesting = 64
const hint = 'expected hop predicates, like "1-ff00:0:133#0 0* 1-ff00:0:110#2,1"; operators: ? + * | ( )'

/** Throws `UserError`. '' is matched by every path. */
export function parseSequence(text: string): Sequence {
  if (text === '') return { text, matches: () => true }
  if (text.length > maxLength) throw new UserError(`a sequence has at most ${maxLength} characters, not ${text.length}`, hint)
  const tokens = tokenize(text)
  const reader: Reader = { tokens, at: 0, nesting: 0, text }
  const states: State[] = []
  const start = compile(states, readSequence(reader), accept)
  if (reader.at < tokens.length) throw syntaxError(reader)
  return {
    text,
    // An odd number of interfaces is no path.
    matches: interfaces => interfaces.length % 2 === 0 && accepts(states, start, asesOf(interfaces, toPathAs)),
  }
}

function toPathAs(isdAs: string, ingress: number, egress: number): PathAs {
  const dash = isdAs.indexOf('-')
  return { isd: isdAs.slice(0, dash), as: isdAs.slice(dash + 1), ingress: String(ingress), egress: String(egress) }
}

/** A state of the automaton: it takes one AS that fits and goes to the first of `to`, or, without a test, goes to all of `to` at once. */
interface State {
  readonly fits?: (as: PathAs) => boolean
  readonly to: number[]
}

const accept = -1

/** Adds the states of `node`, after which comes state `next`; returns the first. */
function compile(states: State[], node: Node, next: number): number {
  switch (node.kind) {
    case 'hop':
      return states.push({ fits: node.matches, to: [next] }) - 1
    case 'all':
      return node.parts.reduceRight((after, part) => compile(states, part, after), next)
    case 'any':
      return states.push({ to: node.parts.map(part => compile(states, part, next)) }) - 1
    case 'repeat': {
      const split: State = { to: [next] }
      const at = states.push(split) - 1
      const body = compile(states, node.node, node.more ? at : next)
      split.to.push(body)
      return node.atLeast === 0 ? at : body
    }
  }
}

/** All states at once, an AS at a time: no sequence, however nested its stars, takes longer than its length times the path's. */
function accepts(states: readonly State[], start: number, ases: readonly PathAs[]): boolean {
  let current = reach(states, [start])
  for (const as of ases)
    current = reach(
      states,
      [...current].filter(s => states[s]?.fits?.(as)).map(s => states[s]!.to[0]!),
    )
  return current.has(accept)
}

/** `from` and everything reached from there without taking an AS. */
function reach(states: readonly State[], from: readonly number[]): Set<number> {
  const reached = new Set(from)
  for (const s of reached) if (states[s]?.fits === undefined) for (const next of states[s]?.to ?? []) reached.add(next)
  return reached
}

interface Reader {
  readonly tokens: readonly string[]
  at: number
  nesting: number
  readonly text: string
}

const hex = '(?:[1-9a-fA-F][0-9a-fA-F]*|0)'
const tokenPattern = new RegExp(`[ \\t\\r\\n]+|-${hex}:${hex}:${hex}|-[1-9][0-9]*|-0|[?+*|()#,]|0|[1-9][0-9]*`, 'y')

function tokenize(text: string): string[] {
  const tokens: string[] = []
  tokenPattern.lastIndex = 0
  for (let at = 0; at < text.length; at = tokenPattern.lastIndex) {
    const found = tokenPattern.exec(text)?.[0]
    if (found === undefined) throw new UserError(`sequence "${text}": unexpected "${text[at]}" at character ${at + 1}`, hint)
    if (found.trim() !== '') tokens.push(found)
  }
  return tokens
}

const syntaxError = (r: Reader): UserError =>
  new UserError(`sequence "${r.text}": unexpected ${r.at < r.tokens.length ? `"${r.tokens[r.at]}"` : 'end'}`, hint)

function readSequence(r: Reader): Node {
  const parts = [readAlternatives(r)]
  while (/^[(\d]/.test(r.tokens[r.at] ?? '')) parts.push(readAlternatives(r))
  return { kind: 'all', parts }
}

function readAlternatives(r: Reader): Node {
  const parts = [readRepeated(r)]
  for (; r.tokens[r.at] === '|'; parts.push(readRepeated(r))) r.at++
  return { kind: 'any', parts }
}

/** Operators in a row are one: "0+?" is "0*". */
function readRepeated(r: Reader): Node {
  const node = readAtom(r)
  const from = r.at
  while (/^[?+*]$/.test(r.tokens[r.at] ?? '')) r.at++
  const operators = r.tokens.slice(from, r.at)
  if (operators.length === 0) return node
  return { kind: 'repeat', node, atLeast: operators.every(o => o === '+') ? 1 : 0, more: operators.some(o => o !== '?') }
}

function readAtom(r: Reader): Node {
  if (r.tokens[r.at] !== '(') return { kind: 'hop', matches: readHop(r) }
  if (++r.nesting > maxNesting) throw new UserError(`a sequence has at most ${maxNesting} brackets inside each other`, hint)
  r.at++
  const node = readSequence(r)
  if (r.tokens[r.at] !== ')') throw syntaxError(r)
  r.at++
  r.nesting--
  return node
}

function readHop(r: Reader): (as: PathAs) => boolean {
  const isd = readNumber(r)
  const as = r.tokens[r.at]?.startsWith('-') ? r.tokens[r.at++]!.slice(1) : '0'
  const hasAs = r.tokens[r.at - 1]!.startsWith('-')
  const isAs = (p: PathAs): boolean => fits(isd, p.isd) && fits(as, p.as)
  if (!hasAs || r.tokens[r.at] !== '#') return isAs
  r.at++
  const first = readNumber(r)
  if (r.tokens[r.at] !== ',') return p => isAs(p) && (fits(first, p.ingress) || fits(first, p.egress))
  r.at++
  const egress = readNumber(r)
  return p => isAs(p) && fits(first, p.ingress) && fits(egress, p.egress)
}

const fits = (wanted: string, there: string): boolean => wanted === '0' || wanted === there

function readNumber(r: Reader): string {
  const number = r.tokens[r.at]
  if (number === undefined || !/^\d/.test(number)) throw syntaxError(r)
  r.at++
  return number
}
