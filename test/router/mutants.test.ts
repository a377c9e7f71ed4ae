/** The rules and their order are tested: leave out any rule, or exchange two neighbours, and a story ends otherwise. */
import { describe, expect, test } from 'vitest'
import { ruleSet, withoutRule } from '#router/rules.ts'
import { arrayNames, crash, decideStory, exchanged, unseenPairs } from './rule-arrays.ts'
import { allStories } from './story.ts'

const stories = allStories()
const endings = stories.map(s => decideStory(s))

/** Stories that end otherwise by these rules, without counting crashes: the strong evidence. */
const noticedBy = (rules: typeof ruleSet): string[] =>
  stories.filter((s, i) => ![endings[i], crash].includes(decideStory(s, rules))).map(s => s.name)

test('no story crashes', () => {
  expect(stories.filter((_, i) => endings[i] === crash).map(s => s.name)).toEqual([])
})

describe.each(arrayNames)('%s rules', array => {
  test.each(ruleSet[array].map(rule => rule.name))('%s left out is noticed', name => {
    expect(noticedBy(withoutRule(name))).not.toEqual([])
  })
})

const unseen = unseenPairs.map(pair => pair.join(', '))

describe.each(arrayNames.filter(array => ruleSet[array].length > 1))('%s rules', array => {
  const pairs = ruleSet[array].slice(1).map((rule, i) => [`${ruleSet[array][i]!.name}, ${rule.name}`, i] as const)

  test.each(pairs)('%s: their order', (pair, i) => {
    const noticed = noticedBy(exchanged(array, i))
    if (unseen.includes(pair)) expect(noticed).toEqual([])
    else expect(noticed).not.toEqual([])
  })
})

test('the unseen pairs are neighbours', () => {
  const names = ruleSet.scion.map(rule => rule.name)
  for (const [first, second] of unseenPairs) expect(names.indexOf(second)).toBe(names.indexOf(first) + 1)
})
