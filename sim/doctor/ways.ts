/**
 * What there could be: ways from AS to AS by the links of a topology alone, the shortest first, whatever was beaconed.
 *
 *   up to providers, over core links or one peering link, down to customers; each part may be missing; no AS twice
 *
 * Peering joins an up with a down segment, so neither end of the way is a core AS then.
 */
import type { PathInterface } from '#control/path/path.ts'
import type { Link, LinkType, Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'

export interface Step {
  readonly from: PathInterface
  readonly to: PathInterface
  /** what the next AS is to this one */
  readonly type: LinkType
  readonly link: Link
}

/** At least one step. */
export type Way = readonly Step[]

export interface FoundWays {
  readonly ways: readonly Way[]
  /** there are no others */
  readonly complete: boolean
}

/** Where the types of the links stop a way: the AS, and what the ASes before and behind it are to it. */
export interface Breach {
  readonly at: IsdAs
  readonly text: string
}

export const interfacesOn = (way: Way): PathInterface[] => way.flatMap(({ from, to }) => [from, to])

/** What the next AS may be to this one, by what this one was to the AS before it; at the start as if we came from a child. */
const mayFollow: Readonly<Record<LinkType, readonly LinkType[]>> = {
  parent: ['parent', 'core', 'peer', 'child'],
  core: ['core', 'child'],
  peer: ['child'],
  child: ['child'],
}

const reverse: Readonly<Record<LinkType, LinkType>> = { parent: 'child', child: 'parent', core: 'core', peer: 'peer' }
const typeFrom = { core: 'core', child: 'child', peer: 'peer' } as const

/** The steps out of each AS, in the order of the links. */
export function stepsOf({ ases, links }: Topology): ReadonlyMap<IsdAs, readonly Step[]> {
  const steps = new Map<IsdAs, Step[]>(ases.map(as => [as.isdAs, []]))
  for (const link of links) {
    const [a, b] = [link.a, link.b].map(({ isdAs, ifId }) => ({ isdAs, ifId })) as [PathInterface, PathInterface]
    const type = typeFrom[link.type]
    steps.get(a.isdAs)!.push({ from: a, to: b, type, link })
    steps.get(b.isdAs)!.push({ from: b, to: a, type: reverse[type], link })
  }
  return steps
}

/** Why link types do not allow the way; nothing when they do. */
export function breachOf({ ases }: Topology, way: Way): Breach | undefined {
  const isCore = (isdAs: IsdAs): boolean => ases.find(as => as.isdAs === isdAs)!.core
  for (const [i, { from, to, type }] of way.entries()) {
    const before = way[i - 1]
    if (before !== undefined && !mayFollow[before.type].includes(type))
      return { at: from.isdAs, text: `${from.isdAs} is entered from its ${reverse[before.type]} and left to a ${type}` }
    if (type !== 'peer') continue
    if (i === 0 && isCore(from.isdAs))
      return { at: from.isdAs, text: `the core AS ${from.isdAs} has no up segment that peering could join` }
    if (i === way.length - 1 && isCore(to.isdAs))
      return { at: to.isdAs, text: `the core AS ${to.isdAs} has no down segment that peering could join` }
  }
  return undefined
}

/** The shortest ways that link types allow, `limit` of them. */
export function findWays(topology: Topology, src: IsdAs, dst: IsdAs, limit: number): FoundWays {
  const found = search(topology, src, dst, mayFollow, Infinity, way => breachOf(topology, way) === undefined, limit + 1)
  return { ways: found.ways.slice(0, limit), complete: found.complete && found.ways.length <= limit }
}

const anyMayFollow = Object.fromEntries(Object.keys(mayFollow).map(type => [type, Object.keys(mayFollow)])) as unknown as typeof mayFollow

/** Ways of at most `maxSteps` that there are but for the types of links, the shortest `limit` of them. */
export const findForbidden = (topology: Topology, src: IsdAs, dst: IsdAs, maxSteps: number, limit: number): readonly Way[] =>
  search(topology, src, dst, anyMayFollow, maxSteps, way => breachOf(topology, way) !== undefined, limit).ways

interface Reached {
  readonly at: IsdAs
  readonly last: LinkType
  readonly length: number
  readonly step?: Step
  readonly before?: Reached
}

/** What is under way is in memory; between well-connected ASes there are millions of ways. */
const maxLooks = 100_000

/** Best first: by the length of what is gone and at least left, so that hardly more is looked at than found. */
function search(
  topology: Topology,
  src: IsdAs,
  dst: IsdAs,
  follow: typeof mayFollow,
  maxSteps: number,
  isWanted: (way: Way) => boolean,
  limit: number,
): FoundWays {
  const steps = stepsOf(topology)
  const left = distancesTo(topology, steps, dst, follow)
  const queue: Reached[][] = []
  const push = (r: Reached): void => {
    const length = r.length + (left.get(`${r.at} ${r.last}`) ?? Infinity)
    if (length <= maxSteps && length < Infinity) (queue[length] ??= []).push(r)
  }
  push({ at: src, last: 'parent', length: 0 })
  const ways: Way[] = []
  let looks = 0
  for (let length = 0; length < queue.length; length++)
    for (let r = queue[length]?.pop(); r !== undefined; r = queue[length]!.pop()) {
      if (++looks > maxLooks || ways.length >= limit) return { ways, complete: false }
      if (r.at === dst) {
        const way = wayTo(r)
        if (isWanted(way)) ways.push(way)
        continue
      }
      for (const step of steps.get(r.at)!.toReversed())
        if (follow[r.last].includes(step.type) && !passed(r, step.to.isdAs))
          push({ at: step.to.isdAs, last: step.type, length: r.length + 1, step, before: r })
    }
  return { ways, complete: true }
}

const wayTo = (r: Reached): Step[] => (r.before === undefined ? [] : [...wayTo(r.before), r.step!])
const passed = (r: Reached | undefined, isdAs: IsdAs): boolean => r !== undefined && (r.at === isdAs || passed(r.before, isdAs))

/** Steps to `dst` at least, by "AS last step's type". */
function distancesTo(topology: Topology, steps: ReadonlyMap<IsdAs, readonly Step[]>, dst: IsdAs, follow: typeof mayFollow) {
  const types = Object.keys(follow) as LinkType[]
  const distances = new Map<string, number>(types.map(type => [`${dst} ${type}`, 0]))
  let front: { readonly at: IsdAs; readonly type: LinkType }[] = types.map(type => ({ at: dst, type }))
  for (let distance = 1; front.length > 0 && distance <= topology.ases.length; distance++) {
    const next: typeof front = []
    for (const { at, type } of front)
      for (const step of steps.get(at)!)
        if (reverse[step.type] === type)
          for (const last of types) {
            const name = `${step.to.isdAs} ${last}`
            if (!follow[last].includes(type) || distances.has(name)) continue
            distances.set(name, distance)
            next.push({ at: step.to.isdAs, type: last })
          }
    front = next
  }
  return distances
}
