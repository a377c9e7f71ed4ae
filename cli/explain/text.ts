/** An explanation for people: what the packet is, where it stands, every field, every hop, every rule, and which one decided. */
import type { Check } from '#router/explain/checks.ts'
import type { Explanation, Quote, RouterView } from '#router/explain/explanation.ts'
import type { HopView, PathView } from '#router/explain/path-view.ts'
import { formatSegId, formatSpan } from '#router/explain/rule-notes.ts'
import type { RuleStep } from '#router/explain/trial.ts'
import { sayScmp } from '#router/explain/verdict-text.ts'
import type { Walk } from '#router/explain/walk.ts'
import { formatUnixSeconds } from '#wire/path-text.ts'
import type { FieldValue } from '#wire/walk.ts'
import { columns, paint } from '../output.ts'
import type { SeenPacket } from './input.ts'

const heading = (text: string): string => `\n${paint(['bold', 'cyan'], text)}`
const good = (text: string): string => paint('green', text)
const bad = (text: string): string => paint(['bold', 'red'], text)
const faint = (text: string): string => paint('dim', text)

/** `name`: where the packet is from. */
export function explanationText(e: Explanation, packet: SeenPacket, name: string): string {
  return [
    originText(packet, name),
    paint('bold', e.summary),
    '',
    ...(e.path === undefined ? [] : pictureText(e.path)),
    `  ${e.placeText}`,
    heading('Fields'),
    ...fieldsText(e),
    faint(clauseLegend),
    ...(e.path === undefined ? [] : [heading(pathTitle(e)), pathText(e.path, e.time?.unixNs)]),
    ...(e.checks.length === 0 ? [] : [heading('Checks'), checksText(e.checks)]),
    ...(e.quote === undefined ? [] : quoteText(e.quote, e.time?.unixNs)),
    ...(e.router === undefined ? [] : routerText(e.router, e.placeText)),
    heading('Verdict'),
    ...verdictText(e),
  ].join('\n')
}

function originText(p: SeenPacket, name: string): string {
  const parts = [
    p.frame === undefined ? `${p.bytes.length} bytes from ${name}` : `frame ${p.frame} of ${name}, ${p.bytes.length} bytes`,
    p.from === undefined ? '' : `${p.from} -> ${p.to}`,
    p.interfaceName ?? '',
    p.comment ?? '',
    p.missing ? `the capture cut off ${p.missing} bytes` : '',
  ]
  return faint(parts.filter(part => part !== '').join('   '))
}

/** The ASes of the path and the interfaces between them; left out when it does not fit a screen. */
function pictureText(path: PathView): string[] {
  const stops = stopsOf(path)
  const boxes = stops.map(s => s.name)
  const links = stops.slice(1).map((s, i) => ` [${stops[i]!.out || '?'}]--->[${s.in || '?'}] `)
  const line = boxes.map((box, i) => box + (links[i] ?? '')).join('')
  if (line.length > 110 || stops.length === 0) return []
  const at = stops.findIndex(s => s.hops.includes(path.current))
  if (at < 0) return [`  ${line}`]
  const before = boxes.slice(0, at).reduce((n, box, i) => n + box.length + links[i]!.length, 0)
  const isOnLink = path.standing === 'onLink' && at > 0
  const column = isOnLink ? before - Math.ceil(links[at - 1]!.length / 2) : before + Math.floor(boxes[at]!.length / 2)
  return [
    `  ${line}`,
    `  ${' '.repeat(column)}${paint(['bold', 'yellow'], `^ the packet ${isOnLink ? 'is on this link' : 'is in this AS'}`)}`,
  ]
}

interface Stop {
  readonly name: string
  readonly in: number
  readonly out: number
  readonly hops: readonly number[]
}

/** The hops of one AS, where segments meet, are one stop. */
function stopsOf(path: PathView): Stop[] {
  const stops: Stop[] = []
  for (const hop of path.hops) {
    const last = stops.at(-1)
    const previous = path.hops[hop.hf - 1]
    const meets = last !== undefined && previous !== undefined && previous.segment !== hop.segment && !hop.peering
    if (meets) stops[stops.length - 1] = { ...last, out: hop.egress, hops: [...last.hops, hop.hf] }
    else stops.push({ name: hop.isdAs ?? '?', in: hop.ingress, out: hop.egress, hops: [hop.hf] })
  }
  return stops
}

