/** Everything there is to say about one packet, as data: what it is, where it is, what can be proved of it, and what the router there decides. */
import type { AsTopology } from '#topology/model.ts'
import { type Bytes, isMalformed, type Malformed, toHex } from '#wire/bytes.ts'
import { dumpLine } from '#wire/dump.ts'
import { findUpperLayer } from '#wire/extensions.ts'
import { checkHeader, pathAt, protocols, srcIsdAs } from '#wire/header.ts'
import { formatUnixSeconds } from '#wire/path-text.ts'
import { checkScmp, isScmpError, parseScmp, type Scmp } from '#wire/scmp.ts'
import { parameterProblemCodes } from '#wire/scmp-names.ts'
import { type FieldValue, walkedFields } from '#wire/walk.ts'
import { dropRule } from '../drops.ts'
import type { RouterLink } from '../links.ts'
import { createRouter } from '../router.ts'
import type { RouterState } from '../state.ts'
import { type Check, checksOf, epicSentNs } from './checks.ts'
import type { HopMacs } from './hops.ts'
import type { Knowledge } from './knowledge.ts'
import { type PathView, type Viewpoint, viewPath } from './path-view.ts'
import { isdAsAt, type Place, standingAt } from './place.ts'
import { mutableState, type RuleStep, type Trial, tryRules } from './trial.ts'
import { isPassed, sayVerdict } from './verdict-text.ts'
import { type Walk, walkOn } from './walk.ts'

export interface Question {
  readonly bytes: Bytes
  readonly known: Knowledge
  readonly macs: HopMacs
  readonly place: Place
  /** unix nanoseconds to judge at; `undefined` = the time the packet itself tells */
  readonly unixNs: bigint | undefined
  readonly walk: boolean
}

export interface Explanation {
  readonly summary: string
  readonly time: { readonly iso: string; readonly unixNs: bigint; readonly toldByPacket: boolean } | undefined
  readonly placeText: string
  readonly fields: readonly FieldValue[]
  readonly malformed: Malformed | undefined
  readonly path: PathView | undefined
  readonly checks: readonly Check[]
  readonly router: RouterView | undefined
  readonly quote: Quote | undefined
  /** no rule stops it and nothing that proves its origin is wrong */
  readonly passes: boolean
}

/** What the router at the packet's place makes of it. */
export interface RouterView {
  readonly steps: readonly RuleStep[]
  readonly hasKey: boolean
  readonly verdict: string
  readonly passes: boolean
  readonly decidedBy: string
  /** of a refusal: its name in the table of drops, and the clause */
  readonly reason: string
  /** what is wrong, in words */
  readonly why: string
  readonly clause: string
  /** "4/51/64" */
  readonly scmp: string
  /** pointers and SegIDs */
  readonly before: ReadonlyMap<string, string>
  readonly after: ReadonlyMap<string, string>
  readonly sent: string
  readonly sentLine: string
  readonly walk: Walk | undefined
}

/** The packet an SCMP error is about. */
export interface Quote {
  readonly summary: string
  readonly path: PathView | undefined
  /** the field a parameter problem points at */
  readonly pointsAt: string
}

const nsPerS = 1_000_000_000n

/** For any bytes. */
export function explainPacket(q: Question): Explanation {
  const { bytes, known, macs, place } = q
  const { fields, malformed } = walkedFields(bytes)
  const isReadable = checkHeader(bytes) === undefined
  const [standing, isdAs] = [standingAt(place), isdAsAt(place)]
  const view = { known, macs, ...(standing === undefined ? {} : { standing }), ...(isdAs === undefined ? {} : { isdAs }) }
  const path = isReadable ? readablePath(bytes, view) : undefined
  const time = timeOf(bytes, path, q.unixNs)
  const checks = isReadable ? checksOf(bytes, path, time?.unixNs) : []
  const router = place.kind === 'router' ? routerView(q, place, time?.unixNs ?? 0n) : undefined
  const isForged = (path?.hops.some(h => h.check === 'wrong') ?? false) || checks.some(c => c.authenticates && c.result === 'wrong')
  return {
    summary: dumpLine(bytes),
    time,
    placeText: sayPlace(place),
    fields,
    malformed,
    path,
    checks,
    router,
    quote: isReadable ? quoteOf(bytes, fields, view) : undefined,
    passes: malformed === undefined && !isForged && (router?.passes ?? true),
  }
}

function readablePath(b: Bytes, view: Viewpoint): PathView | undefined {
  const path = viewPath(b, view)
  return isMalformed(path) ? undefined : path
}

/** Given, else when an EPIC packet says it was sent, else when the newest segment of the path was made. */
function timeOf(b: Bytes, path: PathView | undefined, given: bigint | undefined): Explanation['time'] {
  if (given !== undefined) return { iso: formatUnixNs(given), unixNs: given, toldByPacket: false }
  if (path === undefined || path.segments.length === 0) return undefined
  const newest = BigInt(Math.max(...path.segments.map(s => s.timestamp))) * nsPerS
  const unixNs = path.kind === 'epic' ? epicSentNs(b, pathAt(b)) : newest
  return { iso: formatUnixNs(unixNs), unixNs, toldByPacket: true }
}

