/** The rules and their order are tested: leave out any rule, or exchange two neighbours, and a story ends otherwise. */
import { describe, expect, test } from 'vitest'
import { ruleSet } from '#router/rules.ts'
import { arrayNames, crash, decideStory, exchanged, without } from './rule-arrays.ts'
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
  test.each(ruleSet[array].map(rule => [rule.name, rule] as const))('%s left out is noticed', (_, rule) => {
    expect(noticedBy(without(array, rule))).not.toEqual([])
  })
})

/**
 * Neighbours whose order nobody can see:
 * - a source host is judged only when the source is local, which from outside was refused before, and from inside no SegID is folded;
 * - a packet for this AS stands at its last hop (else refused before), where there is nothing to cross over to;
 * - the one judges packets that did not cross over, the other those that did.
 */
const unseen = ['sourceHostPlausible, segIdFoldedAtIngress', 'deliveredIfLocal, crossOver', 'linkPairAllowed, segmentChangeAllowed']

describe.each(arrayNames)('%s rules', array => {
  const pairs = ruleSet[array].slice(1).map((rule, i) => [`${ruleSet[array][i]!.name}, ${rule.name}`, i] as const)

  test.each(pairs)('%s: their order', (pair, i) => {
    const noticed = noticedBy(exchanged(array, i))
    if (unseen.includes(pair)) expect(noticed).toEqual([])
    else expect(noticed).not.toEqual([])
  })

  test('the unseen pairs are neighbours', () => {
    const here: readonly string[] = pairs.map(([pair]) => pair)
    if (array === 'scion') expect(unseen.filter(pair => !here.includes(pair))).toEqual([])
  })
})
