/** What failed in a run, when the routers around it noticed, and when they used it again: the modelled detection time, or what BFD took. */
import type { SessionLink } from '#router/bfd/sessions.ts'
import type { Router } from '#router/router.ts'
import type { LinkEnd } from '#topology/model.ts'
import type { Network, RouterNode } from './network.ts'

export interface Notice {
  /** "1-ff00:0:111#1", or a router of the AS by its id */
  readonly by: string
  /** nanoseconds after it happened; undefined = not in this run */
  readonly afterNs: number | undefined
}

/** A link that was cut, or lost a router at its end; or two routers of an AS, one of which died. */
export interface FailureRecord {
  /** "1-ff00:0:110#2 - 1-ff00:0:111#1" */
  readonly name: string
  /** index in `Topology.links`; undefined = within an AS */
  readonly linkIndex: number | undefined
  readonly atNs: number
  /** by each end that lived */
  readonly noticed: readonly Notice[]
  readonly backNs: number | undefined
  /** by each end that had given it up */
  readonly restored: readonly Notice[]
}

/** Somebody gave up what had not failed. */
export interface FalseAlarms {
  readonly by: string
  readonly count: number
}

export interface Failures {
  /** Something may have been broken or mended. */
  look(now: number): void
  /** All of them in the order of time; times are nanoseconds after `sinceNs`. */
  records(sinceNs: number): FailureRecord[]
  /** in the order of names */
  falseAlarms(): FalseAlarms[]
  end(): void
}

interface OpenNotice {
  readonly by: string
  afterNs: number | undefined
}
interface OpenRecord extends FailureRecord {
  readonly noticed: OpenNotice[]
  backNs: number | undefined
  restored: OpenNotice[]
}

interface End {
  readonly by: string
  readonly node: RouterNode
  /** its link to the other end */
  link(): SessionLink
}

interface Connection {
  readonly name: string
  readonly linkIndex: number | undefined
  readonly ends: readonly [End, End]
  isUp(): boolean
  /** as it was last seen */
  wasUp: boolean
  last: OpenRecord | undefined
}

/** From now on, until `end()`. */
export function watchFailures(network: Network): Failures {
  const connections = [...linksOf(network), ...siblingsOf(network)]
  const byEnd = new Map(connections.flatMap(c => c.ends.map(end => [keyOf(end.node.router, end.link()), { c, end }] as const)))
  const records: OpenRecord[] = []
  const alarms = new Map<string, number>()

  function change(router: Router, link: SessionLink, now: number): void {
    const found = byEnd.get(keyOf(router, link))
    if (found === undefined) return
    const { c, end } = found
    if (!link.up && c.isUp()) alarms.set(end.by, (alarms.get(end.by) ?? 0) + 1)
    else if (!link.up) note(c.last?.noticed, end.by, now - (c.last?.atNs ?? now))
    else note(c.last?.restored, end.by, now - (c.last?.backNs ?? now))
  }

  const leave = network.observe({ decided() {}, linkChanged: change })
  return {
    look(now) {
      for (const c of connections) {
        const isUp = c.isUp()
        if (isUp === c.wasUp) continue
        c.wasUp = isUp
        if (isUp) mend(c, now)
        else records.push(fail(c, now))
      }
    },
    records: sinceNs =>
      records.map(r => ({ ...r, atNs: r.atNs - sinceNs, backNs: r.backNs === undefined ? undefined : r.backNs - sinceNs })),
    falseAlarms: () => [...alarms].sort(([a], [b]) => (a < b ? -1 : 1)).map(([by, count]) => ({ by, count })),
    end: leave,
  }
}

const keyOf = ({ state }: Router, link: SessionLink): string =>
  `${state.isdAs} ${state.id} ${link.kind === 'external' ? link.ifId : link.routerId}`

const open = (ends: readonly End[]): OpenNotice[] => ends.map(({ by }) => ({ by, afterNs: undefined }))

function note(notices: readonly OpenNotice[] | undefined, by: string, afterNs: number): void {
  const notice = notices?.find(n => n.by === by)
  if (notice !== undefined) notice.afterNs ??= afterNs
}

function fail(c: Connection, now: number): OpenRecord {
  const living = c.ends.filter(end => end.node.node.alive && end.link().up)
  c.last = { name: c.name, linkIndex: c.linkIndex, atNs: now, noticed: open(living), backNs: undefined, restored: [] }
  return c.last
}

function mend(c: Connection, now: number): void {
  c.last!.backNs = now
  c.last!.restored = open(c.ends.filter(end => !end.link().up))
}

function linksOf({ topology, directions, routerOf }: Network): Connection[] {
  const endOf = (end: LinkEnd): End => {
    const node = routerOf(end)
    return { by: `${end.isdAs}#${end.ifId}`, node, link: () => node.router.state.links.external.find(l => l.ifId === end.ifId)! }
  }
  return topology.links.map(link => {
    const ends = [endOf(link.a), endOf(link.b)] as const
    const isUp = (): boolean => directions[link.index]!.every(d => d.up) && ends.every(end => end.node.node.alive)
    return { name: ends.map(end => end.by).join(' - '), linkIndex: link.index, ends, isUp, wasUp: true, last: undefined }
  })
}

function siblingsOf({ topology, routers }: Network): Connection[] {
  const idOf = ({ router }: RouterNode): string => router.state.id
  const endOf = (node: RouterNode, other: RouterNode): End => ({
    by: idOf(node),
    node,
    link: () => node.router.state.links.siblings.find(l => l.routerId === idOf(other))!,
  })
  const join = (a: RouterNode, z: RouterNode): Connection => {
    const ends = [endOf(a, z), endOf(z, a)] as const
    const isUp = (): boolean => ends.every(end => end.node.node.alive)
    return { name: ends.map(end => end.by).join(' - '), linkIndex: undefined, ends, isUp, wasUp: true, last: undefined }
  }
  const several = topology.ases.filter(as => as.routers.length > 1).map(as => routers.filter(r => r.as === as))
  return several.flatMap(own => own.flatMap((a, i) => own.slice(i + 1).map(z => join(a, z))))
}
