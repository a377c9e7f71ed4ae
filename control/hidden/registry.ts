/** A registry: takes hidden segments from writers of a group, and gives them to its members.   pkg/experimental/hiddenpath/{registry,authoritative}.go */
import { type Outbox, unixSeconds } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Rejection } from '../events.ts'
import { checkLife, checkSegment, firstIsdAs, lastIsdAs, type Segment } from '../segment/segment.ts'
import { note, reject, type ServiceState } from '../state.ts'
import { encodeFittingSegments } from '../transport/message.ts'
import { type Asked, noBody } from '../transport/replies.ts'
import { senderOf } from '../trust/fetch.ts'
import { judgeEach } from '../trust/judge.ts'
import { openRequest } from '../trust/request.ts'
import { type GroupId, mayRead } from './group.ts'
import { decodeHiddenQuestion, decodeRegistration, decodeSignedRequest, type HiddenRegistration } from './messages.ts'
import { hiddenTo, insertHidden } from './store.ts'

function refuse(asked: Asked, rejection: Rejection, out: Outbox): Rejection {
  asked.answer(rejection === 'bodyMalformed' ? 'malformed' : 'rejected', noBody, out)
  return rejection
}

/** What the asking AS has signed goes to `take`, which answers; refusals are answered and counted here. */
function opened(
  s: ServiceState,
  asked: Asked,
  now: number,
  out: Outbox,
  take: (body: Bytes, now: number, out: Outbox) => Rejection | undefined,
): Rejection | undefined {
  if (asked.packet.pathType !== 'scion') return refuse(asked, 'requestUnproven', out)
  const signed = decodeSignedRequest(asked.body)
  if (isMalformed(signed)) return refuse(asked, 'bodyMalformed', out)
  openRequest(s, signed, senderOf(asked), now, out, (result, t, o) => {
    const wrong = 'rejection' in result ? result.rejection : take(result.body, t, o)
    if (wrong !== undefined) reject(s, refuse(asked, wrong, o), asked.packet.src.isdAs, t)
  })
  return undefined
}

/** All segments of the request are stored, or none. */
export const handleHiddenRegistration = (s: ServiceState, asked: Asked, now: number, out: Outbox): Rejection | undefined =>
  opened(s, asked, now, out, (body, at, outTake) => {
    const writer = asked.packet.src.isdAs
    const registration = decodeRegistration(body)
    if (isMalformed(registration)) return 'bodyMalformed'
    const wrong = checkRegistration(s, registration, writer, unixSeconds(s.clock, at))
    if (wrong !== undefined) return wrong
    const { group, segments } = registration
    judgeEach(s, segments.downs, senderOf(asked), at, outTake, (wrongs, t, o) => {
      const unbelieved = wrongs.find(w => w !== undefined) ?? originOf(s, segments.downs)
      if (unbelieved !== undefined) return reject(s, refuse(asked, unbelieved, o), writer, t)
      storeHidden(s, group, segments.downs, t)
      asked.answer('done', noBody, o)
    })
    return undefined
  })

/** Divergence: a writer registers segments that end at it; the reference takes those of others from it, too. */
function checkRegistration(
  s: ServiceState,
  { group: id, segments }: HiddenRegistration,
  writer: IsdAs,
  nowS: number,
): Rejection | undefined {
  const group = s.hidden.groups.get(id)
  if (group === undefined) return 'groupUnknown'
  if (!group.writers.has(writer)) return 'notWriter'
  if (!group.registries.has(s.isdAs)) return 'notRegistry'
  if (segments.ups.length > 0 || segments.cores.length > 0) return 'notDown'
  for (const segment of segments.downs) {
    if (lastIsdAs(segment) !== writer) return 'notFromOwner'
    const wrong = checkSegment(segment) ?? checkLife(segment, nowS)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** Who is core is known for sure only when the TRCs are. */
const originOf = (s: ServiceState, segments: readonly Segment[]): Rejection | undefined =>
  segments.every(segment => s.isCore(firstIsdAs(segment))) ? undefined : 'originNotCore'

/** Checked before, or made by this AS. */
export function storeHidden(s: ServiceState, group: GroupId, segments: readonly Segment[], now: number): void {
  for (const segment of segments)
    if (insertHidden(s.hiddens, group, segment, unixSeconds(s.clock, now))) note(s, 'hiddenStored', `${group} ${segment.key}`, now)
}

/** No answer is longer, however much is stored. */
const maxSegments = 500

/** Another AS asks: whoever may not read one of the groups gets nothing. */
export const handleHiddenSegments = (s: ServiceState, asked: Asked, now: number, out: Outbox): Rejection | undefined =>
  opened(s, asked, now, out, (body, t, o) => {
    const question = decodeHiddenQuestion(body)
    if (isMalformed(question)) return 'bodyMalformed'
    const { groups, dst } = question
    const wrong = checkReader(s, groups, asked.packet.src.isdAs)
    if (wrong !== undefined) return wrong
    const downs = hiddenTo(s.hiddens, groups, dst, unixSeconds(s.clock, t)).slice(0, maxSegments)
    asked.answer('done', encodeFittingSegments({ ups: [], cores: [], downs }), o)
    note(s, 'hiddenAnswered', `${groups.join(' ')} ${dst}`, t)
    return undefined
  })

function checkReader(s: ServiceState, groups: readonly GroupId[], reader: IsdAs): Rejection | undefined {
  for (const id of groups) {
    const group = s.hidden.groups.get(id)
    if (group === undefined) return 'groupUnknown'
    if (!mayRead(group, reader)) return 'notReader'
    if (!group.registries.has(s.isdAs)) return 'notRegistry'
  }
  return undefined
}
