/** What senders can write that the rest of the exploration takes to be right: pointers that disagree, and router alerts. */
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { headerStart } from '#proofs/explorer/draft.ts'
import { isRefusal } from '#router/verdict.ts'
import type { Bytes } from '#wire/bytes.ts'
import { headerLength, pathAt, protocols } from '#wire/header.ts'
import { currHf, currInf, hopLength, infoAt, numInf, segLen } from '#wire/path.ts'
import { scmpBlockLength, scmpHeaderLength } from '#wire/scmp.ts'
import { scmpTypes } from '#wire/scmp-names.ts'
import { decidedAgain } from './again.ts'
import { ask } from './lab.ts'

test('without pathPointersFit the first hop field may be read with the info field of another segment', () => {
  const { verdict, packet } = ask('shortcut', { attackers: ['113'], guardOff: 'pathPointersFit' })
  expect(verdict).toBe('found')
  const { bytes } = packet!
  const path = pathAt(bytes)
  expect([currInf(bytes, path), currHf(bytes, path) >= segLen(bytes, path, 0)]).toEqual([0, true])
})

/** All alerts, on a traceroute request. */
function alerted(scion: Bytes): Bytes {
  const end = headerLength(scion)
  const request = scmpHeaderLength + scmpBlockLength(scmpTypes.tracerouteRequest)
  const b = new Uint8Array(end + request)
  b.set(scion.subarray(0, end))
  b[4] = protocols.scmp
  b[7] = request
  b[end] = scmpTypes.tracerouteRequest
  for (let at = infoAt(headerStart, numInf(b, headerStart)); at < end; at += hopLength) b[at]! |= 3
  return b
}

test.each([
  ['tiny', '111'],
  ['peering', '111'],
] as const)('%s, attacker %s: an alert turns a decision into an answer, and changes none', (name, attacker) => {
  const all = decidedAgain(name, attacker, alerted).filter(({ plain, changed }) => !isDeepStrictEqual(plain, changed))
  expect(all.length).toBeGreaterThan(10)
  const answers = all.filter(({ changed }) => changed.kind === 'answer' && changed.with === 'traceroute')
  const others = all.filter(({ changed }) => changed.kind !== 'answer' || changed.with !== 'traceroute')
  expect(answers.length).toBeGreaterThan(10)
  expect(others.filter(({ plain, changed }) => plain.kind !== 'deliver' || !(changed.kind === 'deliver' || isRefusal(changed)))).toEqual([])
})
