import { expect, test } from 'vitest'
import { dropReasons, dropRule, drops } from '#router/drops.ts'
import { missedReasons } from '#test/tidy/reasons.ts'
import { reasonCases } from './reasons.ts'
import { allStories } from './story.ts'

test('every reason has words and a clause, and an SCMP message the reference sends', () => {
  const codes = dropReasons.flatMap(reason => {
    const { clause, text, scmp } = dropRule(reason)
    expect(clause, reason).toMatch(/^[\w./-]*#[\w-]+$/)
    expect(text, reason).not.toBe('')
    return scmp === undefined ? [] : [`${scmp.type}/${scmp.code}`]
  })
  expect([...new Set(codes)].sort()).toEqual(['1/0', '4/19', '4/33', '4/34', '4/48', '4/49', '4/50', '4/51', '4/52', '4/53', '5/0', '6/0'])
})

test('only the two interface checks depend on direction', () => {
  const directed = dropReasons.filter(r => (dropRule(r).scmp?.codeAgainst ?? dropRule(r).scmp?.code) !== dropRule(r).scmp?.code)
  expect(directed).toEqual(['ingressMismatch', 'egressUnknown'])
  expect(drops.ingressMismatch.scmp).toMatchObject({ code: 49, codeAgainst: 50 })
  expect(drops.egressUnknown.scmp).toMatchObject({ code: 50, codeAgainst: 49 })
})

test('each reason is met by a story that ends with it', () => {
  expect(missedReasons(dropReasons, reasonCases)).toEqual([])
})

test('a reason that is answered has a story with the answer, one that is silent has none', () => {
  const answered = new Set(allStories().flatMap(s => (s.reason !== undefined && s.scmp !== undefined ? [s.reason] : [])))
  expect(dropReasons.filter(r => answered.has(r))).toEqual(dropReasons.filter(r => dropRule(r).scmp !== undefined))
})
