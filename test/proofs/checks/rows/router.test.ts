import { expect, test } from 'vitest'
import { routerChecks } from '#proofs/checks/rows/router.ts'
import { epicRulesAfter, oneHopRules, scionRules } from '#router/rules.ts'

const ids = routerChecks.map(c => c.id)

test('a check for each network', () => {
  expect(ids).toEqual(expect.arrayContaining(['router-t1', 'router-t2', 'router-t3', 'router-t4', 'router-t5', 'router-t6']))
})

test('a must-fail check for every rule that refuses or changes something', () => {
  const decideAnyway = ['forwardToEgress', 'oneHopForwarded', 'oneHopCompleted']
  const rules = [...scionRules, ...oneHopRules, ...epicRulesAfter].map(r => r.name).filter(name => !decideAnyway.includes(name))
  expect(rules.filter(name => !ids.includes(`router-bug-${name.replace(/[a-z](?=[A-Z])/g, '$&-').toLowerCase()}`))).toEqual([])
})
