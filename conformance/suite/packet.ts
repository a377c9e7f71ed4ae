/** A case's packet: from what is written to bytes. */
import { epicHvf, epicMacInput } from '#crypto/epic.ts'
import { type Bytes, concatBytes, fromHex, setU32 } from '#wire/bytes.ts'
import { epicLength, epicUnitNs, lhvfAt, phvfAt } from '#wire/epic.ts'
import { UserError } from '#wire/error.ts'
import { buildPacket as assemble, pathAt, pathTypes, type RawHost } from '#wire/header.ts'
import { parseHost, svcHost } from '#wire/host-address.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'
import { buildOneHop } from '#wire/onehop.ts'
import { buildPath, hopLength, infoLength, writeHop } from '#wire/path.ts'
import { setFields } from './field-names.ts'
import type { PacketSpec } from './format.ts'
import { type PathContext, readPath } from './path-notation.ts'
import { buildPayload } from './payload.ts'

export interface PacketContext extends PathContext {
  /** unix nanoseconds: the moment of sending */
  readonly nowNs: bigint
}

const defaults = { trafficClass: 0xb8, flowId: 0xdead, src: '1-ff00:0:3,10.0.3.1', dst: '1-ff00:0:4,10.0.4.1' }

/** Throws `UserError` for what cannot be built. */
export function buildPacket(spec: PacketSpec, context: PacketContext): Bytes {
  const payload = buildPayload(spec, context.nowNs, quoted => buildPacket(quoted, context))
  const [dst, src] = [readEnd(spec.dst ?? defaults.dst), readEnd(spec.src ?? defaults.src)]
  const { trafficClass = defaults.trafficClass, flowId = defaults.flowId } = spec
  const { nextHeader, bytes } = payload
  const head = { trafficClass, flowId, nextHeader, dstIsdAs: dst.isdAs, srcIsdAs: src.isdAs, dstHost: dst.host, srcHost: src.host }
  const packet = assemble({ ...head, pathType: pathTypeOf(spec) }, pathBytes(spec, context), bytes)
  payload.finish(packet)
  if (spec.epic !== undefined) writeEpic(packet, spec, context)
  setFields(packet, spec.set ?? {})
  return concatBytes(packet.subarray(0, spec.cut), fromHex(spec.append ?? '')!)
}

const pathTypeOf = ({ epic, oneHop, path }: PacketSpec): number =>
  epic !== undefined ? pathTypes.epic : oneHop !== undefined ? pathTypes.oneHop : path !== undefined ? pathTypes.scion : pathTypes.empty

function pathBytes({ epic, oneHop, path }: PacketSpec, context: PacketContext): Bytes {
  if (oneHop !== undefined) return oneHopBytes(oneHop, context)
  if (path === undefined) return new Uint8Array(0)
  return concatBytes(new Uint8Array(epic === undefined ? 0 : epicLength), buildPath(readPath(path, context).path))
}

function oneHopBytes(line: string, context: PacketContext): Bytes {
  const { infos, hops } = readPath([line], context).path
  const bytes = buildOneHop(infos[0]!, hops[0]!)
  if (hops[1] !== undefined) writeHop(bytes, infoLength + hopLength, hops[1])
  return bytes
}

/** "1-ff00:0:4,10.0.4.1"; the host may be "CS", "SVC 0x000f", or "type 5 0011..." for a kind that does not exist. Throws `UserError`. */
export function readEnd(text: string): { readonly isdAs: IsdAs; readonly host: RawHost } {
  const comma = text.indexOf(',')
  const isdAs = parseIsdAs(text.slice(0, comma))
  const host = text.slice(comma + 1)
  const [kind, what, hex] = host.split(' ')
  if (kind === 'SVC') return { isdAs, host: svcHost(Number(what)) }
  if (kind !== 'type') return { isdAs, host: parseHost(host) }
  const bytes = fromHex(hex ?? '')
  if (bytes?.length === ((Number(what) & 3) + 1) * 4) return { isdAs, host: { type: Number(what), bytes } }
  throw new UserError(`"${host}" is no host`, 'type N has (N & 3) + 1 words of 4 bytes')
}

/** The validation fields do not depend on what routers change: they are the same in the packet that leaves. */
function writeEpic(packet: Bytes, { epic, path }: PacketSpec, context: PacketContext): void {
  if (path === undefined) throw new UserError('epic needs a path')
  const at = pathAt(packet)
  const { path: scion, authenticators } = readPath(path, context)
  const timestampS = scion.infos[0]!.timestamp
  const sentNs = context.nowNs + BigInt(Math.round(Number.parseFloat(epic!.sent) * 1e9)) - BigInt(timestampS) * 1_000_000_000n
  setU32(packet, at, Number(sentNs / BigInt(epicUnitNs)) - 1)
  setU32(packet, at + 4, 0x0102_0304)
  const input = epicMacInput(packet, at, timestampS)
  if (epic!.phvf !== undefined) packet.set(epicHvf(authenticators[epic!.phvf]!, input), phvfAt(at))
  if (epic!.lhvf !== undefined) packet.set(epicHvf(authenticators[epic!.lhvf]!, input), lhvfAt(at))
}
