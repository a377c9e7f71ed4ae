import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { toYaml } from '#host/yaml.ts'
import { readTranscript, transcriptTest } from './transcript.ts'

test('four columns a level; inside a list item the next multiple of four', () => {
  expect(toYaml({ a: { b: [{ c: 1, d: { e: 2 }, f: ['x'] }] }, g: [], h: {}, i: null, j: undefined })).toBe(
    'a:\n    b:\n        - c: 1\n          d:\n            e: 2\n          f:\n            - x\ng: []\nh: {}\ni: null\n',
  )
})

test('quotes: double where a string would be read as something else, single where a character asks for it', () => {
  expect(toYaml({ a: '12345678', b: '', c: '[::1]:30', d: '<nil>', e: '1-ff00:0:111#0,41', f: 'true' })).toBe(
    `a: "12345678"\nb: ""\nc: '[::1]:30'\nd: <nil>\ne: 1-ff00:0:111#0,41\nf: "true"\n`,
  )
})

test('what is written reads back as the same value', () => {
  const value = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 })
  fc.assert(
    fc.property(value, v => {
      expect(parse(toYaml(v))).toEqual(JSON.parse(JSON.stringify(v)))
    }),
  )
})

for (const name of ['ping-111-112-yaml', 'traceroute-111-112-yaml', 'showpaths-111-112-yaml'])
  transcriptTest(`writes ${name} as recorded`, () => {
    const { stdout } = readTranscript(name)
    expect(toYaml(parse(stdout))).toBe(stdout)
  })