/** The documents by their short names; the rules' anchors are those of the data-plane draft. */
const shortClause = (clause: string): string =>
  clause
    .replace(/^draft-dekater-scion-/, '')
    .replace(/^docs\.scion\.org\/protocols\//, 'docs/')
    .replace(/^#/, 'dataplane#')
const clauseLegend =
  '  clauses: dataplane#, controlplane# are draft-dekater-scion-dataplane and -controlplane; docs/ is docs.scion.org/protocols/'

const maxValueLength = 72

/** A block a layer: byte (and bit) offset, name, value; the clause once, and where a field has its own. */
function fieldsText({ fields, malformed, path }: Explanation): string[] {
  const current = `path.hop[${path?.current}]`
  const blocks: string[] = []
  let layer = ''
  let clause = ''
  let rows: string[][] = []
  const flush = (): void => {
    if (rows.length > 0) blocks.push(columns(rows, { indent: '    ', right: [0] }))
    rows = []
  }
  for (const f of fields) {
    if (f.layer !== layer) {
      flush()
      blocks.push(`  ${paint('bold', f.layer)}  ${faint(shortClause(f.clause))}${f.layer === current ? paint('yellow', '  current') : ''}`)
      ;[layer, clause] = [f.layer, f.clause]
    }
    rows.push([faint(offsetText(f)), f.name, shorten(f), f.clause === clause ? '' : faint(shortClause(f.clause))])
  }
  flush()
  if (malformed !== undefined) blocks.push(`  ${bad('malformed')} at byte ${malformed.at}: ${malformed.malformed}`)
  return blocks
}

const offsetText = ({ bit, width }: FieldValue): string => `${bit >> 3}${bit % 8 === 0 && width % 8 === 0 ? '' : `.${bit % 8}`}`
const shorten = ({ text, value }: FieldValue): string =>
  text.length > maxValueLength && value instanceof Uint8Array ? `${text.slice(0, maxValueLength)}... ${value.length} bytes` : text

function pathTitle({ time, path }: Explanation): string {
  const kind = path!.kind === 'oneHop' ? 'One-hop path' : path!.kind === 'epic' ? 'EPIC path' : 'Path'
  if (time === undefined) return kind
  return `${kind}, judged at ${time.iso}${time.toldByPacket ? ', the time the packet itself tells (--time says otherwise)' : ''}`
}

function pathText(path: PathView, unixNs: bigint | undefined): string {
  const nowS = unixNs === undefined ? undefined : Number(unixNs / 1_000_000n) / 1000
  const head = ['', 'hop', 'AS', 'in', 'out', 'flags', 'valid until', '', 'SegID', 'MAC', ''].map(faint)
  const rows = columns([head, ...path.hops.map(hop => hopRow(hop, path, nowS))], { indent: '    ', right: [1, 3, 4] }).split('\n')
  const lines = path.segments.flatMap((s, i) => {
    const direction = s.consDir ? 'in construction direction' : 'against construction direction'
    const about = `segment ${i}, ${direction}${s.peer ? ', peering' : ''}, made ${formatUnixSeconds(s.timestamp)}, SegID now ${formatSegId(s.segId)}`
    return [`  ${about}`, ...path.hops.filter(hop => hop.segment === i).map(hop => rows[hop.hf + 1]!)]
  })
  return [rows[0]!, ...lines, ...standingText(path)].join('\n')
}

function hopRow(hop: HopView, path: PathView, nowS: number | undefined): string[] {
  const left = nowS === undefined ? undefined : hop.expiryS - nowS
  const isCurrent = hop.hf === path.current
  const absent = hop.check === 'absent'
  return [
    isCurrent ? paint(['bold', 'yellow'], '>') : '',
    String(hop.hf),
    hop.isdAs ?? faint('?'),
    hop.ingress === 0 ? '-' : String(hop.ingress),
    hop.egress === 0 ? '-' : String(hop.egress),
    [hop.alerts, hop.peering ? 'peer' : ''].filter(flag => flag !== '').join(' '),
    absent ? '' : formatUnixSeconds(Math.floor(hop.expiryS)),
    absent || left === undefined ? '' : left < 0 ? bad(`expired ${formatSpan(left)} ago`) : `${formatSpan(left)} left`,
    absent ? '' : formatSegId(hop.segId),
    absent ? '' : hop.mac,
    macText(hop),
  ]
}

function macText(hop: HopView): string {
  switch (hop.check) {
    case 'ok':
      return good('ok')
    case 'wrong':
      return bad(`WRONG, expected ${hop.expected}`)
    case 'noKey':
      return paint('yellow', `not checked: no key of ${hop.isdAs}`)
    case 'unknownAs':
      return paint('yellow', 'not checked: whose hop is it?')
    case 'absent':
      return faint('not written yet: the receiving router does')
  }
}

/** SegIDs depend on it only where the current segment is walked against construction direction. */
function standingText(path: PathView): string[] {
  const current = path.hops[path.current]
  if (path.standingIs === 'known' || current === undefined || path.segments[current.segment]!.consDir) return []
  const where = path.standing === 'onLink' ? 'on the link into the AS of the current hop' : 'inside the AS of the current hop'
  return [faint(`  SegIDs as of a packet ${where}: ${path.standingIs}`)]
}

const resultText = { ok: () => good('ok'), wrong: () => bad('WRONG'), unknown: () => paint('yellow', '?') }

const checksText = (checks: readonly Check[]): string =>
  columns(
    checks.map(c => [resultText[c.result](), c.name, faint(shortClause(c.clause)), c.text]),
    { indent: '  ' },
  )

function quoteText(q: Quote, unixNs: bigint | undefined): string[] {
  return [
    heading('About the packet'),
    `  ${paint('bold', q.summary)}`,
    ...(q.pointsAt === '' ? [] : [`  the pointer names ${paint('yellow', q.pointsAt)} of this packet`]),
    ...(q.path === undefined ? [] : [pathText(q.path, unixNs)]),
  ]
}

const outcomeText: Readonly<Record<RuleStep['outcome'], () => string>> = {
  passed: () => good('ok'),
  decided: () => good('DECIDES'),
  stopped: () => bad('STOPS IT'),
  skipped: () => faint('-'),
  unneeded: () => faint('.'),
  unchecked: () => paint('yellow', 'NO KEY'),
}

function routerText(r: RouterView, place: string): string[] {
  const rows = r.steps.flatMap(s => {
    const isQuiet = s.outcome === 'skipped' || s.outcome === 'unneeded'
    const saw = s.outcome === 'stopped' && r.why !== '' ? [bad(r.why), s.saw] : [s.saw]
    const words = [...saw.filter(text => text !== ''), ...s.changes.map(change => paint('yellow', change))].join(', ')
    const first = [
      outcomeText[s.outcome](),
      isQuiet ? faint(s.rule) : s.rule,
      isQuiet ? faint(s.asks) : s.asks,
      faint(shortClause(s.clause)),
    ]
    return words === '' ? [first] : [first, ['', '', `  ${words}`]]
  })
  const legend = faint('  - does not apply to this packet   . not asked any more')
  const warning = r.hasKey
    ? []
    : [paint('yellow', '  without the key of this AS its MAC rules are left out: the verdict holds only if the MACs are right')]
  return [heading(`Rules: ${place}`), columns(rows, { indent: '  ' }), legend, ...warning]
}

function verdictText(e: Explanation): string[] {
  const r = e.router
  const lines = r === undefined ? [`  ${e.placeText}: no router's rules to apply`] : routerVerdict(r)
  const malformed = e.malformed === undefined ? [] : [`  ${bad('malformed')}: ${e.malformed.malformed}`]
  return [...lines, ...malformed, ...macSummary(e), ...(r?.walk === undefined ? [] : walkText(r.walk))]
}

function macSummary({ path }: Explanation): string[] {
  const hops = path?.hops.filter(hop => hop.check !== 'absent') ?? []
  const wrong = hops.filter(hop => hop.check === 'wrong').length
  const checked = wrong + hops.filter(hop => hop.check === 'ok').length
  if (hops.length === 0) return []
  if (wrong > 0) return [`  ${bad(`${wrong} of ${checked} checked MACs WRONG`)}`]
  if (checked === hops.length) return [`  ${good(`all ${checked} MACs right`)}`]
  if (checked > 0) return [`  ${checked} of ${hops.length} MACs checked, all right`]
  return [`  ${paint('yellow', `none of ${hops.length} MACs checked: no key known (--topology of a folder with keys, or --key)`)}`]
}

function routerVerdict(r: RouterView): string[] {
  const state = [...r.before].map(([name, value]) => {
    const after = r.after.get(name) ?? value
    return after === value ? `${name} ${value}` : paint('yellow', `${name} ${value} -> ${after}`)
  })
  return [
    `  ${r.passes ? good(r.verdict) : bad(r.verdict)}`,
    faint(`  decided by ${r.decidedBy}${r.reason === '' ? '' : `: ${r.reason}, ${r.clause}`}`),
    ...(state.length === 0 ? [] : [`  ${state.join(', ')}`]),
    ...(r.scmp === '' || r.sentLine === '' ? [] : [`  it sends SCMP ${sayScmp(r.scmp)}:`, `    ${r.sentLine}`]),
  ]
}

function walkText({ steps, end }: Walk): string[] {
  const rows = steps.map(s => [
    s.isdAs,
    s.router,
    `in by ${s.ingress}`,
    s.passes ? good(s.verdict) : bad(s.verdict),
    [...(s.hasKey ? [] : [paint('yellow', 'MAC not checked')]), ...s.changes, s.passes ? '' : `rule ${s.rule}`]
      .filter(t => t !== '')
      .join(', '),
  ])
  return [heading('The way on'), ...(rows.length === 0 ? [] : [columns(rows, { indent: '  ' })]), `  ${end}`]
}
