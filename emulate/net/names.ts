/** What people call the parts of a network: links by the names of their ends. */
import { findLink } from '#sim/faults.ts'
import { directionName } from '#sim/network.ts'
import type { Link, LinkEnd, Topology } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'

/** "1-ff00:0:110#1<->1-ff00:0:111#41" */
export const linkText = ({ a, b }: Link): string => `${endText(a)}<->${endText(b)}`
/** One way of it, as the simulator names it. */
export const linkName = ({ a, b }: Link, direction: 0 | 1): string => (direction === 0 ? directionName(a, b) : directionName(b, a))
/** "1-ff00:0:110#1" */
export const endText = (end: LinkEnd): string => `${end.isdAs}#${end.ifId}`

/**
 * The link between two ends, each a router ("br1-ff00_0_110-1"), an AS or an interface ("1-ff00:0:110#1"); one interface alone names its link.
 * Throws `UserError` where no link fits, or several do.
 */
export function linkBetween(topology: Topology, a: string, b?: string): Link {
  if (b === undefined) return findLink({ topology }, a)
  const isAt = (end: LinkEnd, name: string): boolean => [end.routerId, end.isdAs, endText(end)].includes(name)
  const found = topology.links.filter(l => (isAt(l.a, a) && isAt(l.b, b)) || (isAt(l.a, b) && isAt(l.b, a)))
  if (found.length === 1) return found[0]!
  if (found.length > 1) throw new UserError(`${found.length} links join ${a} and ${b}`, `say which: ${found.map(linkText).join(', ')}`)
  throw new UserError(`no link joins ${a} and ${b}`, '"links" lists them; an end is a router, an AS, or an interface like 1-ff00:0:110#1')
}
