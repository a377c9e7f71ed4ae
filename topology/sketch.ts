/** A network in the making: generators say which ASes and links there are, the sketch numbers them and spreads links over routers. */
import { type IsdAs, makeIsdAs } from '#wire/isdas.ts'
import { defaultMtu, defaultShape, type Link } from './model.ts'
import { type AsPlan, defaultInternalDelayNs, type LinkPlan, type Plan } from './plan.ts'

/** An AS of the sketch, by the order of making. */
export type Node = number

export interface Sketch {
  readonly size: number
  /** A core AS, or a customer whose certificate `issuer` signs. AS numbers are ff00:0:1, ff00:0:2, ... */
  addAs(isd: number, issuer?: Node): Node
  /** False when the two are the same or joined already. */
  addLink(type: Link['type'], a: Node, b: Node, delayNs?: number): boolean
  degree(node: Node): number
  plan(name: string, note: string): Plan
}

/** A border router has up to this many links; the next one goes to a new router. */
const linksPerRouter = 8
const firstAs = 0xff00_0000_0001

export function startSketch(): Sketch {
  const ases: AsPlan[] = []
  const links: LinkPlan[] = []
  const degrees: number[] = []
  const joined = new Set<number>()
  const end = (node: Node) => ({ isdAs: ases[node]!.isdAs, tag: String(Math.floor(degrees[node]!++ / linksPerRouter)) })
  return {
    get size() {
      return ases.length
    },
    addAs(isd, issuer) {
      degrees.push(0)
      return ases.push(planAs(makeIsdAs(isd, firstAs + ases.length), issuer === undefined ? undefined : ases[issuer]!.isdAs)) - 1
    },
    addLink(type, a, b, delayNs = defaultShape.delayNs) {
      // Exact below 2^53: at most 2^26 nodes.
      const pair = Math.min(a, b) * 2 ** 26 + Math.max(a, b)
      if (a === b || joined.has(pair)) return false
      joined.add(pair)
      links.push({ type, a: end(a), b: end(b), mtu: defaultMtu, underlay: 'ipv4', shape: { ...defaultShape, delayNs } })
      return true
    },
    degree: node => degrees[node]!,
    plan: (name, note) => ({ name, note, ases, links }),
  }
}

function planAs(isdAs: IsdAs, certIssuer: IsdAs | undefined): AsPlan {
  const core = certIssuer === undefined
  const roles = { core, voting: core, authoritative: core, issuing: core, ...(core ? {} : { certIssuer }) }
  return { isdAs, ...roles, mtu: defaultMtu, underlay: 'ipv4', hosts: [], internalDelayNs: defaultInternalDelayNs }
}
