/**
 * Values of TLA+ as TLC prints them, read into JavaScript and written back:
 *
 *     TRUE  -7  "a"        boolean, number, string          <<1, "a">>                an array
 *     A                    a model value: Symbol.for('A')   {1, 2}   1..3             a Set
 *     [x |-> 1, y |-> 2]   an object                        (1 :> TRUE @@ 3 :> FALSE) a Map
 *
 * A function over strings is printed as a record, one over 1..n as a sequence, and is read as such. Runs in a browser too.
 */
import { UserError } from '#wire/error.ts'

export type TlaValue =
  | boolean
  | number
  | string
  | symbol
  | readonly TlaValue[]
  | ReadonlySet<TlaValue>
  | ReadonlyMap<TlaValue, TlaValue>
  | TlaRecord

export interface TlaRecord {
  readonly [field: string]: TlaValue
}

/** The variables of one state. */
export type TlaState = TlaRecord

/** Where the text comes from, for messages: `line` is the number of its first line. */
export interface TlaSource {
  readonly file?: string
  readonly line?: number
}

/** deeper than any value of ours; what is deeper is no text of TLC */
const depthLimit = 200
const rangeLimit = 1_000_000

const isSpace = (c: number): boolean => c === 32 || c === 10 || c === 13 || c === 9
const isDigit = (c: number): boolean => c >= 48 && c <= 57
const isLetter = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95
const quote = 34
const backslash = 92
const minus = 45

/** One value. Throws `UserError` with line and column, what was expected and what is there. */
export function readTla(text: string, source: TlaSource = {}): TlaValue {
  const cursor: Cursor = { text, source, at: 0, depth: 0 }
  const value = readValue(cursor)
  expectEnd(cursor)
  return value
}

/** A state: `/\ x = 1`, a line or more for each variable; of a single variable only `x = 1`. */
export function readTlaState(text: string, source: TlaSource = {}): TlaState {
  const cursor: Cursor = { text, source, at: 0, depth: 0 }
  const state: Record<string, TlaValue> = {}
  do {
    take(cursor, '/\\')
    const name = readName(cursor, 'the name of a variable')
    expect(cursor, '=')
    state[name] = readValue(cursor)
  } while (sees(cursor, '/\\'))
  expectEnd(cursor)
  return state
}

/** Sets become arrays in the order TLC printed them, at any depth: JSON-like values, as `ModelStep` has them. */
export function plain(value: TlaValue): TlaValue {
  if (typeof value !== 'object') return value
  if (value instanceof Map) return new Map([...value].map(([key, of]) => [plain(key), plain(of)]))
  if (value instanceof Set || Array.isArray(value)) return Array.from(value as Iterable<TlaValue>, plain)
  const record: Record<string, TlaValue> = {}
  for (const field in value as TlaRecord) record[field] = plain((value as TlaRecord)[field]!)
  return record
}

/** Where the reader is in its text. */
interface Cursor {
  readonly text: string
  readonly source: TlaSource
  at: number
  depth: number
}

function fail({ text, at, source }: Cursor, expected: string): never {
  const before = text.slice(0, at).split('\n')
  const line = (source.line ?? 1) + before.length - 1
  const place = { ...(source.file !== undefined && { file: source.file }), line, column: before.at(-1)!.length + 1 }
  const found = at >= text.length ? 'the text ends' : `there is ${JSON.stringify(text.slice(at, at + 20))}`
  throw new UserError(`expected ${expected}, but ${found}`, 'a value as TLC prints it', place)
}

function skipSpace(cursor: Cursor): void {
  while (isSpace(cursor.text.charCodeAt(cursor.at))) cursor.at++
}

/** Is the token next? */
function sees(cursor: Cursor, token: string): boolean {
  skipSpace(cursor)
  return cursor.text.startsWith(token, cursor.at)
}

/** Steps over the token if it is next. */
function take(cursor: Cursor, token: string): boolean {
  const isNext = sees(cursor, token)
  if (isNext) cursor.at += token.length
  return isNext
}

function expect(cursor: Cursor, token: string): void {
  if (!take(cursor, token)) fail(cursor, `"${token}"`)
}

function expectEnd(cursor: Cursor): void {
  skipSpace(cursor)
  if (cursor.at < cursor.text.length) fail(cursor, 'the end')
}

/** Letters, digits and `_`; what begins with a digit is a name too where only names can be. */
function readName(cursor: Cursor, expected: string): string {
  skipSpace(cursor)
  const from = cursor.at
  for (let c = cursor.text.charCodeAt(from); isLetter(c) || isDigit(c); ) c = cursor.text.charCodeAt(++cursor.at)
  const name = cursor.text.slice(from, cursor.at)
  if (name !== '' && name !== '__proto__') return name
  cursor.at = from
  return fail(cursor, expected)
}

function readValue(cursor: Cursor): TlaValue {
  if (++cursor.depth > depthLimit) fail(cursor, `at most ${depthLimit} values in one another`)
  skipSpace(cursor)
  const value = readValueOf(cursor, cursor.text.charCodeAt(cursor.at))
  cursor.depth--
  return value
}

