import { expect, test } from 'vitest'
import { bfdRules, epicRulesAfter, epicRulesBefore, oneHopRules, ruleSet, scionRules } from '#router/rules.ts'

test('the order of the reference, by the numbers of its steps', () => {
  expect(scionRules.map(rule => rule.name)).toEqual([
    'pathPointersFit', // 1 parsePath
    'peeringHopFound', // 2 determinePeer
    'hopNotExpired', // 3
    'arrivedOnNamedInterface', // 4
    'lengthMatches', // 5
    'transitFromSibling', // 6
    'isdAsPlausible', // 7
    'sourceHostPlausible', // 8
    'segIdFoldedAtIngress', // 9
    'macIsValid', // 10
    'ingressAlertAnswered', // 11
    'deliveredIfLocal', // 12
    'crossOver', // 13
    'crossedHopNotExpired',
    'crossedMacIsValid',
    'egressKnown', // 14
    'linkPairAllowed',
    'segmentChangeAllowed',
    'egressAlertAnswered', // 15
    'egressIsUp', // 16
    'segIdFoldedAtEgress', // 17
    'forwardToEgress',
  ])
})

test('each rule has a name of its own and the clause it implements', () => {
  const all = [...scionRules, ...oneHopRules, ...epicRulesBefore, ...epicRulesAfter]
  expect(new Set(all.map(rule => rule.name)).size).toBe(all.length)
  expect(all.filter(rule => !/^[\w./-]*#[\w-]+$/.test(rule.clause)).map(rule => rule.name)).toEqual([])
})

test('the set holds all arrays', () => {
  expect(ruleSet).toEqual({ scion: scionRules, oneHop: oneHopRules, epicBefore: epicRulesBefore, epicAfter: epicRulesAfter, bfd: bfdRules })
})

test('only rules that judge a MAC ask for a block', () => {
  const asking = Object.values(ruleSet)
    .flat()
    .filter(rule => rule.prepare !== undefined)
    .map(rule => rule.name)
  expect(asking).toEqual(['macIsValid', 'crossedMacIsValid', 'oneHopMacIsValid'])
})
