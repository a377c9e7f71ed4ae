/** EPIC paths need no exploration of their own: what an EPIC packet reaches, the same packet with the SCION path reaches. */
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { headerStart } from '#proofs/explorer/draft.ts'
import { withGuardOff } from '#router/rules.ts'
import { isRefusal } from '#router/verdict.ts'
import type { Bytes } from '#wire/bytes.ts'
import { epicLength, epicScionAt } from '#wire/epic.ts'
import { pathTypes } from '#wire/header.ts'
import { type Again, decidedAgain } from './again.ts'

/** EPIC's fields in front of the path: zeros, which are wrong. */
function asEpic(scion: Bytes): Bytes {
  const b = new Uint8Array(scion.length + epicLength)
  b.set(scion.subarray(0, headerStart))
  b.set(scion.subarray(headerStart), epicScionAt(headerStart))
  b[5]! += epicLength / 4
  b[8] = pathTypes.epic
  return b
}

const isSame = ({ plain, changed, left, changedLeft }: Again): boolean =>
  isDeepStrictEqual(plain, changed) && Buffer.compare(left.subarray(headerStart), changedLeft.subarray(epicScionAt(headerStart))) === 0

test.each([
  ['tiny', '111'],
  ['peering', '111'],
] as const)('%s, attacker %s: without its two guards EPIC decides as SCION does, to the byte', (name, attacker) => {
  const lenient = withGuardOff('epicFieldIsValid', undefined, withGuardOff('epicPacketIsFresh'))
  const all = decidedAgain(name, attacker, asEpic, lenient)
  expect(all.filter(({ plain }) => !isRefusal(plain)).length).toBeGreaterThan(100)
  expect(all.filter(again => !isSame(again))).toEqual([])
})

test('with them it refuses more, and lets nothing else through', () => {
  const all = decidedAgain('tiny', '111', asEpic)
  expect(all.filter(({ plain, changed }) => !isRefusal(plain) && isRefusal(changed)).length).toBeGreaterThan(10)
  const wentOn = all.filter(({ changed }) => !isRefusal(changed))
  expect(wentOn.length).toBeGreaterThan(10)
  expect(wentOn.filter(again => !isSame(again))).toEqual([])
})
