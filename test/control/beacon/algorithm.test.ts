import { expect, test } from 'vitest'
import {
  type BeaconingAlgorithm,
  type Candidate,
  everywhere,
  isDue,
  isNewTo,
  registrationsBy,
  type Sending,
  sendingsBy,
} from '#control/beacon/algorithm.ts'
import { nsPerS } from '#wire/actor.ts'
import { candidate, context, interfaceTo, policyWith, sendingTexts } from './candidates.ts'

const one = candidate('0 1-1 5')
const other = candidate('0 1-1 6', '2 1-8 4')

const returning = (sendings: unknown): BeaconingAlgorithm => ({ name: 'mine', propagate: () => sendings as readonly Sending[] })

function run(algorithm: BeaconingAlgorithm, given: readonly Candidate[] = [one, other]): { sent: string[]; refused: string[] } {
  const refused: string[] = []
  const ctx = context()
  const sent = [...sendingsBy(algorithm, given, ctx, (rejection, detail) => refused.push(`${rejection} ${detail}`))]
  return { sent: sendingTexts(sent), refused }
}

test('due: never sent by that interface, or long ago', () => {
  const c = candidate('0 1-1 5')
  c.sent.set(1, { atNs: 5 * nsPerS, expiryS: 0 })
  const at = (nowNs: number) => context({ nowNs, resendIntervalNs: 10 * nsPerS })
  expect([isDue(c, 1, at(14 * nsPerS)), isDue(c, 1, at(15 * nsPerS)), isDue(c, 2, at(6 * nsPerS))]).toEqual([false, true, true])
})

test('new to an AS it has not been to; an ISD may be entered again unless the policy minds', () => {
  const away = candidate('0 1-1 5', '1 2-1 3')
  expect([isNewTo(away, interfaceTo(1, '1-1'), context()), isNewTo(away, interfaceTo(1, '1-8'), context())]).toEqual([false, true])
  const strict = context({ policy: policyWith({}, { allowIsdLoop: false }) })
  expect([isNewTo(away, interfaceTo(1, '1-8'), strict), isNewTo(away, interfaceTo(1, '2-8'), { ...strict, isdAs: '2-9' })]).toEqual([
    false,
    true,
  ])
  // The AS it is at counts too: 2-9 alone lies between.
  expect(isNewTo(one, interfaceTo(1, '1-8'), { ...strict, isdAs: '2-9' })).toBe(false)
  expect(sendingTexts(everywhere([away, other], context()))).toEqual([
    `1: ${away.beacon.key}`,
    `2: ${away.beacon.key}`,
    `2: ${other.beacon.key}`,
  ])
})

test('what an algorithm wants sent is sent', () => {
  expect(
    run(
      returning([
        { candidate: one, egress: 2 },
        { candidate: one, egress: 1 },
      ]),
    ),
  ).toEqual({ sent: [`2: ${one.beacon.key}`, `1: ${one.beacon.key}`], refused: [] })
})

test('what would loop, leave nowhere or was never received is not', () => {
  const good = { candidate: other, egress: 2 }
  const cases: readonly (readonly [unknown, string])[] = [
    [{ candidate: other, egress: 1 }, 'algorithmLoop mine'],
    [{ candidate: one, egress: 3 }, 'algorithmInterface mine'],
    [{ candidate: { ...one }, egress: 1 }, 'algorithmForeign mine'],
    [undefined, 'algorithmForeign mine'],
    [{}, 'algorithmForeign mine'],
  ]
  for (const [bad, refused] of cases) expect(run(returning([bad, good]))).toEqual({ sent: [`2: ${other.beacon.key}`], refused: [refused] })
})

test('nothing is sent twice in one moment', () => {
  const c = candidate('0 1-1 5')
  const refused: string[] = []
  const twice = returning([
    { candidate: c, egress: 1 },
    { candidate: c, egress: 1 },
  ])
  for (const { candidate: sent, egress } of sendingsBy(twice, [c], context(), rejection => refused.push(rejection)))
    sent.sent.set(egress, { atNs: context().nowNs, expiryS: sent.expiryS })
  expect([c.sent.size, refused]).toEqual([1, ['algorithmRepeats']])
})

test('an algorithm that throws, or returns no list, sends nothing', () => {
  const throwing: BeaconingAlgorithm = {
    name: 'mine',
    propagate: () => {
      throw new Error('oh')
    },
  }
  expect(run(throwing)).toEqual({ sent: [], refused: ['algorithmFailed mine: oh'] })
  for (const nothing of [undefined, null, 'all', { length: 3 }])
    expect(run(returning(nothing))).toEqual({ sent: [], refused: ['algorithmFailed mine: no array'] })
})

test('registrations: the best set by default, else what the algorithm says, each once', () => {
  const refused: string[] = []
  const wanted = (algorithm: BeaconingAlgorithm, bestSetSize = 20) =>
    registrationsBy(algorithm, [one, other], context({ policy: policyWith({ bestSetSize }) }), rejection => refused.push(rejection))
  expect(wanted(returning([]), 1)).toEqual([one])
  expect(wanted({ ...returning([]), register: () => [other, other, { ...one }] })).toEqual([other])
  expect(refused).toEqual(['algorithmForeign'])
  const given: unknown[] = []
  wanted({
    ...returning([]),
    register(candidates) {
      given.push(candidates)
      return []
    },
  })
  expect(given[0]).toEqual([one, other])
})
