import { expect, test } from 'vitest'
import { csv } from '#sim/csv.ts'

test('a head, a line each, nothing for what is absent, quotes where they are needed', () => {
  expect(csv(['a', 'b'], [[1, undefined], [true, 'x'], ['p "1", x', 'two\nlines']])).toBe('a,b\n1,\ntrue,x\n"p ""1"", x","two\nlines"\n') // biome-ignore format: one line
})
