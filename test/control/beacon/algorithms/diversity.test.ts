import { expect, test } from 'vitest'
import type { BeaconingContext } from '#control/beacon/algorithm.ts'
import { diversityAlgorithm } from '#control/beacon/algorithms/diversity.ts'
import { nsPerS } from '#wire/actor.ts'
import { clock } from '../../network.ts'
import { along, candidate, context, interfaceTo, type MutableCandidate, policyWith, sendingTexts } from '../candidates.ts'

const lifeS = 64 * 337.5
const oneNeighbor = [interfaceTo(1, '1-8'), interfaceTo(2, '1-8')]
const after = (seconds: number, changes: Partial<BeaconingContext> = {}) =>
  context({ egresses: oneNeighbor, nowS: clock.epochS + seconds, nowNs: seconds * nsPerS, ...changes })

/** What goes to 1-8 now, and is sent. */
function propagate(candidates: readonly MutableCandidate[], at: BeaconingContext): string[] {
  const sendings = diversityAlgorithm.propagate(candidates, at)
  for (const { candidate: c, egress } of sendings) candidates.find(x => x === c)!.sent.set(egress, { atNs: at.nowNs, expiryS: c.expiryS })
  return sendingTexts(sendings)
}

test('what shares all its links with what was sent is not sent', () => {
  const [a, b] = [candidate('0 1-1 1', '1 1-2 1'), candidate('0 1-1 2', '1 1-3 1')]
  // The way of a that ends like b's adds nothing: each of its links is used.
  const mixed = candidate('0 1-1 1', '1 1-3 1')
  expect(propagate([a, b, mixed], after(1))).toEqual([`1: ${a.beacon.key}`, `2: ${b.beacon.key}`])
})

test('the most diverse goes first, and as many as the best set holds', () => {
  const [a, like, other] = [candidate('0 1-1 1', '1 1-2 1'), candidate('0 1-1 1', '1 1-2 2'), candidate('0 1-1 2', '1 1-3 1')]
  const at = after(1, { egresses: [interfaceTo(1, '1-8')], policy: policyWith({ bestSetSize: 2 }) })
  expect(propagate([a, like, other], at)).toEqual([`1: ${a.beacon.key}`, `1: ${other.beacon.key}`])
})

test('never to an AS on the way; another neighbour has a history of its own', () => {
  const [a, eight] = [candidate('0 1-1 1'), candidate('0 1-1 2', '1 1-8 2')]
  const egresses = [interfaceTo(1, '1-8'), interfaceTo(2, '1-7')]
  expect(propagate([a, eight], after(1, { egresses }))).toEqual([`1: ${a.beacon.key}`, `2: ${a.beacon.key}`, `2: ${eight.beacon.key}`])
})

test('the old is worth less: what adds little is sent only while it is young', () => {
  const [a, half] = [candidate('0 1-1 1', '1 1-2 1'), candidate('0 1-1 1', '1 1-2 2')]
  const at = (seconds: number) => after(seconds, { egresses: [interfaceTo(1, '1-8')] })
  const late = candidate('0 1-1 1', '1 1-2 2')
  expect(propagate([a, half], at(1))).toEqual([`1: ${a.beacon.key}`, `1: ${half.beacon.key}`])
  a.sent.clear()
  expect(propagate([a, late], at(lifeS / 10))).toEqual([`1: ${a.beacon.key}`])
})

test('a way is sent again when the end of what was sent is near', () => {
  const a = candidate('0 1-1 1')
  const at = (seconds: number) => after(seconds, { egresses: [interfaceTo(1, '1-8')] })
  expect(propagate([a], at(1))).toHaveLength(1)
  const renewed = (seconds: number): string[] => {
    a.beacon = along(['0 1-1 1'], clock.epochS + seconds)
    a.expiryS = clock.epochS + seconds + lifeS
    return propagate([a], at(seconds))
  }
  expect(renewed(lifeS / 2)).toEqual([])
  expect(renewed(0.8 * lifeS)).toEqual([])
  expect(renewed(0.9 * lifeS)).toHaveLength(1)
  expect(renewed(0.91 * lifeS)).toEqual([])
})

test('what was sent and has expired no longer counts', () => {
  const [a, again] = [candidate('0 1-1 1'), candidate('0 1-1 1')]
  const at = (seconds: number) => after(seconds, { egresses: [interfaceTo(1, '1-8')] })
  propagate([a], at(1))
  again.beacon = along(['0 1-1 1'], clock.epochS + lifeS)
  again.expiryS += lifeS
  expect(propagate([a, again], at(2))).toEqual([])
  expect(propagate([again], at(lifeS + 1))).toHaveLength(1)
})

test('registered is the set that shares least', () => {
  const [a, like, other] = [candidate('0 1-1 1', '1 1-2 1'), candidate('0 1-1 1', '1 1-2 2'), candidate('0 1-1 2', '1 1-3 1')]
  const register = (bestSetSize: number) =>
    diversityAlgorithm.register!([a, like, other], after(1, { policy: policyWith({ bestSetSize }) }))
  expect([register(2), register(9)]).toEqual([
    [a, other],
    [a, other, like],
  ])
})
