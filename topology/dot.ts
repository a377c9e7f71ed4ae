/** A network for Graphviz: a cluster per ISD, its core ASes on one rank. (constraint=false on the other links would read better, but dot 2.43 aborts on it.) */
import { isdOf } from '#wire/isdas.ts'
import { describeShape } from './link-text.ts'
import type { As, Link, Topology } from './model.ts'
import { append } from './network.ts'

const linkStyles: Readonly<Record<Link['type'], string>> = {
  core: 'color="#0072b2", penwidth=2.6, dir=none',
  child: 'color="#5b6b7a"',
  peer: 'color="#d55e00", style=dashed, dir=none',
}

/** The text of a .dot file. */
export function drawDot(topology: Topology): string {
  const isds = new Map<number, As[]>()
  for (const as of topology.ases) append(isds, isdOf(as.isdAs), as)
  return [
    `digraph ${quote(topology.name)} {`,
    `  label=${quote([topology.name, topology.note].filter(Boolean).join('\n'))}`,
    '  labelloc=t; fontname="DejaVu Sans"; nodesep=0.4; ranksep=0.7',
    '  node [shape=box, style="rounded,filled", fillcolor=white, color="#5b6b7a", fontname="DejaVu Sans", fontsize=11]',
    '  edge [fontname="DejaVu Sans", fontsize=8, arrowsize=0.7]',
    ...[...isds].sort(([a], [b]) => a - b).flatMap(([isd, ases]) => drawIsd(isd, ases)),
    ...topology.links.map(drawLink),
    '}',
    '',
  ].join('\n')
}

const drawIsd = (isd: number, ases: readonly As[]): string[] => [
  `  subgraph cluster_${isd} {`,
  `    label="ISD ${isd}"; labeljust=l; style="rounded,filled"; color="#b4c0cb"; fillcolor="#eef3f7"`,
  `    {rank=same; ${ases
    .filter(as => as.core)
    .map(as => quote(as.isdAs))
    .join('; ')}}`,
  ...ases.map(as => `    ${quote(as.isdAs)}${as.core ? ' [fillcolor="#0072b2", fontcolor=white]' : ''}`),
  '  }',
]

const drawLink = (link: Link): string =>
  `  ${quote(link.a.isdAs)} -> ${quote(link.b.isdAs)} [${linkStyles[link.type]}, taillabel="${link.a.ifId}", headlabel="${link.b.ifId}", tooltip=${quote(describeShape(link))}]`

const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\0', '')}"`