function readValueOf(cursor: Cursor, first: number): TlaValue {
  if (first === quote) return readString(cursor)
  if (first === minus || isDigit(first)) return readNumberOrRange(cursor)
  const read = bracketed[String.fromCharCode(first)]
  return read === undefined ? readWord(cursor) : read(cursor)
}

const bracketed: Readonly<Record<string, (cursor: Cursor) => TlaValue>> = { '[': readRecord, '{': readSet, '<': readTuple, '(': readMap }

/** The elements up to the closing token, separated by commas. */
function readElements(cursor: Cursor, open: string, close: string, element: () => void): void {
  expect(cursor, open)
  if (take(cursor, close)) return
  do element()
  while (take(cursor, ','))
  expect(cursor, close)
}

function readString(cursor: Cursor): string {
  const { text } = cursor
  const from = ++cursor.at
  for (; ; cursor.at++) {
    const c = text.charCodeAt(cursor.at)
    if (c === quote) break
    if (c === backslash) cursor.at++
    if (cursor.at >= text.length) fail(cursor, 'a closing quotation mark')
  }
  return unescaped(text.slice(from, cursor.at++))
}

function readRecord(cursor: Cursor): TlaRecord {
  const fields: Record<string, TlaValue> = {}
  readElements(cursor, '[', ']', () => {
    const name = readName(cursor, 'the name of a field')
    expect(cursor, '|->')
    fields[name] = readValue(cursor)
  })
  return fields
}

function readSet(cursor: Cursor): Set<TlaValue> {
  const members = new Set<TlaValue>()
  readElements(cursor, '{', '}', () => void members.add(readValue(cursor)))
  return members
}

function readTuple(cursor: Cursor): TlaValue[] {
  const items: TlaValue[] = []
  readElements(cursor, '<<', '>>', () => void items.push(readValue(cursor)))
  return items
}

function readMap(cursor: Cursor): Map<TlaValue, TlaValue> {
  const pairs = new Map<TlaValue, TlaValue>()
  expect(cursor, '(')
  do {
    const key = readValue(cursor)
    expect(cursor, ':>')
    pairs.set(key, readValue(cursor))
  } while (take(cursor, '@@'))
  expect(cursor, ')')
  return pairs
}

function readWord(cursor: Cursor): boolean | symbol {
  const name = readName(cursor, 'a value')
  return name === 'TRUE' || name === 'FALSE' ? name === 'TRUE' : Symbol.for(name)
}

function readNumberOrRange(cursor: Cursor): number | Set<number> {
  const first = readInteger(cursor)
  if (!take(cursor, '..')) return first
  skipSpace(cursor)
  const last = readInteger(cursor)
  if (last - first >= rangeLimit) fail(cursor, `a range of at most ${rangeLimit}`)
  const members = new Set<number>()
  for (let i = first; i <= last; i++) members.add(i)
  return members
}

function readInteger(cursor: Cursor): number {
  const { text, at: from } = cursor
  if (text.charCodeAt(from) === minus) cursor.at++
  const digits = cursor.at
  while (isDigit(text.charCodeAt(cursor.at))) cursor.at++
  const number = Number(text.slice(from, cursor.at))
  if (digits < cursor.at && Number.isSafeInteger(number)) return number
  cursor.at = from
  return fail(cursor, 'an integer of at most 53 bits')
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f' }
const unescaped = (text: string): string => (text.includes('\\') ? text.replace(/\\(.)/gs, (_, c: string) => escapes[c] ?? c) : text)

/** The value as TLA+ text, on one line. Throws for what TLA+ has no text for: fractions, fields that are no identifier. */
export function writeTla(value: TlaValue): string {
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (typeof value === 'number') return writeNumber(value)
  if (typeof value === 'string') return writeString(value)
  if (typeof value === 'symbol') return value.description ?? refuse('a symbol without a name')
  if (Array.isArray(value)) return `<<${value.map(writeTla).join(', ')}>>`
  if (value instanceof Set) return `{${Array.from(value as Set<TlaValue>, writeTla).join(', ')}}`
  if (value instanceof Map) return writeMap(value)
  return writeRecord(value as TlaRecord)
}

const refuse = (what: string): never => {
  throw new UserError(`TLA+ has no text for ${what}`)
}

const writeNumber = (value: number): string => (Number.isSafeInteger(value) ? String(value) : refuse(`the number ${value}`))

const writeMap = (map: ReadonlyMap<TlaValue, TlaValue>): string =>
  map.size === 0 ? '<<>>' : `(${Array.from(map, ([key, of]) => `${writeTla(key)} :> ${writeTla(of)}`).join(' @@ ')})`

/** A record without fields is the function without arguments, and so is the sequence without elements. */
function writeRecord(record: TlaRecord): string {
  const fields = Object.entries(record).map(([name, of]) =>
    /^(?=.*[A-Za-z])\w+$/.test(name) ? `${name} |-> ${writeTla(of)}` : refuse(`the field name "${name}"`),
  )
  return fields.length === 0 ? '<<>>' : `[${fields.join(', ')}]`
}

const writtenEscapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r', '\f': '\\f' }

function writeString(text: string): string {
  return `"${text.replace(/["\\\n\t\r\f]/g, c => writtenEscapes[c]!)}"`
}
