/**
 * A YAML or JSON text as values that know where they stand, so that every complaint names line and column.
 * Made for hostile text: size and number of tokens are limited, aliases refused, a repeated key is an error.
 */
import { Document, isAlias, isCollection, isMap, isScalar, isSeq, Lexer, LineCounter, parseDocument } from 'yaml'
import { type Place, UserError } from '#wire/error.ts'

/** characters */
export const maxTextLength = 24 * 1024 * 1024
/** A token costs up to 300 bytes of memory. */
export const maxTokens = 5_000_000

interface Source {
  readonly file: string | undefined
  readonly lines: LineCounter | undefined
}

/** A value of the document. */
export interface Value {
  readonly node: unknown
  /** "links.3.mtu"; empty for the whole */
  readonly path: string
  readonly source: Source
}

/** Throws `UserError`. */
export function parseText(text: string, file?: string): Value {
  if (!isReadable(text))
    throw new UserError('is too large', `at most ${maxTextLength} characters and ${maxTokens} YAML tokens are read`, named(file))
  const lines = new LineCounter()
  // prettyErrors and uniqueKeys take quadratic time; keys are compared in `entriesOf`.
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, lineCounter: lines, logLevel: 'error' })
  const source = { file, lines }
  const [error] = document.errors
  if (error === undefined) return { node: document.contents, path: '', source }
  const deep = error.message.includes('call stack')
  throw new UserError(deep ? 'is nested too deeply' : firstSentence(error.message), undefined, placeAt(source, error.pos[0]))
}

/** Whether `parseText` takes a text of this size. */
export function isReadable(text: string): boolean {
  if (text.length > maxTextLength) return false
  let tokens = 0
  if (text.length > maxTokens) for (const _ of new Lexer().lex(text)) if (++tokens > maxTokens) return false
  return true
}

const firstSentence = (message: string): string => message.split(/\. |\n/)[0]!.slice(0, 200)

/** Data that was parsed before (JSON inside another file): no lines, but the same complaints by path. Throws `UserError`. */
export function wrapData(data: unknown, file?: string): Value {
  try {
    return { node: new Document(data).contents, path: '', source: { file, lines: undefined } }
  } catch {
    throw new UserError('is no data, or nested too deeply', undefined, named(file))
  }
}

const named = (file: string | undefined): Place => (file === undefined ? {} : { file })

function placeAt(source: Source, offset: number): Place {
  if (source.lines === undefined) return named(source.file)
  const { line, col } = source.lines.linePos(offset)
  // An empty document has no first line.
  return { ...named(source.file), line: Math.max(1, line), column: Math.max(1, col) }
}

export function placeOf(value: Value): Place {
  const { node } = value
  const range = isScalar(node) || isCollection(node) || isAlias(node) ? node.range : undefined
  return range ? placeAt(value.source, range[0]) : named(value.source.file)
}

/** "links.3.mtu: MESSAGE" at the value's place. */
export const complain = (value: Value, message: string, hint?: string): UserError =>
  new UserError(value.path === '' ? message : `${value.path}: ${message}`, hint, placeOf(value))

/** Run a parser of text and give its complaint the value's place. */
export function parsed<T>(value: Value, parse: (text: string) => T): T {
  const text = asText(value)
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof UserError) throw complain(value, error.message, error.hint)
    throw error
  }
}

export interface Entry {
  readonly key: Value
  readonly name: string
  readonly value: Value
}

/** The entries of a mapping in their order; nothing at all counts as an empty mapping. A repeated key is an error. */
export function entriesOf(value: Value): Entry[] {
  if (isNothing(value)) return []
  if (!isMap(value.node)) throw complain(value, `expected a mapping, found ${kindOf(value)}`)
  const seen = new Set<string>()
  return value.node.items.map(pair => {
    const key = { ...value, node: pair.key }
    const name = asText(key)
    const path = value.path === '' ? name : `${value.path}.${name}`
    if (seen.has(name)) throw complain({ ...key, path }, 'is there twice', 'remove one of them')
    seen.add(name)
    return { key: { ...key, path }, name, value: { ...value, node: pair.value, path } }
  })
}

/** The elements of a list; nothing at all counts as an empty list. */
export function itemsOf(value: Value): Value[] {
  if (isNothing(value)) return []
  if (!isSeq(value.node)) throw complain(value, `expected a list, found ${kindOf(value)}`)
  return value.node.items.map((node, i) => ({ ...value, node, path: `${value.path}.${i}` }))
}

export const isNothing = ({ node }: Value): boolean => node === null || (isScalar(node) && node.value === null)

export const isList = (value: Value): boolean => isSeq(value.node)

/** A text as it stands in the file: also a number's own spelling. */
export function asText(value: Value): string {
  const { node } = value
  if (isScalar(node)) {
    if (typeof node.value === 'string') return node.value
    if (typeof node.value === 'number') return node.source ?? String(node.value)
  }
  throw complain(value, `expected a text, found ${kindOf(value)}`)
}

/** A text that is no number; throws `UserError`. */
export function asString(value: Value): string {
  if (isScalar(value.node) && typeof value.node.value === 'string') return value.node.value
  throw complain(value, `expected a text in quotes, found ${kindOf(value)}`)
}

/** Any finite number; throws `UserError`. */
export function asNumber(value: Value): number {
  const n = isScalar(value.node) ? value.node.value : undefined
  if (typeof n === 'number' && Number.isFinite(n)) return n
  throw complain(value, `expected a number, found ${kindOf(value)}`)
}

/** An integer in the range; throws `UserError`. */
export function asInteger(value: Value, min: number, max: number): number {
  const n = isScalar(value.node) ? value.node.value : undefined
  if (typeof n === 'number' && Number.isInteger(n) && n >= min && n <= max) return n
  throw complain(value, `expected an integer from ${min} to ${max}, found ${kindOf(value)}`)
}

export function asBoolean(value: Value): boolean {
  const b = isScalar(value.node) ? value.node.value : undefined
  if (typeof b === 'boolean') return b
  throw complain(value, `expected true or false, found ${kindOf(value)}`)
}

function kindOf(value: Value): string {
  const { node } = value
  if (isNothing(value) || node === undefined) return 'nothing'
  if (isMap(node)) return 'a mapping'
  if (isSeq(node)) return 'a list'
  if (isAlias(node)) return 'an alias (write the value out: aliases are not read)'
  const scalar = isScalar(node) ? node.value : node
  return typeof scalar === 'string' ? `"${scalar.slice(0, 60)}"` : String(scalar)
}
