/** The properties: what of a packet's way so far is to be remembered, and what it must never come to. */
import { interfaceOf, type LinkType } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'
import type { KnownHop, KnownHops } from './known.ts'
import { type Completes, nobodyCompletes } from './onehop.ts'
import type { HopUse, Passage } from './passage.ts'

/** What is remembered, as text: equal texts, equal futures. */
export type Memory = string

export type Judgement = { readonly memory: Memory } | { readonly broken: string }

export interface Property {
  readonly name: string
  readonly claim: string
  /** packets begin here, beside the attackers' ASes */
  readonly from?: IsdAs
  /** who a packet says that it comes from matters: all are tried */
  readonly anySource?: boolean
  /** a segment is judged alone: behind it nothing of it matters */
  readonly forgets?: boolean
  readonly judge: (memory: Memory, passage: Passage) => Judgement
}

export interface Knowing {
  readonly known: KnownHops
  readonly leaked: ReadonlySet<IsdAs>
  /** default: attackers send no one-hop packets */
  readonly completes?: Completes
}

export const propertyNames = [
  'path-auth',
  'valley-free',
  'loop-free',
  'source-in',
  'source-out',
  'isolation:A->B',
  'waypoint:A->B:C',
] as const

/** Throws `UserError`. */
export function parseProperty(text: string, knowing: Knowing): Property {
  if (text === 'path-auth') return pathAuth(knowing)
  if (text === 'valley-free') return valleyFree
  if (text === 'loop-free') return loopFree
  if (text === 'source-in') return sourceIn
  if (text === 'source-out') return sourceOut
  const between = /^(isolation|waypoint):(.+?)->([^:]+-[^-]+?)(?::(\d+-.+))?$/.exec(text)
  const [, kind, from, to, by] = between ?? []
  if (kind === 'isolation' && by === undefined) return isolation(parseIsdAs(from!), parseIsdAs(to!))
  if (kind === 'waypoint' && by !== undefined) return waypoint(parseIsdAs(from!), parseIsdAs(to!), parseIsdAs(by))
  throw new UserError(`there is no property "${text}"`, `one of: ${propertyNames.join(', ')}`)
}

/** Positions in segments that the packet may be at; '*': in an AS whose key leaked, anything may follow. */
const anywhere = '*'

/** A hop field that a router wrote for an attacker's one-hop packet: the attacker was before it, and authorised what it liked; nothing follows. */
const completed = 'completed'

/**
 * T1 and T2: the ASes and interfaces really passed, outside ASes whose keys leaked, are a contiguous part of one authorised segment. Of a one-hop
 * packet this is its first hop field; the router that takes it in authorises the other by making it.
 */
function pathAuth({ known, leaked, completes = nobodyCompletes }: Knowing): Property {
  const positions = new Map<string, KnownHop[]>()
  for (const hop of known.all) {
    const key = `${hop.isdAs} ${hop.timestamp} ${hop.consIngress} ${hop.consEgress}`
    positions.set(key, [...(positions.get(key) ?? []), hop])
  }
  const follow = (memory: Memory, use: HopUse, { as, atS, oneHop }: Passage): Memory => {
    const all = positions.get(`${as.isdAs} ${use.timestamp} ${use.consIngress} ${use.consEgress}`) ?? []
    const here = all.filter(h => oneHop || h.expiryS >= atS)
    const before = new Set(memory.split(','))
    const isAfter = (h: KnownHop): boolean => placesBefore(h, use.consDir).some(place => before.has(place))
    const places = (use.opens || memory === anywhere ? here : here.filter(isAfter)).map(placeText)
    if (completes(as.isdAs, use.consIngress, use.consEgress)) places.push(completed)
    return places.sort().join()
  }
  return {
    name: 'path-auth',
    claim: 'every packet goes, segment by segment, along a part of an authorised segment',
    forgets: true,
    judge(memory, passage) {
      const { as, entered, left, uses, last, arrived } = passage
      if (leaked.has(as.isdAs)) return { memory: anywhere }
      let now = memory
      for (const use of uses) {
        now = follow(now, use, passage)
        if (now === '')
          return {
            broken: `${as.isdAs} let it pass from ${use.consIngress} to ${use.consEgress} (in construction direction): no living authorised segment goes on like this`,
          }
        const named = use.consDir ? use.consIngress : use.consEgress
        if (arrived && !use.crossed && entered !== 0 && named !== entered)
          return { broken: `it came into ${as.isdAs} by interface ${entered}, where the authorised segment has ${named}` }
      }
      const out = last.consDir ? last.consEgress : last.consIngress
      return left !== 0 && left !== out
        ? { broken: `it left ${as.isdAs} by interface ${left}, where the authorised segment has ${out}` }
        : { memory: now }
    },
  }
}

