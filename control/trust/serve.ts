/** Others ask for TRCs and chains: whoever asks gets what is here. Nobody else is asked for it.   control/trust/grpc/{material,proto}.go */
import { formatTrcId } from '#crypto/trc.ts'
import type { Outbox } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import type { Rejection } from '../events.ts'
import { note, type ServiceState } from '../state.ts'
import { type Asked, noBody } from '../transport/replies.ts'
import { decodeChainQuery, decodeTrcQuery, encodeChains, encodeTrcAnswer } from './material.ts'
import { chainsOf, findTrc } from './store.ts'

/** Any TRC that is here, whatever the time. */
export function handleTrc(s: ServiceState, asked: Asked, now: number, out: Outbox): Rejection | undefined {
  const query = decodeTrcQuery(asked.body)
  if (isMalformed(query)) {
    asked.answer('malformed', noBody, out)
    return 'bodyMalformed'
  }
  const id = { isd: query.isd, base: BigInt(query.base), serial: BigInt(query.serial) }
  const found = s.trust === undefined ? undefined : findTrc(s.trust.store, id)
  asked.answer('done', encodeTrcAnswer(found?.der ?? noBody), out)
  note(s, 'trcAnswered', formatTrcId(id), now)
  return undefined
}

/** Also chains that are no longer to be trusted: that is for the one who asks to judge. */
export function handleChains(s: ServiceState, asked: Asked, now: number, out: Outbox): Rejection | undefined {
  const query = decodeChainQuery(asked.body)
  if (isMalformed(query)) {
    asked.answer('malformed', noBody, out)
    return 'bodyMalformed'
  }
  const { isdAs, subjectKeyId, sinceS, untilS } = query
  const found = s.trust === undefined ? [] : chainsOf(s.trust.store, isdAs, subjectKeyId, sinceS, untilS)
  asked.answer('done', encodeChains(found.map(({ as, ca }) => ({ as: as.der, ca: ca.der }))), out)
  note(s, 'chainsAnswered', isdAs, now)
  return undefined
}
