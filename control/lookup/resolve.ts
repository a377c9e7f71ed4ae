/**
 * From "how do I get there?" to the segments it takes: up from the own store, core from the core ASes the ups reach, down from the core ASes
 * of the destination's ISD.   control/segreq, private/segment/segfetcher
 *
 * Each core AS is the authority for its own core and down segments and is asked itself, over the segments already found. A question is tried
 * with what is known (`findSegments`), what is missing is asked, and with every answer it is tried again.
 */
import { type Outbox, unixSeconds } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Rejection } from '../events.ts'
import { combine } from '../path/combine.ts'
import type { Segments } from '../path/graph.ts'
import { checkLife, checkSegment, firstIsdAs, type Segment } from '../segment/segment.ts'
import { note, reject, type ServiceState, waysOver } from '../state.ts'
import { type Answer, defaultExchange, type Way } from '../transport/exchange.ts'
import { decodeSegments, encodeQuestion } from '../transport/message.ts'
import { createWaiting, type Waiting } from '../transport/waiting.ts'
import { judgeEach } from '../trust/judge.ts'
import { answers, anyCoreOf, findSegments, type Query } from './lookup.ts'
import { createSegmentCache, type SegmentCache } from './segment-cache.ts'
import { segmentsTo } from './segment-store.ts'

export interface Resolver {
  /** `done` is called exactly once, perhaps before `resolve` returns. What could not be had is missing. */
  resolve(dst: IsdAs, now: number, out: Outbox, done: Done): void
}

type Done = (segments: Segments, now: number, out: Outbox) => void

/** A question not answered yet. */
interface Open {
  readonly dst: IsdAs
  readonly ups: readonly Segment[]
  readonly asked: Set<string>
  readonly answers: Map<string, readonly Segment[]>
  done: Done | undefined
}

/** One of the best ways is enough, and others when no answer comes: one for each attempt, and as many that may turn out to be none. */
const maxWays = 2 * defaultExchange.attempts

const nameOf = (q: Query): string => `${q.core} ${q.dst}`

interface Resolving {
  readonly s: ServiceState
  readonly cache: SegmentCache
  /** Several questions may wait for the same answer. */
  readonly waiting: Waiting<readonly Segment[]>
}

export function createResolver(s: ServiceState): Resolver {
  const r: Resolving = { s, cache: createSegmentCache(s.settings.queryIntervalNs, s.clock), waiting: createWaiting() }
  return {
    resolve(dst, now, out, done) {
      const ups = s.as.core ? [] : segmentsTo(s.ups, anyCoreOf(s.isdAs), unixSeconds(s.clock, now))
      advance(r, { dst, ups, asked: new Set(), answers: new Map(), done }, now, out)
    },
  }
}

function answerTo({ s, cache }: Resolving, open: Open, q: Query, now: number): readonly Segment[] | undefined {
  if (q.core === s.isdAs) return segmentsTo(q.kind === 'core' ? s.cores : s.downs, q.dst, unixSeconds(s.clock, now))
  return open.answers.get(nameOf(q)) ?? cache.get(nameOf(q), now)
}

function advance(r: Resolving, open: Open, now: number, out: Outbox): void {
  const known = { ups: open.ups, answerTo: (q: Query) => answerTo(r, open, q, now) }
  const { segments, missing } = findSegments(r.s.isdAs, open.dst, r.s.isCore, known)
  if (missing.length === 0) {
    const { done } = open
    open.done = undefined
    done?.(segments, now, out)
  }
  for (const q of missing) ask(r, open, q, segments, now, out)
}

function ask(r: Resolving, open: Open, q: Query, segments: Segments, now: number, out: Outbox): void {
  const name = nameOf(q)
  if (open.asked.has(name)) return
  open.asked.add(name)
  const place = r.waiting.join(name, (found, t, o) => {
    open.answers.set(name, found)
    advance(r, open, t, o)
  })
  if (place === 'joined') return
  note(r.s, 'asked', name, now)
  const ways = waysOver(r.s, combine(r.s.isdAs, q.core, towards(q.core, segments), false, maxWays))
  if (ways.length === 0) settle(r, q, ways, { failed: 'timeout' }, now, out)
  else send(r, q, ways, now, out)
}

function send(r: Resolving, q: Query, ways: readonly Way[], now: number, out: Outbox): void {
  r.s.exchange.ask(
    {
      to: q.core,
      kind: 'segments',
      body: encodeQuestion({ src: q.core, dst: q.dst }),
      ways,
      done: (answer, t, o) => settle(r, q, ways, answer, t, o),
    },
    now,
    out,
  )
}

function settle(r: Resolving, q: Query, ways: readonly Way[], answer: Answer, now: number, out: Outbox): void {
  const offered = offeredBy(r.s, q, answer, now)
  believed(r.s, offered, q.core, ways, now, out, (found, t, o) => conclude(r, q, found, t, o))
}

/** Of the segments that `from` offered those to be believed; the others are counted. `done` is called exactly once. */
export function believed(
  s: ServiceState,
  offered: readonly Segment[],
  from: IsdAs,
  ways: readonly Way[],
  now: number,
  out: Outbox,
  done: (found: readonly Segment[], now: number, out: Outbox) => void,
): void {
  judgeEach(s, offered, { isdAs: from, ways }, now, out, (wrongs, t, o) => {
    const found = offered.filter((segment, i) => {
      const wrong = wrongs[i] ?? (s.isCore(firstIsdAs(segment)) ? undefined : 'originNotCore')
      if (wrong !== undefined) reject(s, wrong, from, t, segment.key)
      return wrong === undefined
    })
    done(found, t, o)
  })
}

function conclude(r: Resolving, q: Query, found: readonly Segment[], now: number, out: Outbox): void {
  const name = nameOf(q)
  // Nothing found is not remembered: beacons may be on their way.
  if (found.length > 0) r.cache.put(name, found, now)
  r.waiting.settle(name, found, now, out)
}

/** Only what can lead to this core AS: one of many, mostly. */
const towards = (core: IsdAs, { ups, cores }: Segments): Segments => ({ ups, cores: cores.filter(c => firstIsdAs(c) === core), downs: [] })

/** Only what was asked for, valid, and from each first AS no more than an honest AS would have. */
function offeredBy(s: ServiceState, q: Query, answer: Answer, now: number): Segment[] {
  if ('failed' in answer) {
    note(s, 'askedInVain', nameOf(q), now)
    return []
  }
  const segments = decodeSegments(answer.body)
  if (isMalformed(segments)) {
    reject(s, 'bodyMalformed', q.core, now)
    return []
  }
  const count = new Map<IsdAs, number>()
  return segments[q.kind === 'core' ? 'cores' : 'downs'].filter(segment => {
    const wrong = checkAnswer(q, segment, unixSeconds(s.clock, now))
    if (wrong !== undefined) reject(s, wrong, q.core, now, segment.key)
    const first = firstIsdAs(segment)
    const nth = (count.get(first) ?? 0) + 1
    count.set(first, nth)
    return wrong === undefined && nth <= s.settings.bestSetSize
  })
}

function checkAnswer(q: Query, segment: Segment, nowS: number): Rejection | undefined {
  if (!answers(segment, q)) return 'notAsked'
  return checkSegment(segment) ?? checkLife(segment, nowS)
}
