/** A network as SVG: ISD boxes, core ASes filled, provider links with arrows, peering links dashed. Colours are Okabe and Ito's: colour-blind-safe. */
import { type Curve, curveLinks, type Point, pointAt } from './curves.ts'
import { type IsdBox, type Layout, layOut, nodeHeight, nodeWidth, type Spot } from './layout.ts'
import { describeLink } from './link-text.ts'
import type { As, Link, Topology } from './model.ts'

const margin = 40
const headerHeight = 64
const lineHeight = 20
/** With more links than this, interface ids at their ends would be noise. */
const mostLabelledLinks = 60

const tints = ['#e8f1f8', '#fdf3e1', '#e6f4ef', '#f8ebf2', '#f4f2e2', '#eeeeee']
const style = `
text { font-family: "DejaVu Sans", Verdana, Helvetica, sans-serif; fill: #1c2733 }
.title { font-size: 20px; font-weight: bold }
.note { font-size: 13px; fill: #4a5866 }
.isd { stroke: #b4c0cb; stroke-width: 1 }
.isd-name { font-size: 14px; font-weight: bold; fill: #4a5866 }
.isd-name, .if { paint-order: stroke; stroke: #ffffff; stroke-width: 3px; stroke-linejoin: round }
.as rect { fill: #ffffff; stroke: #5b6b7a; stroke-width: 1.4 }
.as text { font-size: 12.5px; text-anchor: middle }
.as.core rect { fill: #0072b2; stroke: #00517e }
.as.core text { fill: #ffffff; font-weight: bold }
.link { fill: none; stroke: #5b6b7a; stroke-width: 1.5 }
.link.core { stroke: #0072b2; stroke-width: 2.6 }
.link.peer { stroke: #d55e00; stroke-width: 1.8; stroke-dasharray: 6 4 }
.if { font-size: 9.5px; text-anchor: middle; fill: #4a5866 }
.arrow { fill: #5b6b7a }`

/** The text of an SVG file. */
export function drawSvg(topology: Topology): string {
  const layout = layOut(topology)
  const curves = curveLinks(topology, layout)
  const frame = frameOf(layout, curves)
  const width = Math.max(frame.right - frame.left, 420) + 2 * margin
  const notes = wrap(topology.note ?? '', Math.floor((width - 2 * margin) / 7.2))
  const top = headerHeight + notes.length * lineHeight
  const height = top + frame.bottom - frame.top + 2 * margin + lineHeight
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}">`,
    `<title>${escapeXml(topology.name)}</title>`,
    `<style>${style}\n</style>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="arrow" d="M0 0L8 4L0 8z"/></marker></defs>',
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text class="title" x="${margin}" y="${margin}">${escapeXml(topology.name)}</text>`,
    ...notes.map((line, i) => `<text class="note" x="${margin}" y="${margin + 24 + i * lineHeight}">${escapeXml(line)}</text>`),
    `<g transform="translate(${round(margin - frame.left)} ${round(top - frame.top)})">`,
    ...layout.boxes.map(drawBox),
    ...topology.links.map((link, i) => drawLink(link, curves[i]!)),
    ...layout.boxes.map(drawBoxName),
    ...topology.ases.map(as => drawAs(as, layout.spots.get(as.isdAs)!)),
    ...(topology.links.length > mostLabelledLinks ? [] : topology.links.flatMap((link, i) => drawIfIds(link, curves[i]!))),
    '</g>',
    drawLegend(margin, height - margin / 2),
    '</svg>',
    '',
  ].join('\n')
}

interface Frame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** What boxes and curves need; control points lie outside their curve, so its middle is what counts. */
function frameOf(layout: Layout, curves: readonly Curve[]): Frame {
  let [left, right, top, bottom] = [0, layout.width, 0, layout.height]
  for (const curve of curves) {
    const { x, y } = pointAt(curve, 0.5)
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return { left, right, top, bottom }
}

const drawBox = (box: IsdBox, i: number): string =>
  `<rect class="isd" x="${round(box.x)}" y="${round(box.y)}" width="${round(box.width)}" height="${round(box.height)}" rx="10" fill="${tints[i % tints.length]}"/>`

const drawBoxName = (box: IsdBox): string =>
  `<text class="isd-name" x="${round(box.x + 14)}" y="${round(box.y + 23)}">ISD ${box.isd}</text>`

function drawAs(as: As, spot: Spot): string {
  const label = as.isdAs.slice(as.isdAs.indexOf('-') + 1)
  const about = `${as.isdAs}${as.core ? ', core' : ''}, MTU ${as.mtu}, ${count(as.routers.length, 'router')}, hosts ${as.hosts.map(h => h.name).join(' ')}`
  return (
    `<g class="as${as.core ? ' core' : ''}"><title>${escapeXml(as.note === undefined ? about : `${about}\n${as.note}`)}</title>` +
    `<rect x="${round(spot.x - nodeWidth / 2)}" y="${round(spot.y - nodeHeight / 2)}" width="${nodeWidth}" height="${nodeHeight}" rx="7"/>` +
    `<text x="${round(spot.x)}" y="${round(spot.y + 4.5)}">${escapeXml(label)}</text></g>`
  )
}

const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`

function drawLink(link: Link, [p, q, r, s]: Curve): string {
  const path = `M${xy(p)} C${xy(q)} ${xy(r)} ${xy(s)}`
  const arrow = link.type === 'child' ? ' marker-end="url(#arrow)"' : ''
  return `<path class="link ${link.type}" d="${path}"${arrow}><title>${escapeXml(describeLink(link))}</title></path>`
}

const drawIfIds = (link: Link, curve: Curve): string[] => {
  // 15 pixels off each end, as far as that is on a straight line.
  const length = Math.hypot(curve[3].x - curve[0].x, curve[3].y - curve[0].y)
  const t = Math.min(0.3, 15 / Math.max(1, length))
  return [drawIfId(pointAt(curve, t), link.a.ifId), drawIfId(pointAt(curve, 1 - t), link.b.ifId)]
}

const drawIfId = ({ x, y }: Point, ifId: number): string => `<text class="if" x="${round(x)}" y="${round(y + 3)}">${ifId}</text>`

function drawLegend(x: number, y: number): string {
  const entry = (at: number, type: Link['type'], text: string): string =>
    `<path class="link ${type}" d="M${at} ${y - 4} h34"${type === 'child' ? ' marker-end="url(#arrow)"' : ''}/><text class="note" x="${at + 42}" y="${y}">${text}</text>`
  return entry(x, 'core', 'core') + entry(x + 100, 'child', 'provider to customer') + entry(x + 296, 'peer', 'peering')
}

const round = (n: number): number => Math.round(n * 10) / 10
const xy = ({ x, y }: Point): string => `${round(x)} ${round(y)}`

/** Words in lines of at most `most` characters. */
function wrap(text: string, most: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length + 1 > most) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

// Control characters are not allowed in XML, not even escaped.
const escapeXml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
