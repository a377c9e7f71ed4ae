import { expect, test } from 'vitest'
import { readCover } from '#proofs/checks/mutants.ts'
import { networkOf, replayed } from '#proofs/checks/replay.ts'
import { coverDefinitions, mutantsModule, renamed } from '#proofs/mutants/cover.ts'

const [first, second] = readCover()
const definitions = coverDefinitions([
  { ...first!, steps: first!.steps.slice(0, 3) },
  { ...second!, name: 'other', steps: second!.steps.slice(0, 2) },
])
const setOf = (name: string): string => new RegExp(`^${name} == [{<]*\\n([^]*?)(?:\\}|>>)$`, 'm').exec(definitions)![1]!

test('all constants of Router.tla, and every step', () => {
  for (const name of ['Interfaces', 'DownLinks', 'DownSiblings', 'Macs', 'Prefix', 'Hvfs', 'Leaked', 'ForgedTags', 'Off'])
    expect(definitions).toMatch(new RegExp(`^${name} == `, 'm'))
  expect(setOf('Steps').split('\n')).toHaveLength(5)
})

test('side by side, no AS and no tag is of two networks', () => {
  const ases = [...setOf('Interfaces').matchAll(/as \|-> "(\w+) /g)].map(m => m[1])
  expect(new Set(ases)).toEqual(new Set(['T1', 'other']))
  const tags = [...setOf('Macs').matchAll(/as \|-> "(\w+) .*tag \|-> (\d+)/g)].map(m => [m[1], Number(m[2]) > 10_000])
  expect(new Set(tags.map(String))).toEqual(new Set(['T1,false', 'other,true']))
})

test('forged MACs keep their names: they are valid wherever a key is known', () => {
  const leaked = replayed.find(r => r.name === 'keyleak')!
  const text = coverDefinitions([first!, { name: 'keyleak', network: networkOf(leaked), steps: readCover().at(-1)!.steps }])
  expect(text).toContain('\nForgedTags == {901, 902}\n')
  expect(text).toMatch(/Leaked == \{\n"keyleak 1-ff00:0:111"\}/)
})

test('one module asks as many specifications', () => {
  const text = mutantsModule('Steps == <<>>', 2)
  expect(text).toContain('M1 == INSTANCE Mutant1\nM2 == INSTANCE Mutant2\nCount == 2\n')
  expect(text).toContain('CASE m = 1 -> M1!Process(packet, arrival)\n    [] m = 2 -> M2!Process(packet, arrival)')
  expect(renamed('--- MODULE Router ---\nA == 1', 2)).toBe('--- MODULE Mutant2 ---\nA == 1')
})
