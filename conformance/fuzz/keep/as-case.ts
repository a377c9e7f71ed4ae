/** A finding as a case of the conformance suite, so that it is checked again like any other. */
import { createHopMac } from '#crypto/mac.ts'
import { dropRule } from '#router/drops.ts'
import { ruleSet } from '#router/rules.ts'
import { type Bytes, getU16, isMalformed, toHex } from '#wire/bytes.ts'
import { findUpperLayer } from '#wire/extensions.ts'
import { pathAt, protocols } from '#wire/header.ts'
import { parsePath } from '#wire/path.ts'
import { scmpBlockLength, scmpHeaderLength } from '#wire/scmp.ts'
import { checkBindingRequest } from '#wire/stun.ts'
import { expandStep, type Setting } from '../../suite/expand.ts'
import type { CaseSpec, ConfigurationSpec, InputSpec, OutputSpec, PacketSpec } from '../../suite/format.ts'
import { buildPacket, type PacketContext } from '../../suite/packet.ts'
import { createOracle, type Decision } from '../judge/oracle.ts'
import type { Sample } from '../judge/sample.ts'
import type { Door, Site } from '../site.ts'
import { describePacket, describePath } from './describe.ts'

/** What a suite must know of a site. */
export const configurationOf = (site: Site, topology: string): ConfigurationSpec => ({
  note: `the AS "${site.name}" of conform fuzz`,
  topology,
  router: site.routerId,
  master: site.master,
  scmpAuthentication: site.scmpAuthentication,
  bfd: false,
  ...(site.hosts.some(ip => ip.includes(':')) && { ipv6: true }),
})

type Step = Pick<CaseSpec, 'in' | 'out'>

/** On the addresses of the sample's site. `undefined` where the notation of cases cannot say it. */
export function asStep(sample: Sample): Step | undefined {
  const { site, door, bytes, nowMs } = sample
  const context = contextOf(site, nowMs)
  const spec = describePacket(bytes, context)
  const place = placeOf(site, door)
  if (spec === undefined) return asBytes(sample, place)
  // A good EPIC field may be made anew: what comes out is asked again.
  const input = buildPacket(spec, context)
  const decision = createOracle(site).expect(door, input, nowMs)[0]!
  const out = outputOf(site, spec, input, decision, context)
  const step = out === undefined ? undefined : { in: { ...place, ...spec }, out }
  return step !== undefined && saysTheSame(step, site, decision, context) ? step : undefined
}

const contextOf = (site: Site, nowMs: number): PacketContext => ({
  mac: createHopMac(site.key),
  nowS: Math.floor(nowMs / 1000),
  nowNs: BigInt(Math.round(nowMs)) * 1_000_000n,
})

function placeOf(site: Site, { kind, port, from }: Door): Pick<InputSpec, 'link' | 'sibling' | 'host'> {
  if (kind === 'external') return { link: port }
  return kind === 'host' ? { host: from } : { sibling: site.as.routers.find(r => r.internalAddress === from)!.id }
}

/** Bytes that are no packet have no times either. */
function asBytes({ bytes, decisions: [decision], door }: Sample, place: ReturnType<typeof placeOf>): Step | undefined {
  if (decision!.output === undefined) return { in: { ...place, bytes: toHex(bytes) }, out: 'nothing' }
  if (checkBindingRequest(bytes) !== undefined) return undefined
  const transaction = toHex(bytes.subarray(8, 20))
  return { in: { ...place, stun: { transaction } }, out: { stun: { transaction, mapped: door.from } } }
}

function outputOf(
  site: Site,
  asked: PacketSpec,
  input: Bytes,
  { verdict, output }: Decision,
  context: PacketContext,
): Step['out'] | undefined {
  if (output === undefined) return 'nothing'
  const packet = verdict === 'answer' ? answerOf(output.bytes, input, asked, context) : whole(describePacket(output.bytes, context), asked)
  if (packet === undefined) return undefined
  if (verdict === 'answer') return packet
  const own = site.as.routers.find(r => r.id === site.routerId)!
  const link = own.interfaces.find(i => i.remote === output.to[0])
  const sibling = site.as.routers.find(r => r.internalAddress === output.to[0])
  const host = output.to.length === 1 ? output.to[0]! : [...output.to]
  return { ...(link !== undefined ? { link: link.ifId } : sibling !== undefined ? { sibling: sibling.id } : { host }), ...packet }
}

/** A case's output takes over what its input says and it does not: here it says all. */
const whole = (spec: PacketSpec | undefined, asked: PacketSpec): PacketSpec | undefined =>
  spec && {
    ...spec,
    ...(asked.set !== undefined && spec.set === undefined && { set: {} }),
    ...(asked.append !== undefined && spec.append === undefined && { append: '' }),
    ...(asked.cut !== undefined && spec.cut === undefined && { cut: 0xffff }),
  }

/** An SCMP error or a traceroute reply: what it says, its path, and what of the packet it quotes. */
function answerOf(sent: Bytes, input: Bytes, asked: PacketSpec, context: PacketContext): OutputSpec | undefined {
  const upper = findUpperLayer(sent)
  if (isMalformed(upper) || upper.protocol !== protocols.scmp) return undefined
  const { at } = upper
  const [type, code] = [sent[at]!, sent[at + 1]!]
  const path = describePath(parsePath(sent, pathAt(sent)), context)
  const authenticated = { authenticated: upper.endToEnd !== undefined }
  if (type === 131) return { answer: { type, code, ifId: getU16(sent, at + 22), ...authenticated }, path }
  const quoted = sent.subarray(at + scmpHeaderLength + scmpBlockLength(type))
  const restored = input.slice()
  restored.set(quoted)
  const quote = describePacket(restored, context)
  const length = quoted.length < input.length ? { length: quoted.length } : {}
  const pointer = type === 4 ? { pointer: getU16(sent, at + 6) } : {}
  return quote && { answer: { type, code, ...pointer, ...authenticated }, path, quote: { ...whole(quote, asked), ...length } }
}

/** Built from the case at the same moment: the same bytes. */
function saysTheSame(step: Step, site: Site, { output }: Decision, context: PacketContext): boolean {
  const setting: Setting = { name: site.name, spec: configurationOf(site, ''), as: site.as, net: 0 }
  try {
    const { output: said } = expandStep({ ...step, out: step.out! }, setting, context)
    if (said === undefined || output === undefined) return said === output
    const fits = said.bytes.length === output.bytes.length && said.bytes.every((b, i) => ((b ^ output.bytes[i]!) & said.mask[i]!) === 0)
    return fits && said.from === output.from && String(said.to) === String(output.to)
  } catch {
    return false
  }
}

/** The clause that our deciding rule follows. */
export function clauseOf({ decisions: [decision] }: Sample): string {
  const rules = Object.values(ruleSet).flat()
  const clause = decision!.reason === undefined ? rules.find(r => r.name === decision!.rule)?.clause : dropRule(decision!.reason).clause
  return clause?.startsWith('#') === true ? `draft-dekater-scion-dataplane${clause}` : (clause ?? 'draft-dekater-scion-dataplane')
}
