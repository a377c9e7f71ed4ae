/**
 * YAML in the layout of the `scion` tools (Go's yaml.v3), which the `yaml` package cannot be told to write: four columns a level, but what
 * stands inside a list item goes to the next multiple of four.
 */
import { stringify } from 'yaml'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/** The document, one line feed at its end. `value`: JSON data; keys without value are left out. */
export const toYaml = (value: unknown): string => `${lines(value as Json, 0).join('\n')}\n`

/** `column`: where the keys or dashes of this value stand. */
function lines(value: Json, column: number): string[] {
  const room = ' '.repeat(column)
  if (isList(value)) return value.flatMap(item => listItem(item, column))
  if (!isMap(value)) return [room + scalar(value)]
  return Object.entries(value).flatMap(([key, v]) => (v === undefined ? [] : entry(room + scalar(key), v, column)))
}

function entry(head: string, value: Json, column: number): string[] {
  if (isEmpty(value)) return [`${head}: ${isList(value) ? '[]' : '{}'}`]
  if (isList(value) || isMap(value)) return [`${head}:`, ...lines(value, nextColumn(column))]
  return [`${head}: ${scalar(value)}`]
}

function listItem(item: Json, column: number): string[] {
  const [first = '', ...rest] = isEmpty(item) ? [isList(item) ? '[]' : '{}'] : lines(item, column + 2)
  return [`${' '.repeat(column)}- ${first.trimStart()}`, ...rest]
}

const nextColumn = (column: number): number => 4 * Math.floor((column + 4) / 4)
const isList = (v: Json): v is readonly Json[] => Array.isArray(v)
const isMap = (v: Json): v is { readonly [key: string]: Json } => typeof v === 'object' && v !== null && !Array.isArray(v)
const isEmpty = (v: Json): boolean => (isList(v) ? v.length === 0 : isMap(v) && Object.keys(v).length === 0)

/** Plain where it can be; double quotes where it would read as a number or the like, single quotes where its characters need them. */
function scalar(value: Json): string {
  if (typeof value !== 'string') return String(value)
  const text = stringify(value, { lineWidth: 0, blockQuote: false }).trimEnd()
  return text === `"${value}"` && /^[^']*[^\w.+'-][^']*$/.test(value) ? `'${value}'` : text
}
