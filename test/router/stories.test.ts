/** Every story ends as its file says: where the packet leaves, every byte of it, the rule that decided, the reason of a drop. */
import { describe, expect, test } from 'vitest'
import { toHex } from '#wire/bytes.ts'
import { allStories, buildExpected, readStories, silence } from './story.ts'
import { tell } from './tell.ts'

describe.each(allStories().map(s => [s.name, s] as const))('%s', (_, story) => {
  test(`${story.in} -> ${story.out}`, () => {
    const ending = tell(story)
    const expected = buildExpected(story)
    expect(ending).toEqual({
      rule: story.rule,
      reason: story.reason,
      out: story.out,
      sent: expected === undefined ? '' : toHex(expected),
      count: story.out === silence ? 0 : 1,
    })
  })
})

test('names are unique', () => {
  const names = allStories().map(s => s.name)
  expect(new Set(names).size).toBe(names.length)
})

test('the 53 data-plane cases of the reference are told', () => {
  const files = ['reference-forward.yaml', 'reference-error.yaml', 'reference-traceroute.yaml', 'reference-silence.yaml']
  expect(files.flatMap(readStories)).toHaveLength(53)
})
