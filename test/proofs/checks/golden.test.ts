/** The chosen cover, replayed without Java. */
import { expect, test } from 'vitest'
import { readGoldens, twiceFolder } from '#proofs/checks/golden.ts'
import { networkOf, replayed, specHashOf } from '#proofs/checks/replay.ts'
import { combinationOf, linkTypesOf } from '#proofs/replay/cover.ts'
import { createReplay } from '#proofs/replay/replay.ts'
import { formatDifference } from '#proofs/replay/report.ts'
import { dropReasons } from '#router/drops.ts'
import { ruleSet, withGuardOff, withoutRule } from '#router/rules.ts'
import { exchanged, unseenPairs } from '#test/router/rule-arrays.ts'
import { alteredRules } from './altered-rules.ts'

const goldens = readGoldens()
const stepsOf = (half: typeof goldens) =>
  [...half].flatMap(([name, golden]) => {
    const network = networkOf(replayed.find(r => r.name === name)!)
    return golden.steps.map(traced => ({ traced, network }))
  })
const steps = stepsOf(goldens)
const both = [...steps, ...stepsOf(readGoldens(twiceFolder))]

test('every configuration has its cover, made of the specification as it is', () => {
  expect([...goldens.keys()].sort()).toEqual(replayed.map(r => r.name).sort())
  for (const which of replayed) {
    expect(goldens.get(which.name)!.head.spec, `${which.name}: npx tsx proofs/checks/golden.ts`).toBe(specHashOf(which))
    expect(goldens.get(which.name)!.head.transitions).toBeGreaterThan(1000)
  }
})

test.each(replayed.map(r => r.name))('%s: the routers do what the model does', name => {
  const golden = goldens.get(name)!
  const replay = createReplay(networkOf(replayed.find(r => r.name === name)!))
  const differences = golden.steps.flatMap(({ step }) => replay.step(step) ?? [])
  expect(differences.map(formatDifference)).toEqual([])
})

test('each combination once, every rule that decides and every reason the model knows among them', () => {
  const combinations = steps.map(({ traced, network }) => combinationOf(traced, linkTypesOf(network.topology)))
  expect(new Set(combinations).size).toBe(combinations.length)
  const reasons = new Set(steps.map(s => s.traced.step.outcome.reason))
  expect(dropReasons.filter(reason => !reasons.has(reason))).toEqual(unreachable)
})

/** The model has no bytes that are no SCION packet, no other path types, and no BFD. */
const unreachable = ['notScion', 'pathTypeUnsupported', 'bfdNotRunning', 'bfdMalformed', 'bfdUnsupported', 'bfdImplausible']

const rules = [...ruleSet.scion, ...ruleSet.oneHop, ...ruleSet.epicBefore, ...ruleSet.epicAfter].map(rule => rule.name)

/** Does some step come out otherwise? A rule that cannot live without the one left out is noticed, too. */
function noticed(weakened: typeof ruleSet): boolean {
  const replays = new Map([...new Set(both.map(s => s.network))].map(network => [network, createReplay(network, weakened)]))
  return both.some(({ traced, network }) => {
    try {
      return replays.get(network)!.step(traced.step) !== undefined
    } catch {
      return true
    }
  })
}

test.each(rules)('a router without %s is noticed', name => {
  expect(noticed(withoutRule(name))).toBe(true)
})

test.each(rules)('a router whose %s refuses nothing is noticed, if it refuses', name => {
  const refuses = steps.some(s => s.traced.step.outcome.rule === name && s.traced.step.outcome.reason !== '')
  expect(noticed(withGuardOff(name))).toBe(refuses)
})

const pairsOf = (array: 'scion' | 'oneHop') =>
  ruleSet[array].slice(1).map((rule, i) => [`${ruleSet[array][i]!.name}, ${rule.name}`, array, i] as const)

const unseen = unseenPairs.map(pair => pair.join(', '))

test.each([...pairsOf('scion'), ...pairsOf('oneHop')])('a router with %s exchanged is noticed, if anybody can see it', (pair, array, i) => {
  expect(noticed(exchanged(array, i))).toBe(!unseen.includes(pair))
})

test.each(Object.keys(alteredRules))('a router is noticed in which %s', name => {
  expect(noticed(alteredRules[name]!)).toBe(true)
})
