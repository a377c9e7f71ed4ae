/** What others ask of a control service: to store their down segments, for its segments, and, by hosts of its AS, for whole ways. */
import { type Outbox, unixSeconds } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Rejection } from '../events.ts'
import type { HiddenLookup } from '../hidden/lookup.ts'
import type { Segments } from '../path/graph.ts'
import { checkLife, checkSegment, firstIsdAs, lastIsdAs, type Segment } from '../segment/segment.ts'
import { note, reject, type ServiceState } from '../state.ts'
import { decodeQuestion, decodeSegments, encodeFittingSegments } from '../transport/message.ts'
import { type Asked, noBody } from '../transport/replies.ts'
import { senderOf } from '../trust/fetch.ts'
import { judgeEach } from '../trust/judge.ts'
import { responsibility } from './lookup.ts'
import type { Resolver } from './resolve.ts'
import { insertSegment, segmentsTo } from './segment-store.ts'

/** Down segments of another AS: all of the request are stored, or none. */
export function handleRegistration(s: ServiceState, asked: Asked, now: number, out: Outbox): Rejection | undefined {
  if (asked.packet.pathType !== 'scion') return 'notFromOwner'
  const segments = decodeSegments(asked.body)
  if (isMalformed(segments)) {
    asked.answer('malformed', noBody, out)
    return 'bodyMalformed'
  }
  const { downs } = segments
  const { isdAs } = asked.packet.src
  const conclude = (wrongs: readonly (Rejection | undefined)[], t: number, o: Outbox): void => {
    const first = wrongs.findIndex(w => w !== undefined)
    if (first < 0) store(s, downs, t)
    else reject(s, wrongs[first]!, isdAs, t, downs[first]!.key)
    asked.answer(first < 0 ? 'done' : 'rejected', noBody, o)
  }
  const wrongs = downs.map(down => checkRegistration(s, isdAs, down, unixSeconds(s.clock, now)))
  if (wrongs.some(w => w !== undefined)) conclude(wrongs, now, out)
  else judgeEach(s, downs, senderOf(asked), now, out, conclude)
  return undefined
}

function store(s: ServiceState, downs: readonly Segment[], now: number): void {
  for (const segment of downs) if (insertSegment(s.downs, segment, unixSeconds(s.clock, now))) note(s, 'stored', segment.key, now)
}

function checkRegistration(s: ServiceState, owner: IsdAs, down: Segment, nowS: number): Rejection | undefined {
  if (!s.as.core || firstIsdAs(down) !== s.isdAs) return 'notResponsible'
  if (lastIsdAs(down) !== owner) return 'notFromOwner'
  if (down.last.extensions?.hidden) return 'hiddenSegment'
  return checkSegment(down) ?? checkLife(down, nowS)
}

/** No answer is longer, however much is stored. */
const maxSegments = 500

/** Another control service asks for what this AS is the authority of. */
export function handleSegments(s: ServiceState, asked: Asked, now: number, out: Outbox): Rejection | undefined {
  if (asked.packet.pathType === 'oneHop') return 'notResponsible'
  const question = decodeQuestion(asked.body)
  if (isMalformed(question)) {
    asked.answer('malformed', noBody, out)
    return 'bodyMalformed'
  }
  const kind = responsibility(s.isdAs, question.src, question.dst, s.isCore)
  if (kind === undefined) {
    asked.answer('notResponsible', noBody, out)
    return 'notResponsible'
  }
  const found = segmentsTo(kind === 'core' ? s.cores : s.downs, question.dst, unixSeconds(s.clock, now)).slice(0, maxSegments)
  const segments: Segments = { ups: [], cores: kind === 'core' ? found : [], downs: kind === 'down' ? found : [] }
  asked.answer('done', encodeFittingSegments(segments), out)
  note(s, 'answered', question.dst, now)
  return undefined
}

const maxLookups = 1024

/** Hosts repeat a question that is still being answered: `underWay` has them by host and request. */
export function createLookupHandler(s: ServiceState, resolver: Resolver, hidden: Pick<HiddenLookup, 'find'>) {
  const underWay = new Set<string>()
  return (asked: Asked, now: number, out: Outbox): Rejection | undefined => {
    const question = decodeQuestion(asked.body)
    if (isMalformed(question)) return 'bodyMalformed'
    const name = `${asked.from} ${asked.requestId}`
    if (asked.packet.pathType !== 'empty' || asked.packet.src.isdAs !== s.isdAs || question.src !== s.isdAs) return 'notLocal'
    if (underWay.has(name)) return undefined
    if (underWay.size >= maxLookups) {
      asked.answer('busy', noBody, out)
      return 'busy'
    }
    underWay.add(name)
    const answer = (segments: Segments, t: number, o: Outbox): void => {
      underWay.delete(name)
      asked.answer('done', encodeFittingSegments(segments), o)
      note(s, 'answered', question.dst, t)
    }
    resolver.resolve(question.dst, now, out, (segments, t, o) => {
      if (!question.hidden) return answer(segments, t, o)
      hidden.find(question.dst, t, o, (more, at, outMore) => answer({ ...segments, downs: [...segments.downs, ...more] }, at, outMore))
    })
    return undefined
  }
}
