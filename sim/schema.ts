/** The keys of a scenario file, and how their texts become values. */
import { z } from 'zod'
import { eventNames, type Rejection, rejections } from '#control/events.ts'
import { checkedAcl, parseAclEntry } from '#control/path/acl.ts'
import { parseSequence } from '#control/path/sequence.ts'
import { maxEpochS as maxDrkeyEpochS, minEpochS as minDrkeyEpochS } from '#crypto/drkey-epoch.ts'
import { parseDuration } from '#host/duration.ts'
import { dropReasons } from '#router/drops.ts'
import { withGuardOff } from '#router/rules.ts'
import type { BfdSettings } from '#topology/model.ts'
import { parseProbability, parseRateBps } from '#topology/quantity.ts'
import { fromHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'
import { linkLosses } from './link.ts'

/** The function's `UserError` becomes the schema's complaint. */
const complaining =
  <T, R>(make: (value: T) => R) =>
  (value: T, context: z.RefinementCtx): R => {
    try {
      return make(value)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      context.addIssue({ code: 'custom', message: error.message, params: { hint: error.hint } })
      return z.NEVER
    }
  }

/** A text or number that `parse` understands. */
const parsedBy = <T>(parse: (text: string) => T) =>
  z.union([z.string(), z.number()], 'expected a text or a number').transform(complaining(value => parse(String(value))))

export const duration = parsedBy(parseDuration)
const rate = parsedBy(parseRateBps)
const share = parsedBy(parseProbability)
const isdAs = parsedBy<IsdAs>(parseIsdAs)
const sequence = parsedBy(text => {
  parseSequence(text)
  return text
})
/** An object with exactly one of the optional keys. */
export const one = (keys: readonly string[], what: string) => (value: object, context: z.RefinementCtx) => {
  const given = keys.filter(key => (value as Record<string, unknown>)[key] !== undefined)
  if (given.length === 1) return
  const message = given.length === 0 ? `names no ${what}` : `names ${given.join(' and ')}: one ${what} each`
  context.addIssue({ code: 'custom', message, params: { hint: `one of ${keys.join(', ')}` } })
}
const name = z.string().min(1).max(100)
export const count = (max: number) => z.int().min(1).max(max)
const maxPackets = 1_000_000
/** What is under way is in memory, and a run should end. */
const maxPacketsPerS = 10_000_000
const maxTraffic = 100_000_000

const between = { from: name, to: name }
/** hidden paths too, where the AS of the host may read them */
const hidden = z.boolean().optional()
/** Which of the paths, as the flags of `hopproof ping` have it. */
const ways = {
  ...between,
  hidden,
  prefer: z.enum(['fewest-hops', 'lowest-latency', 'most-disjoint']).optional(),
  sequence: sequence.optional(),
  acl: z.array(parsedBy(parseAclEntry)).transform(complaining(checkedAcl)).optional(),
  /** a policy as in policy files (control/path/policy-document.ts) */
  policy: z.unknown().optional(),
  /** over EPIC-HP */
  epic: z.boolean().optional(),
}

/** Shorter ones would beacon without end in no time. */
export const interval = duration.refine(ns => ns >= 1e6, { message: 'is too short', params: { hint: 'at least 1ms' } })

const ping = z.strictObject({
  ...ways,
  count: count(65_535).default(1),
  interval: duration.default(1e9),
  timeout: duration.default(1e9),
  spao: z.boolean().default(false),
  payload: z.int().min(0).max(65_000).default(0),
})
const traceroute = z.strictObject({ ...ways, timeout: duration.default(1e9) })
const udp = z
  .strictObject({ ...ways, rate, size: z.int().min(6).max(65_000).default(1000), for: duration })
  .superRefine(({ rate: rateBps, size, for: ns }, context) => {
    const perS = rateBps / (8 * size)
    if (perS <= maxPacketsPerS && (perS * ns) / 1e9 <= maxTraffic) return
    const message = `makes ${perS.toPrecision(3)} packets a second for ${ns / 1e9}s`
    context.addIssue({ code: 'custom', message, params: { hint: `at most ${maxPacketsPerS} a second and ${maxTraffic} in all` } })
  })

const hop = z.union([z.int().min(0).max(63), isdAs])
const sent = { ...between, path: z.int().min(0).max(1000).optional(), sequence: sequence.optional(), packets: count(maxPackets).optional() }
const onPath = {
  link: name,
  src: isdAs.optional(),
  dst: isdAs.optional(),
  protocol: z.enum(['udp', 'scmp']).optional(),
  packets: count(maxPackets).optional(),
}
/** as long as a packet can be, about */
const hex = z
  .string()
  .max(130_000)
  .refine(text => fromHex(text) !== undefined, { message: 'is not hexadecimal' })
const u16 = z.int().min(0).max(0xffff).optional()
const attack = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('forgedMac'), ...sent, hop: hop.optional() }),
  z.strictObject({ kind: z.literal('expiredHop'), ...sent }),
  z.strictObject({ kind: z.literal('splice'), ...sent }),
  z.strictObject({
    kind: z.literal('leakedKey'),
    ...sent,
    of: isdAs,
    expTime: z.int().min(0).max(255).optional(),
    consIngress: u16,
    consEgress: u16,
  }),
  z.strictObject({ kind: z.literal('inject'), ...sent, claims: isdAs.optional(), overheard: name.optional() }),
  z.strictObject({ kind: z.literal('rewrite'), ...onPath, field: name, value: z.union([z.number(), z.string()]) }),
  z.strictObject({ kind: z.literal('replay'), ...onPath, copies: count(1000).optional(), after: duration.optional() }),
  z
    .strictObject({
      kind: z.literal('packet'),
      from: name.optional(),
      router: name.optional(),
      link: name.optional(),
      hex,
      packets: count(maxPackets).optional(),
    })
    .superRefine(one(['from', 'link'], 'sender')),
])

