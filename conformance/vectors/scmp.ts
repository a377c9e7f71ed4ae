/** Replays recorded SCMP messages: bytes, fields, checksums, type names; and UDP checksums (control/scmp.json). */
import { type Bytes, concatBytes, fromHex, toHex } from '#wire/bytes.ts'
import { checksumIsValid, setUpperLayerChecksum } from '#wire/checksum.ts'
import { headerLength, parseHeader, protocols } from '#wire/header.ts'
import { formatHost } from '#wire/host-address.ts'
import { buildScmp, checkScmp, isScmpError, parseScmp, scmpBlockLength, scmpChecksum, scmpHeaderLength } from '#wire/scmp.ts'
import { scmpCodeName, scmpTypeName, scmpTypes } from '#wire/scmp-names.ts'
import { buildUdp, parseUdp, udpChecksum, udpSaidLength } from '#wire/udp.ts'
import { type Difference, differ, outcome, type VectorFormat } from '../outcome.ts'
import { differMembers, type Members } from './members.ts'

interface RecordedScmp {
  readonly type: number
  readonly code: number
  readonly [member: string]: unknown
}

interface Case {
  readonly note: string
  readonly dst_isd_as: string
  readonly src_isd_as: string
  readonly dst_addr_type: number
  readonly src_addr_type: number
  readonly dst_host: string
  readonly src_host: string
  readonly dst_raw: string
  readonly src_raw: string
  readonly scmp: RecordedScmp
  readonly scmp_bytes: string
  readonly packet: string
}

interface UdpCase {
  readonly packet: string
  readonly udp_bytes: string
  readonly src_port: number
  readonly dst_port: number
  readonly length: number
  readonly checksum: number
}

interface ScmpFile {
  readonly cases: readonly Case[]
  readonly malformed: readonly { readonly note: string; readonly bytes: string; readonly ok: boolean; readonly scmp?: RecordedScmp }[]
  readonly type_names: readonly { readonly type: number; readonly code: number; readonly string: string; readonly info_msg: boolean }[]
  readonly udp: readonly UdpCase[]
}

const capitalised = (name: string): string =>
  name[0]!.toUpperCase() +
  name
    .slice(1)
    .replace('Scion', 'SCION')
    .replace('Mac', 'MAC')
    .replace(/Id(?=[A-Z])/, 'ID')

/** The reference's name of a type and code: only parameter problems have named codes there. */
export function referenceName(type: number, code: number): string {
  const name = scmpTypeName(type)
  if (name === undefined) return `${type}(${code})`
  const codeName = type === scmpTypes.parameterProblem ? scmpCodeName(type, code) : undefined
  if (codeName !== undefined) return `${capitalised(name)}(${capitalised(codeName)})`
  return code === 0 ? capitalised(name) : `${capitalised(name)}(Code: ${code})`
}

/** The members the file lists for a message, from our value of it. A type without a message counts as one with a block of 4 in the reference. */
export function scmpMembers(b: Bytes, at: number): Members {
  const scmp = parseScmp(b, at)
  const type = scmp.kind === 'unknown' ? scmp.type : scmpTypes[scmp.kind]
  return {
    type,
    code: scmp.code,
    name: referenceName(type, scmp.code),
    info_msg: !isScmpError(type),
    checksum: scmpChecksum(b, at),
    header_size: scmpHeaderLength + (scmpBlockLength(type) || 4),
    payload: toHex('quote' in scmp ? scmp.quote : scmp.data),
    ...('mtu' in scmp ? { mtu: scmp.mtu } : {}),
    ...('pointer' in scmp ? { pointer: scmp.pointer } : {}),
    ...('identifier' in scmp ? { identifier: scmp.identifier, sequence: scmp.sequence } : {}),
    ...('isdAs' in scmp ? { isd_as: scmp.isdAs } : {}),
    ...('ifId' in scmp ? { interface: scmp.ifId } : {}),
    ...('ingress' in scmp ? { ingress: scmp.ingress, egress: scmp.egress } : {}),
  }
}

/** A packet whose message from `at` on was built from its value and given its checksum anew. */
function rebuilt(packet: Bytes, protocol: number, at: number, message: Bytes): Bytes {
  const b = concatBytes(packet.subarray(0, at), message)
  setUpperLayerChecksum(b, protocol, at)
  return b
}

function replayCase(c: Case): Difference[] {
  const packet = fromHex(c.packet)!
  const at = headerLength(packet)
  const bad = checkScmp(packet, at)
  if (bad !== undefined) return differ('scmp', 'ok', bad.malformed)
  const h = parseHeader(packet)
  return [
    ...differ('dst_isd_as', c.dst_isd_as, h.dstIsdAs),
    ...differ('src_isd_as', c.src_isd_as, h.srcIsdAs),
    ...differ('dst_addr_type', c.dst_addr_type, h.dstHost.type),
    ...differ('src_addr_type', c.src_addr_type, h.srcHost.type),
    ...differ('dst_host', c.dst_host, formatHost(h.dstHost)),
    ...differ('src_host', c.src_host, formatHost(h.srcHost)),
    ...differ('dst_raw', c.dst_raw, toHex(h.dstHost.bytes)),
    ...differ('src_raw', c.src_raw, toHex(h.srcHost.bytes)),
    ...differ('scmp_bytes', c.scmp_bytes, toHex(packet.subarray(at))),
    ...differMembers(c.scmp, scmpMembers(packet, at)),
    ...differ('checksum is valid', true, checksumIsValid(packet, protocols.scmp, at)),
    ...differ('packet', c.packet, toHex(rebuilt(packet, protocols.scmp, at, buildScmp(parseScmp(packet, at))))),
  ]
}

function replayMalformed(bytes: Bytes, expected: RecordedScmp | undefined): Difference[] {
  const ok = checkScmp(bytes, 0) === undefined
  return ok && expected !== undefined ? differMembers(expected, scmpMembers(bytes, 0)) : differ('ok', expected !== undefined, ok)
}

function replayUdp(c: UdpCase): Difference[] {
  const packet = fromHex(c.packet)!
  const at = headerLength(packet)
  const udp = parseUdp(packet, at)
  return [
    ...differ('udp_bytes', c.udp_bytes, toHex(packet.subarray(at))),
    ...differ('src_port', c.src_port, udp.srcPort),
    ...differ('dst_port', c.dst_port, udp.dstPort),
    ...differ('length', c.length, udpSaidLength(packet, at)),
    ...differ('checksum', c.checksum, udpChecksum(packet, at)),
    ...differ('packet', c.packet, toHex(rebuilt(packet, protocols.udp, at, buildUdp(udp)))),
  ]
}

export const scmpVectors: VectorFormat = {
  name: 'scmp',
  recognises: file => Array.isArray((file as ScmpFile | null)?.type_names) && Array.isArray((file as ScmpFile).udp),
  *replay(file) {
    const { cases, malformed, type_names, udp } = file as ScmpFile
    for (const [i, c] of cases.entries()) yield outcome(`cases[${i}] ${c.note}`, replayCase(c))
    for (const [i, m] of malformed.entries()) yield outcome(`malformed[${i}] ${m.note}`, replayMalformed(fromHex(m.bytes)!, m.scmp))
    for (const [i, t] of type_names.entries()) {
      const differences = [
        ...differ('string', t.string, referenceName(t.type, t.code)),
        ...differ('info_msg', t.info_msg, !isScmpError(t.type)),
      ]
      yield outcome(`type_names[${i}] ${t.type}/${t.code}`, differences)
    }
    for (const [i, u] of udp.entries()) yield outcome(`udp[${i}]`, replayUdp(u))
  },
}
