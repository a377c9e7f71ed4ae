/** Every segment a small topology allows, and random small topologies. */
import fc from 'fast-check'
import type { Segments } from '#control/path/graph.ts'
import type { Segment } from '#control/segment/segment.ts'
import type { AsTopology, LinkType } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildAses, type TestLink } from './network.ts'
import { type Begin, segmentAlong } from './segments.ts'

/** Ways from `from` over links of one type, no AS twice, at most `maxLength` ASes. */
function waysFrom(ases: ReadonlyMap<IsdAs, AsTopology>, from: IsdAs, type: LinkType, maxLength: number): IsdAs[][] {
  const grow = (way: IsdAs[]): IsdAs[][] => {
    if (way.length === maxLength) return []
    const next = ases
      .get(way.at(-1)!)!
      .routers.flatMap(r => r.interfaces)
      .filter(i => i.linkType === type && !way.includes(i.neighbor))
    return [...new Set(next.map(i => i.neighbor))].flatMap(n => [[...way, n], ...grow([...way, n])])
  }
  return grow([from])
}

export interface Explored {
  readonly ases: ReadonlyMap<IsdAs, AsTopology>
  /** by last AS */
  readonly downs: readonly Segment[]
  readonly cores: readonly Segment[]
}

export function explore(links: readonly TestLink[], begin: Begin = {}, maxLength = 4): Explored {
  const ases = buildAses(links)
  const cores = [...ases.values()].filter(as => as.core).map(as => as.isdAs)
  const along = (type: LinkType): Segment[] =>
    cores
      .flatMap(c => waysFrom(ases, c, type, maxLength))
      .map((way, i) => segmentAlong(way, { segId: (i * 7919) & 0xffff, ...begin, of: ases }))
  return { ases, downs: along('child'), cores: along('core') }
}

/** What a lookup from `src` to `dst` would find. */
export const segmentsFor = ({ downs, cores }: Explored, src: IsdAs, dst: IsdAs): Segments => ({
  ups: downs.filter(s => s.entries.at(-1)!.isdAs === src),
  cores,
  downs: downs.filter(s => s.entries.at(-1)!.isdAs === dst),
})

/** Two or three core ASes in a ring or line, up to five others below them, up to three peering links. */
export const smallNetworks: fc.Arbitrary<TestLink[]> = fc
  .record({
    cores: fc.integer({ min: 1, max: 3 }),
    parents: fc.array(fc.tuple(fc.nat(), fc.option(fc.nat(), { nil: undefined })), { minLength: 2, maxLength: 5 }),
    peers: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 }),
  })
  .map(({ cores, parents, peers }) => {
    const names: IsdAs[] = Array.from({ length: cores }, (_, i): IsdAs => `${1 + (i >> 1)}-${i + 1}`)
    const links: TestLink[] = []
    const link = (a: IsdAs, type: TestLink['type'], b: IsdAs): void => {
      if (a !== b && !links.some(l => (l.a === a && l.b === b) || (l.a === b && l.b === a))) links.push({ a, type, b })
    }
    names.forEach((name, i) => {
      if (cores > 1) link(name, 'core', names[(i + 1) % cores]!)
    })
    parents.forEach(([first, second], i) => {
      const name: IsdAs = `1-${100 + i}`
      for (const p of [first, second]) if (p !== undefined) link(names[p % names.length]!, 'child', name)
      names.push(name)
    })
    const others = names.slice(cores)
    for (const [a, b] of peers) link(others[a % others.length]!, 'peer', others[b % others.length]!)
    return links
  })
