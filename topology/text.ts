/** A network for a terminal: the tree of customers below each core AS, then core and peering links. */
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import { describeShape } from './link-text.ts'
import type { As, Link, Topology } from './model.ts'
import { indexNetwork, type Network } from './network.ts'

/** Lines of text, each ended by a line feed. */
export function drawText(topology: Topology): string {
  const network = indexNetwork(topology)
  const seen = new Set<IsdAs>()
  const isds = [...new Set(topology.ases.map(as => isdOf(as.isdAs)))].sort((a, b) => a - b)
  const lines = [heading(topology, isds.length), ...(topology.note === undefined ? [] : [oneLine(topology.note)]), '']
  for (const isd of isds) {
    const ases = topology.ases.filter(as => isdOf(as.isdAs) === isd)
    lines.push(`ISD ${isd}`)
    for (const as of ases.filter(a => a.core)) drawTree(as, network, seen, lines)
    // In an illegal network some ASes hang below no core AS.
    for (const as of ases) if (!seen.has(as.isdAs)) drawTree(as, network, seen, lines)
    lines.push('')
  }
  return [...lines, ...drawFlat('core links', topology, 'core', '═'), ...drawFlat('peering links', topology, 'peer', '╌')].join('\n')
}

const heading = ({ name, ases, links }: Topology, isds: number): string =>
  `${oneLine(name)}: ${count(ases.length, 'AS', 'ASes')} in ${count(isds, 'ISD', 'ISDs')}, ${count(links.length, 'link', 'links')}`

/** A file's words must not steer the terminal. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ')

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`

interface Branch {
  readonly link: Link
  readonly indent: string
  readonly last: boolean
}

/** characters; deeper levels are not moved in further */
const maxIndent = 150

/** Depth first, with a stack of our own: a file may hold a chain longer than the call stack. */
function drawTree(root: As, { down }: Network, seen: Set<IsdAs>, lines: string[]): void {
  const branchesOf = (isdAs: IsdAs, indent: string): Branch[] =>
    (down.get(isdAs) ?? []).map((link, i, all): Branch => ({ link, indent, last: i === all.length - 1 })).reverse()
  lines.push(`  ${root.isdAs}${root.core ? '  core' : ''}`)
  seen.add(root.isdAs)
  const stack = branchesOf(root.isdAs, '  ')
  for (let branch = stack.pop(); branch !== undefined; branch = stack.pop()) {
    const { link, indent, last } = branch
    const again = seen.has(link.b.isdAs)
    lines.push(
      `${indent}${last ? '└' : '├'}─ #${link.a.ifId} ─> #${link.b.ifId}  ${link.b.isdAs}  ${describeShape(link)}${again ? '  (above)' : ''}`,
    )
    if (again) continue
    seen.add(link.b.isdAs)
    const deeper = indent.length < maxIndent ? `${indent}${last ? ' ' : '│'}  ` : indent
    for (const next of branchesOf(link.b.isdAs, deeper)) stack.push(next)
  }
}

function drawFlat(title: string, topology: Topology, type: Link['type'], dash: string): string[] {
  const links = topology.links.filter(link => link.type === type)
  if (links.length === 0) return []
  const cells = links.map(link => [`${link.a.isdAs} #${link.a.ifId}`, `#${link.b.ifId} ${link.b.isdAs}`, describeShape(link)] as const)
  const widest = (i: 0 | 1): number => cells.reduce((max, cell) => Math.max(max, cell[i].length), 0)
  const [left, right] = [widest(0), widest(1)]
  return [title, ...cells.map(([a, b, shape]) => `  ${a.padEnd(left)} ${dash.repeat(3)} ${b.padEnd(right)}  ${shape}`), '']
}
