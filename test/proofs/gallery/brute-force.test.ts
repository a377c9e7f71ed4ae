import { expect, test } from 'vitest'
import { shortMacRules, withShortMac } from '#proofs/gallery/brute-force.ts'
import { openWorkshop } from '#proofs/gallery/workshop.ts'
import { ruleSet } from '#router/rules.ts'
import { strong } from './walk.ts'

test('guessing takes half as many packets as there are MACs', () => {
  const measured = withShortMac(openWorkshop(strong), [3, 7])
  const means = measured.map(m => Number(m.value.split(' ')[0]))
  expect(means[0]).toBeGreaterThan(3)
  expect(means[0]).toBeLessThan(6)
  expect(means[1]).toBeGreaterThan(45)
  expect(means[1]).toBeLessThan(85)
})

test('only the one rule is another', () => {
  const rules = shortMacRules(8)
  const changed = rules.scion.filter((rule, i) => rule !== ruleSet.scion[i]).map(rule => rule.name)
  expect(changed).toEqual(['macIsValid'])
})
