/** Values from outside (a state of TLC, of an ITF trace, a line of JSON) as steps of the model. */
import type { ModelStep } from '#proofs/model/step.ts'
import { dropReasons } from '#router/drops.ts'
import { UserError } from '#wire/error.ts'

/** Says what was expected; nothing where the value is right. `at`: "step.packet.hops[2].exp" */
type Check = (value: unknown, at: string) => string | undefined

const expected = (what: string, at: string): string => `${at}: expected ${what}`
const integer =
  (low: number, high: number): Check =>
  (v, at) =>
    Number.isSafeInteger(v) && (v as number) >= low && (v as number) <= high ? undefined : expected(`a number ${low}..${high}`, at)
const flag: Check = (v, at) => (typeof v === 'boolean' ? undefined : expected('TRUE or FALSE', at))
const text: Check = (v, at) => (typeof v === 'string' ? undefined : expected('a string', at))
const isdAs: Check = (v, at) => (typeof v === 'string' && /^\d+-[0-9a-f:]+$/.test(v) ? undefined : expected('an ISD-AS', at))
const oneOf =
  (...words: readonly string[]): Check =>
  (v, at) =>
    words.includes(v as string) ? undefined : expected(words.map(w => JSON.stringify(w)).join(' or '), at)
const listOf =
  (check: Check, most: number, least = 0): Check =>
  (v, at) => {
    if (!Array.isArray(v) || v.length < least || v.length > most) return expected(`a list of ${least}..${most}`, at)
    return firstOf(v.keys(), i => check(v[i], `${at}[${i}]`))
  }
const record =
  (fields: Readonly<Record<string, Check>>): Check =>
  (v, at) => {
    if (typeof v !== 'object' || v === null) return expected('a record', at)
    const missing = firstOf(Object.keys(fields), name => (Object.hasOwn(v, name) ? undefined : expected(`a field "${name}"`, at)))
    const foreign = firstOf(Object.keys(v), name => (Object.hasOwn(fields, name) ? undefined : `${at}: there is no field "${name}"`))
    return (
      missing ?? foreign ?? firstOf(Object.entries(fields), ([name, check]) => check((v as Record<string, unknown>)[name], `${at}.${name}`))
    )
  }

function firstOf<T>(values: Iterable<T>, find: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = find(value)
    if (found !== undefined) return found
  }
  return undefined
}

const number = integer(-(2 ** 31), 2 ** 31 - 1)
const info = record({ consDir: flag, peer: flag, segId: listOf(number, 1000), ts: evenHalfSeconds })
const hop = record({
  ingressAlert: flag,
  egressAlert: flag,
  exp: integer(0, 255),
  consIngress: integer(0, 0xffff),
  consEgress: integer(0, 0xffff),
  mac: number,
})
const packet = record({
  kind: oneOf('scion', 'oneHop', 'epic'),
  src: isdAs,
  dst: isdAs,
  srcHost: oneOf('unicast', 'bad'),
  dstHost: oneOf('host', 'service', 'noService', 'nowhere', 'bad'),
  payload: oneOf('udp', 'scmpError', 'traceroute', 'noPort'),
  lengthOk: flag,
  currInf: integer(0, 3),
  currHf: integer(0, 63),
  segLen: listOf(integer(0, 63), 3, 3),
  infos: listOf(info, 3),
  // More than the header can announce are 64 already.
  hops: listOf(hop, 189),
  sentAt: number,
  phvf: number,
  lhvf: number,
})
const step = record({
  packet,
  arrival: record({ as: isdAs, router: text, in: integer(0, 0xffff), from: text, now: integer(0, 2 ** 31 - 1) }),
  outcome: record({
    verdict: oneOf('forward', 'handOver', 'deliver', 'answer', 'drop'),
    rule: text,
    reason: oneOf('', ...dropReasons),
    egress: integer(0, 0xffff),
    sibling: text,
    scmpType: integer(0, 255),
    scmpCode: integer(0, 255),
    pointer: record({ of: oneOf('none', 'dstIsdAs', 'srcIsdAs', 'info', 'hop'), at: integer(0, 63) }),
    packet,
  }),
})

/** Timestamps on the wire are whole seconds. */
function evenHalfSeconds(v: unknown, at: string): string | undefined {
  return integer(-1_000_000, 2 ** 31 - 1)(v, at) ?? ((v as number) % 2 === 0 ? undefined : expected('whole seconds, an even number', at))
}

/** The step in a value that was read; throws `UserError` that names the field, with the place given. */
export function readStep(value: unknown, place: { readonly file?: string; readonly line?: number } = {}): ModelStep {
  const wrong = step(value, 'step')
  if (wrong !== undefined) throw new UserError(wrong, 'a step as proofs/model/step.ts has it; was it written by another version?', place)
  return value as ModelStep
}