const shape = z.strictObject({
  link: name,
  delay: duration.optional(),
  jitter: duration.optional(),
  loss: share.optional(),
  bw: rate.optional(),
  queue: count(1_000_000).optional(),
})

/** What becomes of the store of a control service that comes back. */
const store = z.enum(['kept', 'lost']).optional()
const side = z.array(parsedBy(text => text)).min(1)
const sides = z.strictObject({ a: side, b: side.optional() })
const wholeNs = duration.refine(ns => ns % 1e9 === 0, { message: 'is not in whole seconds' })
const wholeSeconds = wholeNs.transform(ns => ns / 1e9)
const clock = z
  .strictObject({ as: isdAs, ahead: wholeSeconds.optional(), behind: wholeSeconds.optional() })
  .superRefine(one(['ahead', 'behind'], 'skew'))

const rounds = { as: isdAs, count: count(1_000_000).default(1), interval: interval.default(1e9) }
const rogue = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('forgedEntry'), victim: isdAs, ...rounds }),
  ...(['foreignEntries', 'replayedBeacons', 'flood', 'malformed', 'foreignRegistration'] as const).map(kind =>
    z.strictObject({ kind: z.literal(kind), ...rounds }),
  ),
])

const updateTrc = z.strictObject({
  at: isdAs,
  vote: z.enum(['regular', 'sensitive']),
  valid: wholeNs,
  grace: wholeNs.default(0),
  without: isdAs.optional(),
})

const actions = {
  ping,
  traceroute,
  udp,
  attack,
  rogue,
  cut: name,
  mend: name,
  shape,
  stopRouter: name,
  startRouter: name,
  stopService: name,
  startService: z.union([name.transform(service => ({ service, store: undefined })), z.strictObject({ service: name, store })]),
  stopAs: isdAs,
  startAs: z.union([isdAs.transform(as => ({ as, store: undefined })), z.strictObject({ as: isdAs, store })]),
  partition: sides,
  heal: sides,
  clock,
  updateTrc,
}
export type ActionName = keyof typeof actions

const optional = <T extends Record<string, z.ZodType>>(keys: T): { [K in keyof T]: z.ZodOptional<T[K]> } =>
  Object.fromEntries(Object.entries(keys).map(([key, type]) => [key, type.optional()])) as { [K in keyof T]: z.ZodOptional<T[K]> }

const step = z
  .strictObject({ at: duration.default(0), name: name.optional(), ...optional(actions) })
  .superRefine(one(Object.keys(actions), 'action'))

const number = z.number().min(0).max(1e12)
const range = { atLeast: number.optional(), atMost: number.optional() }
const durations = { atLeast: duration.optional(), atMost: duration.optional() }
const shares = { atLeast: share.optional(), atMost: share.optional() }

/** Time of the timeline; the end where it is left out. */
const when = duration.optional()
const hosts = z.union([name.transform(host => [host]), z.array(name).min(1)])
const pairs = z.strictObject({ from: hosts, to: hosts, hidden, when })

const controlCounters = [...eventNames, ...(Object.keys(rejections) as Rejection[])] as const