const placeText = (h: KnownHop): string => `${h.segment}/${h.at}${h.peering ? 'p' : ''}`
/** Where a packet was one hop earlier. A peering hop field is where a segment is entered along construction direction, and left against it. */
const placesBefore = ({ segment, at, peering }: KnownHop, along: boolean): string[] =>
  along ? (peering ? [] : [`${segment}/${at - 1}`, `${segment}/${at - 1}p`]) : [`${segment}/${at + 1}`]

const typeOf = ({ as }: Passage, ifId: number): LinkType | undefined => interfaceOf(as, ifId)?.interface.linkType

/** T4: no AS carries packets between two others neither of which pays for it. */
const valleyFree: Property = {
  name: 'valley-free',
  claim: 'no AS carries packets from a provider or peer to another provider, peer or the core',
  judge(_, passage) {
    const [from, to] = [typeOf(passage, passage.entered), typeOf(passage, passage.left)]
    if (from === undefined || to === undefined || from === 'child' || to === 'child' || (from === 'core' && to === 'core'))
      return { memory: '' }
    return { broken: `${passage.as.isdAs} carried it from a ${from} link to a ${to} link` }
  },
}

/** T5: an AS that is not core sees a packet at most twice: on its way up, and on its way down. */
const loopFree: Property = {
  name: 'loop-free',
  claim: 'no packet passes an AS that is not core more than twice',
  judge(memory, { as, arrived }) {
    if (as.core || !arrived) return { memory }
    const seen = [...memory.split(',').filter(text => text !== ''), as.isdAs].sort()
    return seen.filter(isdAs => isdAs === as.isdAs).length > 2 ? { broken: `it came to ${as.isdAs} a third time` } : { memory: seen.join() }
  },
}

/** Who is outside an AS does not pass for one of its hosts. */
const sourceIn: Property = {
  name: 'source-in',
  claim: 'no packet that comes into an AS says that it comes from there',
  anySource: true,
  judge: (_, { as, entered, arrived, ownSource }) =>
    arrived && entered !== 0 && ownSource ? { broken: `${as.isdAs} took it in by interface ${entered} as one of its own` } : { memory: '' },
}

/** BCP 38. Does not hold in SCION: at a hop field that is not the first, with an ingress interface of 0, nobody asks a host who it is. */
const sourceOut: Property = {
  name: 'source-out',
  claim: 'no packet of a host leaves its AS that says that it comes from another',
  anySource: true,
  judge: (_, { as, entered, left, ownSource }) =>
    entered === 0 && left !== 0 && !ownSource
      ? { broken: `it left ${as.isdAs} by interface ${left} as a packet of another AS` }
      : { memory: '' },
}

const entersBy = ({ as, entered, arrived }: Passage, isdAs: IsdAs): boolean => as.isdAs === isdAs && arrived && entered !== 0

const isolation = (from: IsdAs, to: IsdAs): Property => ({
  name: `isolation:${from}->${to}`,
  claim: `no packet from ${from}, however made, comes into ${to}`,
  from,
  judge: (_, passage) => (entersBy(passage, to) ? { broken: `${to} took it in by interface ${passage.entered}` } : { memory: '' }),
})

const waypoint = (from: IsdAs, to: IsdAs, by: IsdAs): Property => ({
  name: `waypoint:${from}->${to}:${by}`,
  claim: `every packet from ${from} that comes into ${to} has passed ${by}`,
  from,
  judge(memory, passage) {
    if (passage.as.isdAs === by) return { memory: 'passed' }
    return memory === '' && entersBy(passage, to) ? { broken: `${to} took it in, and it had not passed ${by}` } : { memory }
  },
})
