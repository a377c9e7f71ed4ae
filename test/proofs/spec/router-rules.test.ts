import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { drops } from '#router/drops.ts'
import { epicRulesAfter, epicRulesBefore, oneHopRules, scionRules } from '#router/rules.ts'

const router = readFileSync(new URL('../../../proofs/spec/Router.tla', import.meta.url), 'utf8')
const definition = (name: string): string => new RegExp(`^${name} ==\\s*([^=]*?)\\n\\w`, 'm').exec(router)![1]!
const stringsIn = (text: string): string[] => [...text.matchAll(/"(\w+)"/g)].map(m => m[1]!)

test.each([
  ['ScionRules', scionRules],
  ['OneHopRules', oneHopRules],
  ['EpicRulesBefore', epicRulesBefore],
  ['EpicRulesAfter', epicRulesAfter],
])('%s of Router.tla are those of the router, in their order', (name, rules) => {
  expect(stringsIn(definition(name))).toEqual(rules.map(r => r.name))
})

test('what Router.tla refuses in silence is what the router refuses in silence', () => {
  const silent = Object.entries(drops).flatMap(([reason, rule]) => ('scmp' in rule ? [] : [reason]))
  expect(stringsIn(definition('NoAnswer')).filter(reason => !silent.includes(reason))).toEqual([])
  for (const [reason, rule] of Object.entries(drops)) if ('scmp' in rule) expect(router).toContain(`reason = "${reason}" -> `)
})