/** To the microsecond, as captures have it. */
function formatUnixNs(ns: bigint): string {
  const whole = formatUnixSeconds(Number(ns / nsPerS))
  const micros = (ns % nsPerS) / 1000n
  return micros === 0n ? whole : whole.replace('Z', `.${String(micros).padStart(6, '0')}Z`)
}

function sayPlace(place: Place): string {
  switch (place.kind) {
    case 'router': {
      const i = place.ingress
      const where = `router ${place.routerId} of ${place.as.isdAs}`
      if (i.kind === 'external') return `comes in at interface ${i.ifId} of ${where}`
      return i.kind === 'sibling' ? `handed by sibling router ${i.routerId} to ${where}` : `comes from inside the AS to ${where}`
    }
    case 'inside':
      return `inside ${place.isdAs}, on its way to ${place.to}`
    case 'onLink':
      return `on the link into ${place.isdAs}, whose topology is not known`
    case 'unknown':
      return 'at a place that is not known (--topology, and --at where the path does not tell)'
  }
}

const madeUpKey = new Uint8Array(16)

function stateAt(q: Question, unixNs: bigint, as: AsTopology, id: string): RouterState {
  const key = q.known.keyOf(as.isdAs) ?? madeUpKey
  const { state } = createRouter({ as, id, key, clock: { epochS: Number(unixNs / nsPerS) }, random: () => 0, bfd: {} })
  // Which were down is not known.
  for (const link of [...state.links.external, ...state.links.siblings]) link.up = true
  return state
}

function routerView(q: Question, place: Place & { readonly kind: 'router' }, unixNs: bigint): RouterView {
  const state = stateAt(q, unixNs, place.as, place.routerId)
  const now = Number(unixNs % nsPerS)
  const hasKey = q.known.keyOf(place.as.isdAs) !== undefined
  const trial = tryRules(state, hasKey, { link: linkAt(state, place), from: place.from, bytes: q.bytes, now })
  const { verdict, packet, sent } = trial
  const passes = isPassed(verdict)
  const reason = !passes && 'reason' in verdict ? verdict.reason : undefined
  return {
    steps: trial.steps,
    hasKey,
    verdict: sayVerdict(trial),
    passes,
    decidedBy: packet.rule,
    reason: reason ?? '',
    why: reason === undefined ? '' : dropRule(reason).text,
    clause: reason === undefined ? '' : dropRule(reason).clause,
    scmp: trial.scmp,
    before: mutableState(q.bytes, packet.path),
    after: mutableState(packet.bytes, packet.path),
    sent: sent === undefined ? '' : toHex(sent),
    sentLine: sent === undefined ? '' : dumpLine(sent),
    walk: q.walk ? walkFrom(q, state, trial, now, unixNs) : undefined,
  }
}

const walkFrom = (q: Question, state: RouterState, trial: Trial, now: number, unixNs: bigint): Walk =>
  walkOn(state, trial, q.known, (as, id) => stateAt(q, unixNs, as, id), now)

function linkAt(state: RouterState, { ingress }: Place & { readonly kind: 'router' }): RouterLink {
  const { links } = state
  if (ingress.kind === 'external') return links.byIfId[ingress.ifId]!
  return links.siblings.find(s => ingress.kind === 'sibling' && s.routerId === ingress.routerId) ?? links.internal
}

/** One level deep. The quote stands as it did at the router that complains: at its current hop, in that router's AS. */
function quoteOf(b: Bytes, fields: readonly FieldValue[], view: Viewpoint): Quote | undefined {
  const upper = findUpperLayer(b)
  if (isMalformed(upper) || upper.protocol !== protocols.scmp) return undefined
  if (checkScmp(b, upper.at) !== undefined || !isScmpError(b[upper.at]!)) return undefined
  const scmp = parseScmp(b, upper.at)
  if (!('quote' in scmp) || checkHeader(scmp.quote) !== undefined) return undefined
  const pointer = scmp.kind === 'parameterProblem' && scmp.pointer > 0 ? scmp.pointer : undefined
  const { known, macs } = view
  return {
    summary: dumpLine(scmp.quote),
    path: readablePath(scmp.quote, { known, macs, isdAs: srcIsdAs(b), otherwise: isRefusedOnArrival(scmp) ? 'onLink' : 'inside' }),
    pointsAt: pointer === undefined ? '' : fieldAt(fields, b.length - scmp.quote.length + pointer),
  }
}

/** The rules behind these answers come before the SegID is put right for this AS; those behind all others come after. */
const isRefusedOnArrival = (scmp: Scmp): boolean => scmp.kind === 'parameterProblem' && arrivalCodes.has(scmp.code)
const arrivalCodes: ReadonlySet<number> = new Set([
  parameterProblemCodes.invalidPacketSize,
  parameterProblemCodes.invalidSourceAddress,
  parameterProblemCodes.invalidDestinationAddress,
  parameterProblemCodes.unknownHopFieldIngress,
  parameterProblemCodes.pathExpired,
])

/** The layer that begins at (or holds) a byte of the packet. */
function fieldAt(fields: readonly FieldValue[], byte: number): string {
  const field = fields.find(f => f.bit <= byte * 8 && byte * 8 < f.bit + f.width)
  return field === undefined ? 'nothing in the quote' : field.layer.replace(/^quote\./, '')
}
