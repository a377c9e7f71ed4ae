import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { vectorFormats } from '#conformance/formats.ts'
import { describeWith, shared } from '#test/availability.ts'

test('every format has a name of its own', () => {
  expect(new Set(vectorFormats.map(f => f.name)).size).toBe(vectorFormats.length)
})

test('no format takes a file that holds something else', () => {
  const others = [
    null,
    0,
    'cases',
    true,
    [],
    {},
    [{ cases: [] }],
    { cases: [] },
    { vectors: [] },
    { schema: 'x', cases: {} },
    { cases: 1, schema: 2 },
  ]
  for (const format of vectorFormats)
    expect(
      others.filter(o => format.recognises(o)),
      format.name,
    ).toEqual([])
})

describeWith([shared('vectors/control'), shared('vectors/router')], 'recorded vector files', (...folders) => {
  const files = folders.flatMap(f =>
    readdirSync(f)
      .filter(name => name.endsWith('.json'))
      .map(name => join(f, name)),
  )

  test('each is taken by one format at most, and each format has a file', () => {
    const taken = files.flatMap(file => {
      const content = JSON.parse(readFileSync(file, 'utf8'))
      const names = vectorFormats.filter(f => f.recognises(content)).map(f => f.name)
      expect(names.length, file).toBeLessThan(2)
      return names
    })
    expect(taken.sort()).toEqual(vectorFormats.map(f => f.name).sort())
  })
})
