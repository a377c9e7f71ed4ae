import { expect, test } from 'vitest'
import { watchGuard } from '#proofs/explorer/guards.ts'
import { ruleNotes } from '#router/explain/rule-notes.ts'
import { scionRules } from '#router/rules.ts'
import { askEach } from './lab.ts'

const { base, guards } = askEach('two', ['111'])
const guard = (rule: string) => guards.find(g => g.rule === rule)!

test('every rule is off once, in their order', () => {
  expect(guards.map(g => g.rule)).toEqual(scionRules.map(rule => rule.name))
  expect(base.map(({ property, verdict }) => [property, verdict])).toEqual([
    ['path-auth', 'holds'],
    ['valley-free', 'holds'],
    ['loop-free', 'holds'],
    ['source-in', 'holds'],
  ])
})

test('a guard that matters: by which question, and the packet', () => {
  const { found } = guard('macIsValid')
  expect(found).toMatchObject({ asked: { property: 'path-auth', leaked: [] }, packet: { injection: { isdAs: '1-ff00:0:111' } } })
})

test('who stands behind a guard: all that it let through are accounted for', () => {
  const { found, letThrough } = guard('egressKnown')
  expect(found).toBeUndefined()
  expect(letThrough).toMatchObject({ decisions: expect.any(Number), wentOn: 0, refused: [['forwardToEgress', letThrough.decisions]] })
  const { decisions, refused, wentOn } = guard('isdAsPlausible').letThrough
  expect(wentOn).toBeGreaterThan(0)
  expect(refused.reduce((sum, [, n]) => sum + n, wentOn)).toBe(decisions)
})

test('a rule that refuses nobody says so, and does not', () => {
  const acting = scionRules.map(({ name }) => name).filter(name => ruleNotes[name]!.refuses === false)
  expect(acting).toEqual(['segIdFoldedAtIngress', 'ingressAlertAnswered', 'crossOver', 'egressAlertAnswered', 'segIdFoldedAtEgress'])
  for (const rule of acting) expect(guard(rule)).toMatchObject({ states: 0, letThrough: { decisions: 0 } })
})

test('nobody has come yet', () => {
  expect(watchGuard('macIsValid').letThrough()).toEqual({ decisions: 0, refused: [], wentOn: 0 })
})
