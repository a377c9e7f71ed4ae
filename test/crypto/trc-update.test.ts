import { describe, expect, test } from 'vitest'
import { type TrcChanges, updateOf } from '#crypto/sign-trc.ts'
import { activeTrcs, isInGracePeriod, judgeUpdate, newVotersOf } from '#crypto/trc-update.ts'
import { dayS, hold, makeIsd, startS } from './isd.ts'

const isd = makeIsd(1)
const base = isd.base.trc
const replaced = (index: number, certificate = renewed(index)) => base.certificates.map((c, i) => (i === index ? certificate : c))
const renewed = (index: number) => {
  const named = index < 3 ? 'sensitive-voting' : index < 6 ? 'regular-voting' : 'cp-root'
  return hold(named, base.certificates[index]!.subject.isdAs!, { generation: 2 }).certificate
}
const judge = (votes: readonly number[], changes: TrcChanges = {}) => judgeUpdate(updateOf(base, votes, changes), base)
const c = (...indices: readonly number[]) => indices.map(i => base.certificates[i]!)

describe('a regular update', () => {
  test('takes a quorum of regular votes and changes what does not matter', () => {
    const changes = { description: 'other', gracePeriodS: 60, notAfterS: base.notAfterS - dayS }
    expect(judge([3, 4], changes)).toEqual({ type: 'regular', newVoters: [], votes: c(3, 4), rootAcknowledgments: [] })
    expect(judge([5, 4, 3])).toMatchObject({ type: 'regular', votes: c(5, 4, 3) })
    expect(judge([3, 4], { certificates: [...base.certificates].reverse() })).toMatchObject({ type: 'regular', newVoters: [] })
  })

  test('renews regular voters if they vote, and roots if they acknowledge', () => {
    const voter = renewed(3)
    expect(judge([3, 4], { certificates: replaced(3, voter) })).toMatchObject({ type: 'regular', newVoters: [voter], votes: c(3, 4) })
    expect(judge([4, 5], { certificates: replaced(3, voter) })).toContain('does not vote')
    expect(judge([3, 4], { certificates: replaced(6) })).toMatchObject({ rootAcknowledgments: c(6), newVoters: [] })
  })

  test.each<readonly [string, TrcChanges]>([
    ['quorum', { quorum: 1 }],
    ['core ASes', { coreAses: ['1-ff00:0:110'] }],
    ['core ASes', { coreAses: [...base.coreAses].reverse() }],
    ['authoritative ASes', { authoritativeAses: ['1-ff00:0:110'] }],
    ['sensitive voter', { certificates: replaced(0) }],
    ['certificates became', { certificates: base.certificates.slice(1) }],
    ['certificates became', { certificates: base.certificates.slice(0, 7) }],
    ['certificates became', { certificates: base.certificates.filter((_, i) => i !== 3) }],
    ['new cp-root', { certificates: replaced(6, hold('cp-root', '1-9').certificate) }],
    ['new regular-voting', { certificates: replaced(3, hold('regular-voting', '1-9').certificate) }],
    ['new sensitive-voting', { certificates: replaced(0, hold('sensitive-voting', '1-9').certificate) }],
  ])('may not change the %s', (text, changes) => {
    expect(judge([3, 4], changes)).toContain(text)
  })

  test('counts no other votes', () => {
    expect(judge([3, 0])).toContain('certificate 0')
    expect(judge([3, 6])).toContain('certificate 6')
    expect(judge([3, -1])).toContain('certificate -1')
    expect(judge([3, 99])).toContain('certificate 99')
  })
})

describe('a sensitive update', () => {
  test('takes a quorum of sensitive votes and changes anything', () => {
    expect(judge([0, 1])).toMatchObject({ type: 'sensitive', votes: c(0, 1), newVoters: [] })
    const voter = hold('sensitive-voting', '1-9').certificate
    const certificates = [...base.certificates.slice(0, 7), voter]
    const changes = { quorum: 1, coreAses: ['1-9'], authoritativeAses: ['1-9'], certificates } as const
    expect(judge([2, 1], changes)).toEqual({ type: 'sensitive', newVoters: [voter], votes: c(2, 1), rootAcknowledgments: [] })
    expect(judge([0, 1], { certificates: replaced(6) })).toMatchObject({ type: 'sensitive', rootAcknowledgments: [] })
  })

  test('the first vote decides: regular votes after it do not count, nor do those of roots and strangers', () => {
    for (const votes of [
      [0, 3],
      [6, 7],
      [99, 3],
      [-1, 0],
    ])
      expect(judge(votes)).toContain('sensitive update')
  })
})

test('too few votes, and none where none is asked for', () => {
  expect(judge([3])).toContain('1 votes, the quorum is 2')
  expect(judge([])).toContain('0 votes')
  const none = { ...base, quorum: -1 }
  expect(judgeUpdate(updateOf(none, [], {}), none)).toBe('an update without votes')
})

test('the next serial number of the same ISD and base, with the same trust reset', () => {
  const next = updateOf(base, [3, 4], {})
  expect(judgeUpdate({ ...next, id: { ...next.id, isd: 2 } }, base)).toContain('ISD 2')
  expect(judgeUpdate({ ...next, id: { ...next.id, base: 2n } }, base)).toContain('base number 2')
  for (const serial of [1n, 3n]) expect(judgeUpdate({ ...next, id: { ...next.id, serial } }, base)).toContain(`serial number ${serial}`)
  expect(judgeUpdate({ ...next, noTrustReset: true }, base)).toContain('noTrustReset')
})

test('without predecessor all voters are new', () => {
  expect(newVotersOf(base, undefined)).toEqual(base.certificates.slice(0, 6))
})

test('the predecessor is used in the grace period, the latest while it is valid', () => {
  const next = { ...updateOf(base, [3, 4], { notBeforeS: startS + dayS, gracePeriodS: 60 }), der: base.der }
  const t = next.notBeforeS
  expect([t - 1, t, t + 60, t + 61].map(s => isInGracePeriod(next, s))).toEqual([false, true, true, false])
  expect(isInGracePeriod({ ...base, gracePeriodS: 60 }, base.notBeforeS)).toBe(false)
  expect(activeTrcs(next, base, t + 60)).toEqual([next, base])
  expect(activeTrcs(next, base, t + 61)).toEqual([next])
  expect(activeTrcs(next, undefined, t)).toEqual([next])
  expect(activeTrcs(next, base, t - 1)).toEqual([])
  expect(activeTrcs(next, base, next.notAfterS + 1)).toEqual([])
})
