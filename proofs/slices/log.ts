/**
 * A log of decisions, as `sim run --trace` and `emulate --trace` write it, read line by line. What is cut, foreign, from another network or of
 * another version is refused with its line: nothing of it would mean anything to the model.
 */
import type { TraceEvent } from '#router/evidence.ts'
import { type TraceHead, topologyDigest, traceVersion } from '#sim/trace.ts'
import type { Topology } from '#topology/model.ts'
import { fromHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'

export interface Logged {
  /** of the file, from 1 */
  readonly line: number
  readonly event: TraceEvent
}

export interface DecisionLog {
  readonly head: TraceHead
  readonly events: readonly Logged[]
  /** there is more in the file than the limit */
  readonly isCut?: boolean
}

export interface LogOptions {
  /** for messages */
  readonly file?: string
  /** No more decisions than this are read: of a simulated run the first in time. Default: all */
  readonly limit?: number
}

const hint = 'expected trace.ndjson of "hopproof sim run --trace" or "hopproof emulate --trace"'

/** `lines`: without their line feeds; behind the last one an empty one. Throws `UserError`. */
export function readLog(lines: Iterable<string>, topology: Topology, { file, limit = Infinity }: LogOptions = {}): DecisionLog {
  const known = routersOf(topology)
  const clocks = new Map<string, TraceEvent>()
  const events: Logged[] = []
  let head: TraceHead | undefined
  let line = 0
  let last = ''
  for (const text of lines) {
    line++
    last = text
    if (text === '') continue
    const refuse = (reason: string): never => {
      throw new UserError(reason, hint, { ...(file !== undefined && { file }), line })
    }
    const value = parse(text) ?? refuse('no JSON object: the line is cut, or it is another file')
    if (head === undefined) {
      head = checkHead(value, topology, refuse)
      continue
    }
    const wrong = wrongIn(value, known) ?? wrongInTime(value as unknown as TraceEvent, clocks)
    if (wrong !== undefined) refuse(wrong)
    if (events.length >= limit) return { head, events, isCut: true }
    events.push({ line, event: value as unknown as TraceEvent })
  }
  const place = { ...(file !== undefined && { file }), line: Math.max(1, line) }
  if (head === undefined) throw new UserError('nothing is in it', hint, place)
  if (last !== '') throw new UserError('the last line is cut', hint, place)
  return { head, events }
}

type Value = Readonly<Record<string, unknown>>

function parse(text: string): Value | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Value) : undefined
  } catch {
    return undefined
  }
}

function checkHead(value: Value, topology: Topology, refuse: (reason: string) => never): TraceHead {
  const head = value as unknown as TraceHead
  if (head.trace !== 'hopproof decisions') refuse('the first line does not say what was run')
  if (head.version !== traceVersion) refuse(`version ${head.version} of the log; this program reads ${traceVersion}`)
  if (head.topology !== topologyDigest(topology)) refuse(`the log is of another network ("${head.name}") than "${topology.name}"`)
  if (!Number.isSafeInteger(head.seed)) refuse('the seed is no whole number')
  if (!Array.isArray(head.onPath) || !head.onPath.every(end => typeof end === 'string')) refuse('onPath is no list of ends of links')
  return head
}

/** Router by router ("ISD-AS id") its interfaces and its siblings. */
type Routers = ReadonlyMap<string, { readonly interfaces: ReadonlySet<number>; readonly siblings: ReadonlySet<string> }>

const routersOf = ({ ases }: Topology): Routers =>
  new Map(
    ases.flatMap(as =>
      as.routers.map(r => {
        const siblings = new Set(as.routers.filter(s => s !== r).map(s => s.id))
        return [`${as.isdAs} ${r.id}`, { interfaces: new Set(r.interfaces.map(i => i.ifId)), siblings }] as const
      }),
    ),
  )

const isCount = (v: unknown): boolean => Number.isSafeInteger(v) && (v as number) >= 0
const isText = (v: unknown): boolean => typeof v === 'string'
const isHex = (v: unknown): boolean => typeof v === 'string' && fromHex(v) !== undefined
const optional = (is: (v: unknown) => boolean) => (v: unknown) => v === undefined || is(v)
const verdicts: readonly unknown[] = ['forward', 'handOver', 'deliver', 'bfd', 'answer', 'drop'] satisfies TraceEvent['verdict'][]
const isPayload = (v: unknown): boolean => {
  const p = v as NonNullable<TraceEvent['payload']>
  return typeof v === 'object' && v !== null && isCount(p.length) && isCount(p.protocol) && isText(p.digest) && isText(p.kind)
}

const fields: Readonly<Record<keyof TraceEvent, (v: unknown) => boolean>> = {
  t: v => typeof v === 'number' && Number.isFinite(v),
  epochS: v => typeof v === 'number' && Number.isFinite(v),
  as: isText,
  router: isText,
  in: isCount,
  from: isText,
  fromSibling: optional(isText),
  verdict: v => verdicts.includes(v),
  rule: isText,
  reason: optional(isText),
  scmp: optional(isText),
  asked: optional(isCount),
  egress: optional(isCount),
  to: optional(isText),
  toSibling: optional(isText),
  egressDown: optional(v => v === true),
  before: isHex,
  after: isHex,
  left: optional(isHex),
  payload: optional(isPayload),
}

function wrongIn(value: Value, known: Routers): string | undefined {
  for (const [field, is] of Object.entries(fields)) if (!is(value[field])) return `${field} is missing, or is no such thing`
  const event = value as unknown as TraceEvent
  const router = known.get(`${event.as} ${event.router}`)
  if (router === undefined) return `the network has no router ${event.router} in ${event.as}`
  if (event.in !== 0 && !router.interfaces.has(event.in)) return `router ${event.router} has no interface ${event.in}`
  if (event.fromSibling !== undefined && (event.in !== 0 || !router.siblings.has(event.fromSibling)))
    return `router ${event.router} hears no sibling ${event.fromSibling} there`
  return undefined
}

/** Each router's decisions are written as they are taken. Its clock may be put back, and it may begin anew; not both at once. */
function wrongInTime(event: TraceEvent, clocks: Map<string, TraceEvent>): string | undefined {
  const name = `${event.as} ${event.router}`
  const before = clocks.get(name)
  clocks.set(name, event)
  if (before === undefined || event.t >= before.t) return undefined
  const isLater = event.epochS + event.t / 1e9 >= before.epochS + before.t / 1e9
  return isLater && event.epochS !== before.epochS ? undefined : `${event.router} decided this before what stands above it`
}
