/** A case for a given moment, on given addresses: what is sent to which socket, and what must come to which, byte for byte under a mask. */
import { forwardingKeyOf } from '#crypto/key.ts'
import { createHopMac, type HopMac } from '#crypto/mac.ts'
import type { AsTopology } from '#topology/model.ts'
import { internalPort, type Port, type UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, fromHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { parseIp } from '#wire/ip.ts'
import { buildBindingRequest, buildBindingResponse } from '#wire/stun.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { buildAnswer } from './answer.ts'
import { type BitRange, findField, setFields } from './field-names.ts'
import type { CaseSpec, ConfigurationSpec, InputSpec, OutputSpec, PacketSpec, StepSpec } from './format.ts'
import { moveToNet } from './net.ts'
import { buildPacket, type PacketContext } from './packet.ts'

/** A configuration with its addresses moved into one 127.NET/16. */
export interface Setting {
  readonly name: string
  readonly spec: ConfigurationSpec
  readonly as: AsTopology
  readonly net: number
}

export interface ExpandedInput {
  readonly port: Port
  readonly from: UnderlayAddress
  readonly to: UnderlayAddress
  readonly bytes: Bytes
}

export interface ExpectedOutput {
  readonly from: UnderlayAddress
  /** any one of these */
  readonly to: readonly UnderlayAddress[]
  readonly bytes: Bytes
  /** 1 = the bit must be as expected */
  readonly mask: Bytes
  /** an authenticator of the moment of answering: its MAC must fit, its timestamp be of now */
  readonly authenticated: boolean
}

export interface ExpandedStep {
  readonly input: ExpandedInput | undefined
  /** `undefined` = nothing may come out */
  readonly output: ExpectedOutput | undefined
}

interface Context extends PacketContext {
  readonly setting: Setting
}

export const stepsOf = ({ steps, in: input, out, second, withinMs, notBeforeMs }: CaseSpec): readonly StepSpec[] =>
  steps ?? [{ in: input, out: out!, second, withinMs, notBeforeMs }]

/** The hop field key of a configuration is derived once. */
const macs = new Map<string, HopMac>()
function macOf(master: string): HopMac {
  const mac = macs.get(master) ?? createHopMac(forwardingKeyOf(master))
  macs.set(master, mac)
  return mac
}

/** What a moment brings: the time, and what has come before. */
export interface Moment {
  /** unix nanoseconds at which the step is sent */
  readonly nowNs: bigint
  /** MyDiscriminator of the last BFD packet that came over a link */
  readonly discriminators?: ReadonlyMap<Port, number>
}

/** Throws `UserError` for a step that cannot be built. */
export function expandStep(step: StepSpec, setting: Setting, { nowNs, discriminators }: Moment): ExpandedStep {
  const context = { setting, mac: macOf(setting.spec.master), nowNs, nowS: Number(nowNs / 1_000_000_000n) }
  const moved = moveToNet(step, setting.net)
  const input = moved.in === undefined ? undefined : expandInput(answering(moved.in, setting, discriminators), context)
  return { input, output: moved.out === 'nothing' ? undefined : expandOutput(moved.out, moved.in, input, context) }
}

function expandInput(spec: InputSpec, context: Context): ExpandedInput {
  const place = placeOf(spec, context.setting)
  return { port: place.port, from: spec.from ?? place.peer, to: place.local, bytes: inputBytes(spec, context) }
}

/** "theirs" becomes the number it stands for. */
function answering(spec: InputSpec, setting: Setting, discriminators: Moment['discriminators']): InputSpec {
  const { payload } = spec
  if (payload === undefined || !('bfd' in payload) || payload.bfd.your !== 'theirs') return spec
  const your = discriminators?.get(placeOf(spec, setting).port)
  return your === undefined ? spec : { ...spec, payload: { bfd: { ...payload.bfd, your } } }
}

/** The router's socket and who is at its other end. */
interface Place {
  readonly port: Port
  readonly local: UnderlayAddress
  readonly peer: UnderlayAddress
}

function placeOf({ link, sibling, host }: Pick<InputSpec, 'link' | 'sibling' | 'host'>, { as, spec }: Setting): Place {
  const own = as.routers.find(r => r.id === spec.router)!
  if (link !== undefined) {
    const found = own.interfaces.find(i => i.ifId === link)
    if (found === undefined) throw new UserError(`${spec.router} has no interface ${link}`)
    return { port: link, local: found.local, peer: found.remote }
  }
  const router = as.routers.find(r => r.id === sibling)
  if (sibling !== undefined && router === undefined) throw new UserError(`there is no border router ${sibling}`)
  return { port: internalPort, local: own.internalAddress, peer: router?.internalAddress ?? host! }
}

function inputBytes(spec: InputSpec, context: Context): Bytes {
  if (spec.bytes !== undefined) return fromHex(spec.bytes)!
  return spec.stun === undefined ? buildPacket(packetKeysOf(spec), context) : stunRequest(spec.stun)
}

function stunRequest({ transaction, fingerprint = 'right' }: NonNullable<InputSpec['stun']>): Bytes {
  const request = buildBindingRequest(fromHex(transaction)!)
  if (fingerprint === 'wrong') request[request.length - 1]! ^= 1
  if (fingerprint !== 'none') return request
  request[3] = 0
  return request.slice(0, 20)
}

/** What describes the packet, without where it is. */
function packetKeysOf(spec: InputSpec | OutputSpec | PacketSpec): PacketSpec {
  const { link, sibling, host, from, bytes, stun, answer, quote, vary, length, ...packet } = spec as InputSpec &
    OutputSpec & { length?: number }
  return packet
}

function expandOutput(spec: OutputSpec, asked: InputSpec | undefined, input: ExpandedInput | undefined, context: Context): ExpectedOutput {
  const { from, to } = leavesBy(spec, input, context.setting)
  const bytes = outputBytes(spec, asked, input, context)
  const authenticated = spec.answer !== undefined && bytes[4] === 201
  const moment = authenticated ? ['e2e.option[0].Timestamp', 'e2e.option[0].Authenticator'] : []
  return { from, to, bytes, mask: maskOf(bytes, [...moment, ...(spec.vary ?? [])]), authenticated }
}

/** Where nothing is said it goes back where the input came from. */
function leavesBy(spec: OutputSpec, input: ExpandedInput | undefined, setting: Setting): Pick<ExpectedOutput, 'from' | 'to'> {
  if (spec.link === undefined && spec.sibling === undefined && spec.host === undefined) return { from: input!.to, to: [input!.from] }
  const hosts = [spec.host ?? []].flat()
  const { local, peer } = placeOf({ ...spec, host: hosts[0] }, setting)
  return { from: local, to: hosts.length > 0 ? hosts : [peer] }
}

function outputBytes(spec: OutputSpec, asked: InputSpec | undefined, input: ExpandedInput | undefined, context: Context): Bytes {
  if (spec.bytes !== undefined) return fromHex(spec.bytes)!
  if (spec.stun !== undefined) {
    const { ip, port } = parseUnderlay(spec.stun.mapped)
    return buildBindingResponse(buildBindingRequest(fromHex(spec.stun.transaction)!), parseIp(ip)!.bytes, port)
  }
  const before = asked === undefined ? {} : packetKeysOf(asked)
  const packet = { ...before, ...packetKeysOf(spec) }
  if (spec.answer === undefined) return buildPacket(packet, context)
  if (input === undefined || spec.path === undefined) throw new UserError('an answer needs something to answer, and a path')
  const quoted = asked!.bytes === undefined ? buildPacket({ ...before, ...packetKeysOf(spec.quote ?? {}) }, context) : input.bytes
  const parts = { answer: spec.answer, path: spec.path, input: input.bytes, quoted, quoteLength: spec.quote?.length }
  const bytes = buildAnswer(parts, answeredBy(context.setting), context)
  setFields(bytes, spec.set ?? {})
  return bytes
}

const answeredBy = ({ as, spec }: Setting) => ({ as, routerId: spec.router, scmpAuthentication: spec.scmpAuthentication })

function maskOf(bytes: Bytes, vary: readonly string[]): Bytes {
  const mask = new Uint8Array(bytes.length).fill(0xff)
  for (const name of vary) clearBits(mask, findField(bytes, name))
  return mask
}

function clearBits(mask: Bytes, { bit, width }: BitRange): void {
  for (let i = bit; i < bit + width; i++) mask[i >> 3]! &= ~(0x80 >> (i & 7))
}
