import { expect, test } from 'vitest'
import { judge, objectionsOf } from '#proofs/checks/slices.ts'
import { scopeOf, wrongOutside } from '#proofs/slices/scope.ts'
import { ruleSet, withoutRule } from '#router/rules.ts'
import { describeWith, tlc } from '#test/availability.ts'
import { beyondTheModel, eventOf, storyDecisions, storyTopology } from '#test/proofs/slices/stories.ts'
import { arrayNames, exchanged, unseenPairs } from '#test/router/rule-arrays.ts'
import { allStories } from '#test/router/story.ts'

const arrays = arrayNames.filter(name => name !== 'bfd')
const unseen = unseenPairs.map(pair => pair.join(', '))
const weakened = [
  ...arrays.flatMap(a => ruleSet[a].map(rule => [rule.name, withoutRule(rule.name)] as const)),
  ...arrays.flatMap(a => ruleSet[a].slice(1).map((rule, i) => [`${ruleSet[a][i]!.name}, ${rule.name}`, exchanged(a, i)] as const)),
].filter(([name]) => !unseen.includes(name))

/** Stories that such a router decides as no router would whatever the model says. */
const absurd = (rules: typeof ruleSet): number =>
  allStories().filter(story => {
    const event = eventOf(story, rules)
    const scope = event && scopeOf(event)
    return event === undefined || (scope !== undefined && scope !== 'model' && wrongOutside(event, scope) !== undefined)
  }).length

describeWith([tlc()], 'the model on what routers of the stories decide', () => {
  test('it agrees with the sound one, and with none that lacks a rule or has two exchanged', { timeout: 120_000 }, async () => {
    const { knowledge, bySet } = storyDecisions([ruleSet, ...weakened.map(([, rules]) => rules)])
    const steps = bySet.map(set => set.map(({ event, decision }) => ({ logged: { line: 1, event }, decision })))
    const model = { topology: storyTopology, knowledge, slices: steps.flat().map(step => [step]) }
    const outside = { bfd: 0, unreadable: 0, otherPath: 0 }
    const judgement = await judge({ model, slices: 1, decisions: 1, outside, seen: new Map(), objections: [] })
    const wrong = new Set(judgement.divergences.map(d => JSON.stringify(d.step.decision)))
    const [sound, ...others] = bySet.map(set => set.filter(({ decision }) => wrong.has(JSON.stringify(decision))).map(s => s.story))
    expect(sound!.sort()).toEqual([...beyondTheModel].sort())
    expect(bySet[0]!.length).toBeGreaterThan(100)
    const escaped = weakened.filter(([, rules], i) => others[i]!.length <= beyondTheModel.length && absurd(rules) === 0)
    expect(escaped.map(([name]) => name)).toEqual([])
    expect(judgement.accepted).toBe(false)
    expect(objectionsOf(judgement)[0]).toMatch(/^line 1: 1-ff00:0:1 brA: .*, the model: /)
  })
})
