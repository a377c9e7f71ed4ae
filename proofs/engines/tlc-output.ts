/** What TLC says when run with `-tool`: numbered messages between marks, in whatever else it and the specification print. */
import type { Ended } from './process.ts'
import { readTlaState, type TlaState } from './tla.ts'

export type TlcVerdict =
  | { readonly kind: 'holds' }
  /** `name`: of the invariant or property; of temporal properties TLC 2.15 names none, of assumptions the place */
  | { readonly kind: 'violated'; readonly of: 'invariant' | 'property' | 'assumption'; readonly name: string }
  | { readonly kind: 'deadlock' }
  /** the specification or its configuration is wrong, or TLC is: what it said */
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'timeout'; readonly text: string }

/** What was wrong, as far as it was said. */
export const verdictWords = (verdict: TlcVerdict): string => ('text' in verdict ? verdict.text : verdict.kind)

export interface TlcStep {
  /** `<Next line 6, col 9 to line 6, col 91 of module D>`, `<Initial predicate>` */
  readonly action: string
  readonly state: TlaState
}

export interface TlcReport {
  readonly verdict: TlcVerdict
  /** the behaviour that violates, from an initial state on */
  readonly trace: readonly TlcStep[]
  readonly generated: number
  readonly distinct: number
  readonly depth: number
  readonly seconds: number
  /** `2.15 (d5b5a7f)`; of no TLC: '' */
  readonly version: string
  /** of Java, as TLC says: `17.0.15` */
  readonly java: string
}

interface Message {
  readonly code: number
  /** 1 = an error */
  readonly severity: number
  text: string
}

/** codes of tlc2.output.EC */
const code = {
  started: 2187,
  version: 2262,
  assumptionFalse: 2104,
  assumptionError: 2105,
  invariantInitial: 2107,
  propertyInitial: 2108,
  invariant: 2110,
  actionProperty: 2112,
  deadlock: 2114,
  temporal: 2116,
  behaviour: 2121,
  noError: 2193,
  depth: 2194,
  counts: 2199,
  state: 2217,
  counterexample: 2264,
} as const

export function readTlcOutput(ended: Ended): TlcReport {
  const messages = messagesOf(ended.stdout)
  const said = (wanted: number): string => messages.findLast(m => m.code === wanted)?.text ?? ''
  const counts = /(\d+) states generated, (\d+) distinct/.exec(said(code.counts).replaceAll(',', '').replace('generated ', 'generated, '))
  const [, version = '', revision = ''] = /Version (\S+).*?(?:rev: (\w+))?\)?\s*$/s.exec(said(code.version)) ?? []
  return {
    verdict: verdictOf(messages, ended),
    trace: traceOf(messages),
    generated: Number(counts?.[1] ?? 0),
    distinct: Number(counts?.[2] ?? 0),
    depth: Number(/search is (\d+)/.exec(said(code.depth))?.[1] ?? 0),
    seconds: ended.seconds,
    version: revision === '' ? version : `${version} (${revision})`,
    java: /, \S+ (\d[\w.]*)\S* \w+, \w+FPSet/.exec(said(code.started))?.[1] ?? '',
  }
}

/** Messages may lie in one another; text outside of any is of no code. */
function messagesOf(stdout: string): Message[] {
  const messages: Message[] = []
  const open: Message[] = []
  const outside: Message = { code: 0, severity: 0, text: '' }
  for (const line of stdout.split('\n')) {
    const start = /^(.*)@!@!@STARTMSG (\d+):(\d+) @!@!@/.exec(line)
    const current = open.at(-1) ?? outside
    if (start !== null) {
      current.text += start[1]
      open.push({ code: Number(start[2]), severity: Number(start[3]), text: '' })
      messages.push(open.at(-1)!)
    } else if (line.startsWith('@!@!@ENDMSG') && open.length > 0) open.pop()
    else current.text += `${line}\n`
  }
  return [...messages, outside]
}

function verdictOf(messages: readonly Message[], ended: Ended): TlcVerdict {
  if (ended.trouble !== undefined) return { kind: ended.trouble.startsWith('not done') ? 'timeout' : 'error', text: ended.trouble }
  // Only the first error counts: those after it explain it.
  const first = messages.find(m => m.severity === 1)
  if (first === undefined)
    return ended.code === 0 && messages.some(m => m.code === code.noError) ? { kind: 'holds' } : { kind: 'error', text: lastWords(ended) }
  const violated = (of: 'invariant' | 'property' | 'assumption', pattern: RegExp): TlcVerdict => ({
    kind: 'violated',
    of,
    name: pattern.exec(first.text)?.[1] ?? '',
  })
  switch (first.code) {
    case code.invariant:
    case code.invariantInitial:
      return violated('invariant', /Invariant (\S+) is violated/)
    case code.actionProperty:
    case code.propertyInitial:
      return violated('property', /[Pp]roperty (\S+) is violated/)
    case code.temporal:
      return violated('property', /Temporal propert(?:y|ies) (\S+) (?:was|were|is) violated/)
    case code.assumptionFalse:
      return violated('assumption', /Assumption (.+) is false/)
    case code.deadlock:
      return { kind: 'deadlock' }
    default:
      return { kind: 'error', text: errorText(messages, ended) }
  }
}

/** All that explains an error: its messages, those inside them, and of a parse error what the parser said outside. */
function errorText(messages: readonly Message[], ended: Ended): string {
  const errors = messages.filter(m => m.severity === 1 && m.code !== code.behaviour && m.code !== code.counterexample)
  const inside = messages.filter(m => m.severity === 0 && m.code >= 2_100 && m.code < 2_180)
  const parse = /(?:\*\*\*Parse Error\*\*\*|Fatal errors|File does not exist|Semantic errors)[\s\S]*/.exec(messages.at(-1)?.text ?? '')
  const texts = [...errors, ...inside].map(m => m.text.trim()).concat(parse?.[0].trim() ?? '')
  const text = texts.filter(t => t !== '').join('\n')
  return text === '' ? lastWords(ended) : text.slice(0, 4_000)
}

const lastWords = ({ code: exit, stdout, stderr }: Ended): string =>
  `TLC ended with ${exit}: ${(stderr.trim() || stdout.trim()).slice(-2_000) || 'it said nothing'}`

function traceOf(messages: readonly Message[]): TlcStep[] {
  const initial = messages.find(m => m.code === code.invariantInitial || m.code === code.propertyInitial)
  if (initial !== undefined) return [{ action: '<Initial predicate>', state: readTlaState(initial.text.slice(initial.text.indexOf('\n'))) }]
  return messages
    .filter(m => m.code === code.state)
    .flatMap(m => {
      const [, action, state] = /^\d+: (.*)\n([\s\S]*)$/.exec(m.text) ?? []
      return action === undefined || !/\S/.test(state ?? '') ? [] : [{ action, state: readTlaState(state!) }]
    })
}