const expectations = {
  /** replies of a ping or traceroute, packets of UDP that arrived */
  replies: z.strictObject({ of: name, ...range }),
  /** share of the packets sent that were not answered or did not arrive */
  loss: z.strictObject({ of: name, ...shares }),
  /** average there and back, of UDP one way */
  delay: z.strictObject({ of: name, ...durations }),
  /** ways the flow took, one after the other */
  ways: z.strictObject({ of: name, ...range }),
  /** the flow leaves its way for another within this time after the step's time */
  moves: z.strictObject({ of: name, after: duration, within: duration }),
  /** what became of an attack's packets */
  attack: z.strictObject({
    of: name,
    delivered: number.optional(),
    refused: number.optional(),
    lost: number.optional(),
    reason: z.enum(dropReasons).optional(),
    at: isdAs.optional(),
    /** what routers decided about the first of them, from the first router on, as far as it is told: "1-ff00:0:111 br1 forward 41" */
    way: z.array(name).min(1).optional(),
  }),
  /** what became of the messages of a rogue control service */
  rogue: z.strictObject({ of: name, taken: number.optional(), refused: number.optional(), lost: number.optional() }),
  /** refusals by routers */
  drops: z.strictObject({ reason: z.enum(dropReasons).optional(), at: isdAs.optional(), ...range }),
  /** packets lost on links */
  losses: z.strictObject({
    reason: z.enum(linkLosses).optional(),
    link: name.optional(),
    ...range,
  }),
  /** every router that lives notices each failure of the link so fast, and there is one */
  noticed: z.strictObject({ link: name, within: duration }),
  /** ways known then */
  paths: z.strictObject({ ...between, hidden, when, ...range }),
  /** each of the one gets an answer from each of the other then, over whatever way it finds */
  reach: pairs,
  /** none does */
  unreachable: pairs,
  /** what control services did, or refused, until then */
  control: z.strictObject({ counter: z.enum(controlCounters), at: isdAs.optional(), when, ...range }),
}
export type ExpectationName = keyof typeof expectations

const expectation = z.strictObject(optional(expectations)).superRefine(one(Object.keys(expectations), 'expectation'))

const control = z.strictObject({
  origination: interval.optional(),
  propagation: interval.optional(),
  registration: interval.optional(),
  /** timers begin anywhere in their intervals, not all at the start */
  spreadTimers: z.boolean().optional(),
  resend: duration.optional(),
  expTime: z.int().min(0).max(255).optional(),
  bestSet: count(1000).optional(),
  /** entries get EPIC authenticators */
  epic: z.boolean().optional(),
  /** which beacons go where: the name of an algorithm */
  algorithm: z.string().optional(),
  /** beacon policies of all ASes by what they are for, written as in the reference's policy files */
  policies: z.strictObject({ propagation: z.unknown(), up: z.unknown(), down: z.unknown(), core: z.unknown() }).partial().optional(),
})

/** Both directions of all links alike. */
const bfd = z
  .union([z.boolean(), z.strictObject({ multiplier: count(255).optional(), interval: interval.optional() })])
  .transform((given): BfdSettings | undefined => {
    if (typeof given === 'boolean') return given ? {} : undefined
    const { multiplier, interval: ns } = given
    return { ...(multiplier && { detectMult: multiplier }), ...(ns && { desiredMinTxNs: ns, requiredMinRxNs: ns }) }
  })

/** Two days within what 32 bits of seconds hold: hop fields live a day, those of `expiredHop` were made a day before. */
const minEpochS = 2 * 86_400
export const maxEpochS = 0xffff_ffff - minEpochS

const drkeyEpoch = duration.refine(ns => ns % 1e9 === 0 && ns >= minDrkeyEpochS * 1e9 && ns <= maxDrkeyEpochS * 1e9, {
  message: 'is no length of an epoch',
  params: { hint: 'whole seconds, from 6m to 72h' },
})

/** Of certificates, by their class, and of TRCs; all begin an hour before the run. */
const life = wholeSeconds.optional()
const lives = z.strictObject({ trc: life, voting: life, root: life, ca: life, as: life })

/** Of a scenario or sweep, and of the folder of its results. */
export const folderName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,99}$/i, 'a name is letters, digits, dots, dashes and underscores: it names a folder')

export const scenarioSchema = z.strictObject({
  name: folderName,
  note: z.string().optional(),
  topology: z.custom<unknown>(value => value !== undefined, 'names no network'),
  seed: z.int().default(1),
  /** unix seconds at the run's start */
  epoch: z.int().min(minEpochS).optional(),
  warmup: duration.default(20e9),
  duration,
  /** beacons tell delays and rates of the links they pass */
  staticInfo: z.boolean().optional(),
  /** DRKeys, with epochs of this length: SCMP errors are authenticated, pings may be */
  drkey: drkeyEpoch.optional(),
  /** a file of groups and who registers in them, or its content */
  hiddenPaths: z.custom<unknown>().optional(),
  /** how long until routers know of a link that is down */
  detection: duration.optional(),
  /** they find out by BFD packets: `true`, or {multiplier: 3, interval: 200ms} */
  bfd: bfd.optional(),
  control: control.optional(),
  /** weakened routers: this rule of theirs refuses nothing */
  guardOff: parsedBy(rule => {
    withGuardOff(rule)
    return rule
  }).optional(),
  /** who signs what control services say: nobody, software that always signs alike, or the platform */
  signatures: z.enum(['modelled', 'reproducible', 'real']).default('modelled'),
  lives: lives.optional(),
  /** how often ASes look whether their certificates are to be renewed */
  renewal: interval.optional(),
  timeline: z.array(step).max(100_000).default([]),
  expect: z.array(expectation).max(10_000).default([]),
})

export type ScenarioData = z.output<typeof scenarioSchema>
export type StepData = ScenarioData['timeline'][number]
export type Expectation = ScenarioData['expect'][number]
