/**
 * EPIC-HP: after the rules of the SCION path inside have passed, the last two hops check their validation field.   router/dataplane.go
 * processEPIC. Every failure is silent.
 */
import { storeBlock } from '#crypto/aes.ts'
import { epicHvf, epicMacInput, epicSentAfterNs, epicTimestampIsFresh } from '#crypto/epic.ts'
import { constantTimeEqual } from '#crypto/mac.ts'
import { nsPerS } from '#wire/actor.ts'
import { epicTimestamp, hvfLength, lhvfAt, phvfAt } from '#wire/epic.ts'
import { pathAt } from '#wire/header.ts'
import { currHf, infoAt, timestamp } from '#wire/path.ts'
import type { Rule } from '../rule.ts'
import { refuse } from '../verdict.ts'

const clause = 'docs.scion.org/protocols/scion-header#path-type-epic-hp'

/**
 * Divergence: "last but one" is judged by CurrHF as received (so does the reference): a cross-over inside one router at the last but one AS leaves its field unchecked.
 */
export const epicRoleFound: Rule = {
  name: 'epicRoleFound',
  clause,
  apply(p) {
    const left = p.hops - 1 - currHf(p.bytes, p.path)
    p.epicRole = left === 0 ? 'last' : left === 1 ? 'penultimate' : 'none'
    return undefined
  },
}

export const epicPacketIsFresh: Rule = {
  name: 'epicPacketIsFresh',
  clause,
  apply(p, r) {
    if (p.epicRole === 'none') return undefined
    const sentAfter = epicSentAfterNs(epicTimestamp(p.bytes, pathAt(p.bytes)))
    const base = (timestamp(p.bytes, infoAt(p.path, 0)) - r.clock.epochS) * nsPerS
    return epicTimestampIsFresh(base + sentAfter - p.now) ? undefined : refuse('epicTimestamp')
  },
}

export const epicFieldIsValid: Rule = {
  name: 'epicFieldIsValid',
  clause,
  apply(p) {
    if (p.epicRole === 'none') return undefined
    const at = pathAt(p.bytes)
    const input = epicMacInput(p.bytes, at, timestamp(p.bytes, infoAt(p.path, 0)))
    const expected = epicHvf(storeBlock(p.blocks, p.block), input)
    const field = p.epicRole === 'last' ? lhvfAt(at) : phvfAt(at)
    return constantTimeEqual(expected, p.bytes.subarray(field, field + hvfLength)) ? undefined : refuse('epicValidation')
  },
}
