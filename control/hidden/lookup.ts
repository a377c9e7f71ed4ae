/**
 * Hidden segments to an AS, for hosts of this one: of every group in which it writes, from the group's registries.
 * pkg/experimental/hiddenpath/{forwarder,grpc/requester}.go
 *
 * Divergence: each group is asked for by itself, and of all its registries: the first with segments is heard. The reference asks one registry
 * for all groups it picked that for, and has nothing when it is down, lost its store, or refuses one of the groups.
 */
import { nsPerS, type Outbox, unixSeconds } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { believed } from '../lookup/resolve.ts'
import { createSegmentCache } from '../lookup/segment-cache.ts'
import { checkLife, checkSegment, lastIsdAs, type Segment } from '../segment/segment.ts'
import { note, reject, type ServiceState } from '../state.ts'
import type { Answer } from '../transport/exchange.ts'
import { decodeSegments } from '../transport/message.ts'
import { createWaiting, type Done } from '../transport/waiting.ts'
import { signRequest } from '../trust/request.ts'
import type { ServiceFinder } from './discovery.ts'
import { type Group, mayRead } from './group.ts'
import { encodeHiddenQuestion, encodeSignedRequest } from './messages.ts'
import { hiddenTo } from './store.ts'

export interface HiddenLookup {
  /** `done` is called exactly once, perhaps before `find` returns. What could not be had in time is missing. */
  find(dst: IsdAs, now: number, out: Outbox, done: Done<readonly Segment[]>): void
  wake(now: number, out: Outbox): void
  wakeAt(): number
}

/** Groups an AS writes in, of which segments are asked for; registries of a group that are. */
const maxGroups = 16
const maxRegistries = 8
/** Questions under way, and who waits for one of them. */
const maxAsked = 1024
const maxWaiting = 1024
/** Segments of one group to one AS that are believed: no registry keeps more. */
const maxSegments = 200
/** Nobody waits longer for registries that do not answer: the open ways are known already. */
const patienceNs = 5 * nsPerS

/** A search that is not over. */
interface Search {
  readonly deadline: number
  end(now: number, out: Outbox): void
}

export function createHiddenLookup(s: ServiceState, finder: ServiceFinder): HiddenLookup {
  const cache = createSegmentCache(s.settings.queryIntervalNs, s.clock)
  const waiting = createWaiting<readonly Segment[]>(maxAsked, maxWaiting)
  /** All wait equally long, so they are in order of their deadlines. */
  const searches = new Set<Search>()

  function findIn(group: Group, dst: IsdAs, now: number, out: Outbox, done: Done<readonly Segment[]>): void {
    const name = `${group.id} ${dst}`
    const known = ownAnswer(s, group, dst, now) ?? cache.get(name, now)
    const place = known === undefined ? waiting.join(name, done) : 'known'
    if (known !== undefined) done(known, now, out)
    else if (place === 'full') done([], now, out)
    if (place !== 'first') return
    askRegistries(s, finder, group, dst, now, out, (found, t, o) => {
      if (found.length > 0) cache.put(name, found, t)
      waiting.settle(name, found, t, o)
    })
  }

  return {
    find(dst, now, out, done) {
      const groups = [...s.hidden.groups.values()].filter(g => g.writers.has(dst)).slice(0, maxGroups)
      const found = new Map<string, Segment>()
      let open = groups.length
      const search: Search = {
        deadline: now + patienceNs,
        end(t, o) {
          if (searches.delete(search)) done([...found.values()], t, o)
        },
      }
      searches.add(search)
      if (open === 0) search.end(now, out)
      for (const group of groups)
        findIn(group, dst, now, out, (segments, t, o) => {
          for (const segment of segments) found.set(segment.key, segment)
          if (--open === 0) search.end(t, o)
        })
    },
    wake(now, out) {
      for (const search of searches) {
        if (search.deadline > now) break
        search.end(now, out)
      }
    },
    wakeAt: () => searches.values().next().value?.deadline ?? Infinity,
  }
}

/** A registry asks nobody. */
function ownAnswer(s: ServiceState, group: Group, dst: IsdAs, now: number): readonly Segment[] | undefined {
  if (!group.registries.has(s.isdAs) || !mayRead(group, s.isdAs)) return undefined
  return hiddenTo(s.hiddens, [group.id], dst, unixSeconds(s.clock, now))
}

/** `done` is called exactly once: with the first segments that come, or, when all have failed, without any. */
function askRegistries(
  s: ServiceState,
  finder: ServiceFinder,
  group: Group,
  dst: IsdAs,
  now: number,
  out: Outbox,
  done: Done<readonly Segment[]>,
): void {
  const registries = [...group.registries].slice(0, maxRegistries)
  let open = registries.length
  let isDone = false
  for (const registry of registries)
    askRegistry(s, finder, registry, group, dst, now, out, (found, t, o) => {
      open--
      if (isDone || (found.length === 0 && open > 0)) return
      isDone = true
      done(found, t, o)
    })
}

function askRegistry(
  s: ServiceState,
  finder: ServiceFinder,
  registry: IsdAs,
  { id }: Group,
  dst: IsdAs,
  now: number,
  out: Outbox,
  done: Done<readonly Segment[]>,
): void {
  const fail = (t: number, o: Outbox): void => {
    note(s, 'askedInVain', `${registry} ${id} ${dst}`, t)
    done([], t, o)
  }
  finder.find(registry, 'lookup', now, out, (ways, t, o) => {
    const signed = ways.length === 0 ? undefined : signRequest(s, encodeHiddenQuestion({ groups: [id], dst }), t)
    if (signed === undefined) return fail(t, o)
    note(s, 'asked', `${registry} ${id} ${dst}`, t)
    const settle = (answer: Answer, at: number, outAnswer: Outbox): void => {
      if ('failed' in answer) fail(at, outAnswer)
      else believed(s, offeredBy(s, dst, registry, answer.body, at), registry, ways, at, outAnswer, done)
    }
    s.exchange.ask({ to: registry, kind: 'hiddenSegments', body: encodeSignedRequest(signed), ways, done: settle }, t, o)
  })
}

function offeredBy(s: ServiceState, dst: IsdAs, registry: IsdAs, body: Uint8Array, now: number): Segment[] {
  const segments = decodeSegments(body)
  if (isMalformed(segments)) {
    reject(s, 'bodyMalformed', registry, now)
    return []
  }
  return segments.downs.slice(0, maxSegments).filter(segment => {
    const wrong =
      lastIsdAs(segment) === dst ? (checkSegment(segment) ?? checkLife(segment, unixSeconds(s.clock, now))) : ('notAsked' as const)
    if (wrong !== undefined) reject(s, wrong, registry, now)
    return wrong === undefined
  })
}
