/** Which links failed while a network ran, and when the routers at their ends noticed: routers log each change of a BFD session. */
import { existsSync, readFileSync } from 'node:fs'
import type { FailureRecord, Notice } from '#sim/failures.ts'
import { type Fault, findLink, linksBetween } from '#sim/faults.ts'
import type { Link, LinkEnd, Topology } from '#topology/model.ts'
import type { Emulation } from './emulation.ts'
import { logPath } from './jobs.ts'
import { endText } from './names.ts'
import { nodeNames } from './wiring.ts'

/** A link that was cut, or lost its router at one end; milliseconds of unix time. */
export interface LiveFailure {
  readonly link: Link
  readonly atMs: number
  backMs: number | undefined
  /** those whose routers lived */
  readonly ends: readonly LinkEnd[]
}

/** What the fault breaks or mends, from `atMs` on. */
export function noteFault(failures: LiveFailure[], topology: Topology, fault: Fault, atMs: number): void {
  for (const { link, ends } of brokenBy(topology, fault)) failures.push({ link, atMs, backMs: undefined, ends })
  for (const link of mendedBy(topology, fault)) {
    const open = failures.findLast(f => f.link === link)
    if (open !== undefined) open.backMs ??= atMs
  }
}

function brokenBy(topology: Topology, fault: Fault): Pick<LiveFailure, 'link' | 'ends'>[] {
  if (fault.kind === 'cut' || fault.kind === 'partition') return linksOf(topology, fault).map(link => ({ link, ends: [link.a, link.b] }))
  if (fault.kind !== 'stopRouter' && fault.kind !== 'stopAs') return []
  return linksOf(topology, fault).map(link => ({ link, ends: [link.a, link.b].filter(end => !isOf(fault, end)) }))
}

const mendedBy = (topology: Topology, fault: Fault): Link[] =>
  ['mend', 'heal', 'startRouter', 'startAs'].includes(fault.kind) ? linksOf(topology, fault) : []

function linksOf(topology: Topology, fault: Fault): Link[] {
  if (fault.kind === 'cut' || fault.kind === 'mend') return [findLink({ topology }, fault.link)]
  if (fault.kind === 'partition' || fault.kind === 'heal') return linksBetween(topology, fault.a, fault.b)
  return topology.links.filter(({ a, b }) => isOf(fault, a) || isOf(fault, b))
}

const isOf = (fault: Fault, end: LinkEnd): boolean =>
  ('router' in fault && fault.router === end.routerId) || ('as' in fault && fault.as === end.isdAs)

interface Change {
  readonly atMs: number
  readonly up: boolean
}

/** `folder`: of the processes' files. Times come back as nanoseconds after `startMs`. The reference's routers log in other words: they say nothing. */
export function failureRecords(failures: readonly LiveFailure[], topology: Topology, folder: string, startMs: number): FailureRecord[] {
  const nameOf = nodeNames(topology)
  const changesOf = (end: LinkEnd): Change[] => sessionChanges(logPath(folder, nameOf(end.isdAs, end.routerId)), end.ifId)
  return failures.map(({ link, atMs, backMs, ends }) => {
    const notice = (end: LinkEnd, up: boolean, sinceMs: number): Notice => {
      const change = changesOf(end).find(c => c.up === up && c.atMs >= sinceMs)
      return { by: endText(end), afterNs: change && (change.atMs - sinceMs) * 1e6 }
    }
    return {
      name: `${endText(link.a)} - ${endText(link.b)}`,
      linkIndex: link.index,
      atNs: (atMs - startMs) * 1e6,
      noticed: ends.map(end => notice(end, false, atMs)),
      backNs: backMs && (backMs - startMs) * 1e6,
      restored: backMs === undefined ? [] : ends.map(end => notice(end, true, backMs)),
    }
  })
}

/** Have all BFD sessions of our routers come up? */
export const isAllUp = ({ topology, folder, goRouters }: Pick<Emulation, 'topology' | 'folder' | 'goRouters'>): boolean => {
  const nameOf = nodeNames(topology)
  const ours = topology.ases.filter(as => !goRouters.has(as.isdAs))
  return ours.every(as =>
    as.routers.every(({ id, interfaces }) => {
      const log = readLog(logPath(folder, nameOf(as.isdAs, id)))
      const links = interfaces.filter(i => i.bfd?.disable !== true).map(i => `interface ${i.ifId}`)
      const siblings = as.routers.filter(r => r.id !== id && r.interfaces.length > 0).map(r => `sibling ${r.id}`)
      return [...links, ...siblings].every(name => log.includes(`${name}: BFD `) && /-> Up$/.test(lastOf(log, `${name}: BFD `)))
    }),
  )
}

const readLog = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** The last line of the log with these words. */
const lastOf = (log: string, words: string): string => log.slice(log.lastIndexOf(words)).split('\n')[0]!

/** "2026-11-25T19:07:20.324Z info interface 1: BFD Up -> Down" */
function sessionChanges(file: string, ifId: number): Change[] {
  const lines = readLog(file).matchAll(/^(\S+Z) \w+ interface (\d+): BFD (\w+) -> (\w+)$/gm)
  return [...lines].flatMap(([, time, id, from, to]) =>
    Number(id) === ifId && (from === 'Up') !== (to === 'Up') ? [{ atMs: Date.parse(time!), up: to === 'Up' }] : [],
  )
}
