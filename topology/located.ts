/** A YAML document as plain data for a schema, with the place of every value in it, so that the schema's complaints can name line and column. */
import { isMap, isScalar, isSeq } from 'yaml'
import type { z } from 'zod'
import { complain, entriesOf, itemsOf, parseText, type Value } from '#topology/document.ts'
import type { UserError } from '#wire/error.ts'

export interface Located {
  readonly data: unknown
  /** the value at a path ("timeline.3.ping"), or the nearest around it */
  at(path: readonly PropertyKey[]): Value
  readonly whole: Value
}

/** Throws `UserError`: also for a repeated key, an alias, and what no JSON can hold. `opaque`: top keys whose content stays unread. */
export function readLocated(text: string, file: string, opaque: readonly string[] = []): Located {
  const whole = parseText(text, file)
  const values = new Map<string, Value>([['', whole]])
  const data = dataOf(whole, values, opaque)
  return {
    data,
    whole,
    at(path) {
      for (let n = path.length; n > 0; n--) {
        const found = values.get(path.slice(0, n).join('.'))
        if (found !== undefined) return found
      }
      return whole
    },
  }
}

function dataOf(value: Value, values: Map<string, Value>, opaque: readonly string[]): unknown {
  values.set(value.path, value)
  const { node } = value
  if (isMap(node)) {
    // Without a prototype: a key may be called __proto__.
    const data: Record<string, unknown> = Object.create(null)
    for (const { name, value: v } of entriesOf(value)) {
      const isOpaque = opaque.includes(v.path) && isMap(v.node)
      if (isOpaque) values.set(v.path, v)
      data[name] = isOpaque ? v : dataOf(v, values, opaque)
    }
    return data
  }
  if (isSeq(node)) return itemsOf(value).map(item => dataOf(item, values, opaque))
  if (node === null || node === undefined) return undefined
  if (!isScalar(node)) throw complain(value, 'an alias is not read', 'write the value out')
  // A number keeps its spelling in what is text: 1e3 as a name stays 1e3.
  return node.value === null ? undefined : node.value
}

/** The data as the schema makes it; the first complaint as a `UserError` at its place. */
export function parseLocated<T>(located: Located, schema: z.ZodType<T>): T {
  const result = schema.safeParse(located.data)
  if (result.success) return result.data
  throw complaintOf(located, result.error.issues[0]!)
}

function complaintOf(located: Located, issue: z.core.$ZodIssue): UserError {
  if (issue.code === 'unrecognized_keys') {
    const value = located.at([...issue.path, issue.keys[0]!])
    return complain(value, `"${issue.keys[0]!.slice(0, 60)}" is not known here`, 'remove it, or correct its spelling')
  }
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat().toSorted((a, b) => b.path.length - a.path.length)
    const [deepest] = inner
    if (deepest !== undefined && deepest.path.length > 0)
      return complaintOf(located, { ...deepest, path: [...issue.path, ...deepest.path] })
    if (issue.message === 'Invalid input') return complain(located.at(issue.path), inner.map(i => i.message).join(', or '))
  }
  const hint = issue.code === 'custom' ? (issue.params?.hint as string | undefined) : undefined
  const nearest = located.at(issue.path)
  const isHere = nearest.path === issue.path.join('.')
  return complain(nearest, isHere ? issue.message : `"${String(issue.path.at(-1))}" is missing`, hint)
}
