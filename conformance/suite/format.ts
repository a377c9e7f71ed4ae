/**
 * The format of conformance cases: conformance/cases/README.md in words, conformance/cases/schema.json for other programs (written from
 * here). No transforms, so that the JSON Schema says the same.
 */
import { z } from 'zod'

export const suiteVersion = '2026.1'

const port = z.int().min(0).max(65_535)
const byte = z.int().min(0).max(255)
const hex = z.string().regex(/^([0-9a-f]{2})*$/, 'expected pairs of hex digits')
const underlay = z.string().regex(/^(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):\d+$/, 'expected IP:port')
const end = z.string().regex(/^[\d]+-[0-9a-f:]+,.+$/, 'expected ISD-AS,host')
const hopText = String.raw`[ ]\*?\(\d+,\d+\)[EI]*!?(:\d+)?`
export const segmentPattern = new RegExp(String.raw`^(along|against)( peer)? 0x[0-9a-f]+(\^\d+)*( [+-]\d+(s|min|h|d))?(${hopText})+$`)
const segment = z.string().regex(segmentPattern, 'expected a segment, like "along 0x111^1 -6min (0,311) *(131,141)"')
/** Relative to the moment of sending: "-6min", "+0.9s". */
const relative = z.string().regex(/^[+-]\d+(\.\d+)?s$/, 'expected seconds with a sign, like -2.5s')

const bfd = z.strictObject({
  state: z.enum(['adminDown', 'down', 'init', 'up']),
  my: z.int(),
  /** "theirs": the MyDiscriminator of the last BFD packet that came over the link */
  your: z.union([z.int(), z.literal('theirs')]),
  diag: z.int().min(0).max(31).optional(),
  mult: byte.optional(),
  /** microseconds */
  tx: z.int().optional(),
  rx: z.int().optional(),
  echo: z.int().optional(),
})
const payload = z.union([
  z.strictObject({ udp: z.strictObject({ src: port, dst: port, data: z.int().min(0).max(65_000) }) }),
  z.strictObject({ tcp: z.strictObject({ src: port, dst: port }) }),
  z.strictObject({
    scmp: z.strictObject({
      type: byte,
      code: byte.optional(),
      id: port.optional(),
      seq: port.optional(),
      data: z.int().min(0).max(65_000).optional(),
      get quote() {
        return packet.optional()
      },
    }),
  }),
  z.strictObject({ bfd }),
  z.strictObject({ protocol: byte, hex }),
])

const option = z.strictObject({ type: byte, hex })

const packetKeys = {
  src: end.optional(),
  dst: end.optional(),
  path: z.array(segment).min(1).max(3).optional(),
  oneHop: segment.optional(),
  epic: z.strictObject({ sent: relative, phvf: z.int().optional(), lhvf: z.int().optional() }).optional(),
  payload: payload.optional(),
  hopByHop: z.array(option).optional(),
  endToEnd: z.array(option).optional(),
  authenticator: z.strictObject({ spi: z.int(), sent: relative.optional() }).optional(),
  trafficClass: byte.optional(),
  flowId: z.int().min(0).max(0xf_ffff).optional(),
  set: z.record(z.string(), z.union([z.int(), hex])).optional(),
  cut: z.int().min(0).optional(),
  append: hex.optional(),
}
const packet = z.strictObject(packetKeys)

const placeKeys = { link: z.int().min(1).max(65_535).optional(), sibling: z.string().optional() }
const stunRequest = z.strictObject({ transaction: hex, fingerprint: z.enum(['right', 'wrong', 'none']).optional() })

const input = z
  .strictObject({
    ...placeKeys,
    host: underlay.optional(),
    from: underlay.optional(),
    ...packetKeys,
    bytes: hex.optional(),
    stun: stunRequest.optional(),
  })
  .refine(o => [o.link, o.sibling, o.host].filter(x => x !== undefined).length === 1, 'expected exactly one of link, sibling, host')

const answer = z.strictObject({
  type: byte,
  code: byte,
  pointer: z.union([z.int(), z.string()]).optional(),
  ifId: z.int().optional(),
  ingress: z.int().optional(),
  egress: z.int().optional(),
  authenticated: z.boolean().optional(),
})

const output = z
  .strictObject({
    ...placeKeys,
    host: z.union([underlay, z.array(underlay)]).optional(),
    ...packetKeys,
    bytes: hex.optional(),
    answer: answer.optional(),
    quote: z.strictObject({ ...packetKeys, length: z.int().optional() }).optional(),
    stun: z.strictObject({ transaction: hex, mapped: underlay }).optional(),
    vary: z.array(z.string()).optional(),
  })
  .refine(o => [o.link, o.sibling, o.host].filter(x => x !== undefined).length <= 1, 'expected at most one of link, sibling, host')

const step = z.strictObject({
  in: input.optional(),
  out: z.union([z.literal('nothing'), output]),
  /** the part of a second in which the input is sent */
  second: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).optional(),
  /** milliseconds after the step's begin in which the output must come; default: at once */
  withinMs: z.int().optional(),
  /** milliseconds in which it must not come */
  notBeforeMs: z.int().optional(),
})

const caseSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+\.\d{2}$/, 'expected an id like dp.process.mac-mismatch.child-parent.01'),
    title: z.string().min(1),
    clause: z.string().min(1),
    level: z.enum(['must', 'should']),
    origin: z.string().optional(),
    note: z.string().optional(),
    configuration: z.string().optional(),
    ...step.partial().shape,
    steps: z.array(step).min(1).optional(),
  })
  .refine(c => (c.out === undefined) !== (c.steps === undefined), 'expected in and out, or steps')

export const caseFileSchema = z.strictObject({
  suite: z.literal(suiteVersion),
  configuration: z.string(),
  cases: z.array(caseSchema).min(1),
})

/** The JSON Schema of a file of cases. */
export const caseJsonSchema = (): object => ({
  ...z.toJSONSchema(caseFileSchema, { io: 'input' }),
  title: `conformance cases of SCION border routers, suite ${suiteVersion}`,
})

const configuration = z.strictObject({
  topology: z.string(),
  router: z.string(),
  master: z.string(),
  scmpAuthentication: z.boolean(),
  bfd: z.boolean(),
  ipv6: z.boolean().optional(),
  note: z.string(),
})

export const configurationsSchema = z.strictObject({ suite: z.literal(suiteVersion), configurations: z.record(z.string(), configuration) })

export type PacketSpec = z.infer<typeof packet>
export type PayloadSpec = z.infer<typeof payload>
export type InputSpec = z.infer<typeof input>
export type OutputSpec = z.infer<typeof output>
export type AnswerSpec = z.infer<typeof answer>
export type StepSpec = z.infer<typeof step>
export type CaseSpec = z.infer<typeof caseSchema>
export type ConfigurationSpec = z.infer<typeof configuration>
