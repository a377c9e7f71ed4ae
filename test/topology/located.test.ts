import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseLocated, readLocated } from '#topology/located.ts'
import { UserError } from '#wire/error.ts'

const schema = z.strictObject({
  name: z.string(),
  list: z.array(z.strictObject({ n: z.int(), k: z.union([z.int(), z.enum(['a', 'b'])]).optional() })).default([]),
})

function complaint(text: string): string {
  try {
    parseLocated(readLocated(text, 'f.yaml'), schema)
    return 'none'
  } catch (error) {
    if (error instanceof UserError) return error.text.split('\n')[0]!
    throw error
  }
}

test('data as the schema makes it', () => {
  expect(parseLocated(readLocated('name: x\nlist:\n  - {n: 1}', 'f.yaml'), schema)).toEqual({ name: 'x', list: [{ n: 1 }] })
  expect(parseLocated(readLocated('{"name": "x"}', 'f.json'), schema)).toEqual({ name: 'x', list: [] })
})

test.each([
  ['name: x\nlist:\n  - {n: 1}\n  - {n: yes}', 'f.yaml:4:9: list.1.n: Invalid input: expected number, received string'],
  ['name: x\nlist:\n  - {m: 1}', 'f.yaml:3:5: list.0: "n" is missing'],
  ['name: x\nlisst: 1', 'f.yaml:2:8: lisst: "lisst" is not known here'],
  ['list: []', 'f.yaml:1:1: "name" is missing'],
  ['name: x\nname: y', 'f.yaml:2:1: name: is there twice'],
  ['name: &a x\nlist: *a', 'f.yaml:2:7: list: an alias is not read'],
  ['name: [', 'f.yaml:1:8: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  [
    'name: x\nlist: [{n: 1, k: c}]',
    'f.yaml:2:18: list.0.k: Invalid input: expected number, received string, or Invalid option: expected one of "a"|"b"',
  ],
  ['', 'f.yaml: Invalid input: expected object, received undefined'],
  ['name: x\n__proto__: {a: 1}', 'f.yaml:2:12: __proto__: "__proto__" is not known here'],
])('%j: %s', (text, message) => {
  expect(complaint(text)).toBe(message)
})

test('bombs and depth are refused, not opened', () => {
  const bomb = `a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nname: x`
  expect(complaint(bomb)).toMatch(/alias/)
  expect(complaint(`name: ${'['.repeat(100_000)}`)).toMatch(/nested too deeply|f.yaml/)
})

test('what is opaque stays a value of the document', () => {
  const located = readLocated('net: {a: &x 1}\nname: n', 'f.yaml', ['net'])
  expect(located.data).toMatchObject({ name: 'n', net: { path: 'net' } })
  expect(located.at(['net', 'a']).path).toBe('net')
})
