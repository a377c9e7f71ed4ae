import { expect, test } from 'vitest'
import { chooseMutation } from '#conformance/fuzz/make/choose/mutation.ts'
import { randomFromSeed } from '#topology/random.ts'
import { tables } from '#wire/fields.ts'
import { sites } from '../../mutant.ts'

const random = randomFromSeed(3)
const mutations = Array.from({ length: 20_000 }, () => chooseMutation(random, sites[0]!))

test('every kind, and every field of every header but BFD', () => {
  expect([...new Set(mutations.map(m => m.kind))].sort()).toEqual(
    ['cut', 'extend', 'field', 'flipBit', 'isdAs', 'repairLength', 'repairMac', 'swapHops'].sort(),
  )
  const fields = new Set(mutations.map(m => (m.kind === 'field' ? `${m.layer}.${m.field}` : '')))
  const all = Object.entries(tables).flatMap(([name, table]) => (name === 'bfd' ? [] : table.fields.map(f => `${name}.${f.name}`)))
  expect(all.filter(field => !fields.has(field))).toEqual([])
})
