/**
 * The judge of paths: every way a network allows, by walking its links. It knows nothing of beacons, segments or how they are combined, only
 * what their rules come to:
 *
 *   valley-free    up to providers, then over core links or over one peering link, then down to customers; each part may be missing
 *   loop-free      no AS twice; where `isdLoops` is false, no ISD left and entered again on core links
 *   peering        joins an up with a down segment: neither end of the way is a core AS
 *
 * The number of ways may grow exponentially with the network: for small ones.
 */
import { type AsTopology, interfacesOf, type LinkType } from '#topology/model.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'

/** Each interface passed, in order: "1-ff00:0:111#1 1-ff00:0:110#2" */
export type Way = string

/** What the next AS may be to this one, by what this one was to the AS before. */
const mayFollow: Readonly<Record<LinkType, readonly LinkType[]>> = {
  parent: ['parent', 'core', 'peer', 'child'],
  core: ['core', 'child'],
  peer: ['child'],
  child: ['child'],
}

/** The ways from `src`, by where they end. */
export function waysFrom(ases: readonly AsTopology[], src: IsdAs, isdLoops = true): Map<IsdAs, Way[]> {
  const byName = new Map(ases.map(as => [as.isdAs, as]))
  const fromCore = byName.get(src)!.core
  const found = new Map<IsdAs, Way[]>()
  /** `isds`: of the core links so far */
  const walk = (as: AsTopology, visited: readonly IsdAs[], way: Way, last: LinkType, isds: readonly number[]): void => {
    for (const { interface: i } of interfacesOf(as)) {
      const next = byName.get(i.neighbor)!
      const isd = isdOf(next.isdAs)
      const [coreLink, peering] = [i.linkType === 'core', i.linkType === 'peer']
      const crossed = !coreLink ? [] : isds.length === 0 ? [isdOf(as.isdAs)] : isds
      if (!mayFollow[last].includes(i.linkType) || visited.includes(next.isdAs) || (peering && fromCore)) continue
      if (!isdLoops && isd !== crossed.at(-1) && crossed.includes(isd)) continue
      const longer = `${way} ${as.isdAs}#${i.ifId} ${next.isdAs}#${i.neighborIfId}`.trimStart()
      if (!(peering && next.core)) found.set(next.isdAs, [...(found.get(next.isdAs) ?? []), longer])
      walk(next, [...visited, next.isdAs], longer, i.linkType, coreLink ? [...crossed, isd] : [])
    }
  }
  walk(byName.get(src)!, [src], '', 'parent', [])
  return found
}
