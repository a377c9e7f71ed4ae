/** What a packet carries. */
import { type Bytes, concatBytes, setU16 } from '#wire/bytes.ts'
import { buildPacket, hostTypes, pathTypes, protocols } from '#wire/header.ts'
import { buildPath } from '#wire/path.ts'
import { scmpBlockLength, scmpHeaderLength } from '#wire/scmp.ts'
import { buildUdp } from '#wire/udp.ts'
import type { PayloadPlan } from './recipe.ts'

export function protocolOf(plan: PayloadPlan): number {
  switch (plan.kind) {
    case 'udp':
      return protocols.udp
    case 'tcp':
      return protocols.tcp
    case 'raw':
      return plan.protocol
    default:
      return protocols.scmp
  }
}

const pattern: Bytes = Uint8Array.from({ length: 0x1_0000 }, (_, i) => i)
/** Bytes that count: only lent, whoever builds a message of them copies. */
const counting = (length: number): Bytes => pattern.subarray(0, length)

/** The message, its checksum zero. */
export function buildPayload(plan: PayloadPlan): Bytes {
  switch (plan.kind) {
    case 'udp':
      return buildUdp({ srcPort: plan.srcPort, dstPort: plan.dstPort, data: counting(plan.data) })
    case 'tcp': {
      const b = new Uint8Array(20 + plan.data)
      setU16(b, 0, plan.srcPort)
      setU16(b, 2, plan.dstPort)
      return b
    }
    case 'raw':
      return counting(plan.data)
    case 'scmp': {
      const b = scmpHead(plan.type, plan.code)
      if (b.length >= 8) setU16(b, 4, plan.identifier)
      return concatBytes(b, counting(plan.data))
    }
    case 'scmpError': {
      const quote = quotedPacket(plan.quoted, plan.port)
      return concatBytes(scmpHead(plan.type, plan.code), quote.subarray(0, Math.max(0, quote.length - plan.cut)))
    }
  }
}

function scmpHead(type: number, code: number): Bytes {
  const b = new Uint8Array(scmpHeaderLength + scmpBlockLength(type))
  b[0] = type
  b[1] = code
  return b
}

/** A packet that someone of this AS may have sent: UDP from a port, or SCMP of a type with an identifier. */
function quotedPacket(quoted: 'udp' | number, port: number): Bytes {
  const host = { type: hostTypes.ipv4, bytes: Uint8Array.of(10, 0, 0, 1) }
  const hop = { ingressAlert: false, egressAlert: false, expTime: 63, consIngress: 1, consEgress: 2, mac: new Uint8Array(6) }
  const info = { consDir: true, peer: false, segId: 0x1234, timestamp: 1_700_000_000 }
  const path = buildPath({ currInf: 0, currHf: 0, segLens: [2], infos: [info], hops: [hop, hop] })
  const payload =
    quoted === 'udp'
      ? buildUdp({ srcPort: port, dstPort: 53, data: counting(4) })
      : buildPayload({ kind: 'scmp', type: quoted, code: 0, identifier: port, data: 0 })
  const header = {
    trafficClass: 0,
    flowId: 1,
    nextHeader: quoted === 'udp' ? protocols.udp : protocols.scmp,
    pathType: pathTypes.scion,
    dstIsdAs: '1-ff00:0:2',
    srcIsdAs: '1-ff00:0:3',
    dstHost: host,
    srcHost: host,
  } as const
  return buildPacket(header, path, payload)
}
