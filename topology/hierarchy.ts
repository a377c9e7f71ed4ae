/**
 * Internet-like networks: ISDs of very different size, a connected core, customers that prefer providers with many links, some of them with
 * several providers, peering links below the core. Delays follow from places on a map, at 200 km a millisecond.
 */
import type { Random } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'
import type { GenerateOptions } from './generate.ts'
import type { Link } from './model.ts'
import { below, pickFrom, unit } from './random.ts'
import type { Node, Sketch } from './sketch.ts'

/** AS levels below the core: more would make paths no Internet has. */
const maxLevel = 5
const kmPerMs = 200
const worldKm = 12_000
const isdKm = 1_500
/** Tries to find two ASes not joined yet before a link is given up: small networks may have no room for it. */
const triesPerLink = 20

interface Place {
  readonly x: number
  readonly y: number
}

interface Isd {
  readonly center: Place
  /** cores first; providers stand before their customers, so no cycle can form */
  readonly members: Node[]
  /** every member once, and once more for each link: whoever has many gets more */
  readonly ends: Node[]
}

interface World {
  readonly sketch: Sketch
  readonly random: Random
  readonly isds: Isd[]
  readonly isdOf: Isd[]
  readonly place: Place[]
  /** 0 = core */
  readonly level: number[]
  readonly cores: Node[]
}

/** Throws `UserError` when there are more ISDs than ASes. */
export function sketchHierarchy(sketch: Sketch, options: GenerateOptions, random: Random): void {
  const { ases, isds, degree } = options
  if (isds > ases) throw new UserError(`${isds} ISDs need at least as many ASes, not ${ases}`)
  const center = (): Place => ({ x: unit(random) * worldKm, y: (unit(random) * worldKm) / 2 })
  const world: World = { sketch, random, isds: [], isdOf: [], place: [], level: [], cores: [] }
  for (let i = 0; i < isds; i++) world.isds.push({ center: center(), members: [], ends: [] })
  const homes = chooseIsds(world, options)
  addCores(world, homes, options.coreShare)
  addCustomers(world, homes)
  const links = Math.round((ases * degree) / 2) - (ases - 1)
  for (let i = 0; i < links; i++) addExtraLink(world, options.peering)
}

/** How many ASes each ISD has: at least one, the rest by weights that differ much. */
function chooseIsds({ random, isds }: World, { ases }: GenerateOptions): number[] {
  const weights = isds.map(() => 0.2 + unit(random) ** 2)
  const total = weights.reduce((sum, w) => sum + w, 0)
  const sizes = weights.map(w => 1 + Math.floor((w / total) * (ases - isds.length)))
  for (let left = ases - sizes.reduce((sum, n) => sum + n, 0); left > 0; left--) sizes[below(random, isds.length)]!++
  return sizes
}

/** Cores of an ISD join one of their own; its first joins a core of an earlier ISD. */
function addCores(world: World, sizes: readonly number[], coreShare: number): void {
  world.isds.forEach((isd, i) => {
    const count = Math.max(1, Math.round(sizes[i]! * coreShare))
    for (let n = 0; n < count; n++) {
      const from = isd.members.length > 0 ? isd.ends : world.cores
      const neighbor = from.length > 0 ? pickFrom(world.random, from) : undefined
      const core = addNode(world, i, undefined)
      if (neighbor !== undefined) join(world, 'core', neighbor, core)
      world.cores.push(core)
    }
  })
}

function addCustomers(world: World, sizes: readonly number[]): void {
  world.isds.forEach((isd, i) => {
    while (isd.members.length < sizes[i]!) {
      const provider = pickProvider(world, isd)
      join(world, 'child', provider, addNode(world, i, provider))
    }
  })
}

function pickProvider({ random, level }: World, isd: Isd): Node {
  for (let i = 0; i < triesPerLink; i++) {
    const provider = pickFrom(random, isd.ends)
    if (level[provider]! < maxLevel) return provider
  }
  return isd.members[0]!
}

function addNode({ sketch, random, isds, isdOf, place, level }: World, isdIndex: number, provider: Node | undefined): Node {
  const isd = isds[isdIndex]!
  const node = sketch.addAs(isdIndex + 1, provider === undefined ? undefined : isd.members[0]!)
  const around = (center: number): number => center + (unit(random) + unit(random) - 1) * isdKm
  place.push({ x: around(isd.center.x), y: around(isd.center.y) })
  level.push(provider === undefined ? 0 : level[provider]! + 1)
  isdOf.push(isd)
  isd.members.push(node)
  isd.ends.push(node)
  return node
}

function join({ sketch, place, isdOf }: World, type: Link['type'], a: Node, b: Node): boolean {
  const [from, to] = [place[a]!, place[b]!]
  const ms = Math.hypot(from.x - to.x, from.y - to.y) / kmPerMs
  // Tenths of a millisecond, at least one.
  if (!sketch.addLink(type, a, b, Math.max(1, Math.round(ms * 10)) * 100_000)) return false
  isdOf[a]!.ends.push(a)
  isdOf[b]!.ends.push(b)
  return true
}

/** A peering link, another provider, or another core link: what fits the AS that was drawn. */
function addExtraLink(world: World, peering: number): void {
  const { random, level, sketch } = world
  for (let i = 0; i < triesPerLink; i++) {
    const node = below(random, sketch.size)
    const made = level[node] === 0 ? joinCore(world, node) : unit(random) < peering ? joinPeer(world, node) : joinProvider(world, node)
    if (made) return
  }
}

const joinCore = (world: World, node: Node): boolean => join(world, 'core', node, pickFrom(world.random, world.cores))

/** Most peers are in the same ISD; no peering inside the core. */
function joinPeer(world: World, node: Node): boolean {
  const { random, level, sketch, isdOf } = world
  const other = unit(random) < 0.7 ? pickFrom(random, isdOf[node]!.members) : below(random, sketch.size)
  return level[other]! > 0 && join(world, 'peer', node, other)
}

/** A provider that was there before the AS, so that none becomes its own. */
function joinProvider(world: World, node: Node): boolean {
  const provider = pickFrom(world.random, world.isdOf[node]!.ends)
  return provider < node && world.level[provider]! <= world.level[node]! && join(world, 'child', provider, node)
}
