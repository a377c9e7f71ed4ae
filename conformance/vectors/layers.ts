/** Takes a packet apart as the reference's decoders do, layer after layer, into the members recordings have. */
import { bfdFlagBits, checkBfd, parseBfd } from '#wire/bfd.ts'
import { type Bytes, type Malformed, malformed, toHex } from '#wire/bytes.ts'
import { checkEpic, epicCounter, epicScionAt, epicTimestamp, hvfLength, lhvfAt, phvfAt } from '#wire/epic.ts'
import { checkExtension, extensionLength, isExtension, optionTypes, parseOptions } from '#wire/extensions.ts'
import {
  checkHeader,
  headerLength,
  nextHeader,
  parseHeader,
  pathAt,
  pathType,
  pathTypes,
  payloadLength,
  protocols,
  version,
} from '#wire/header.ts'
import { formatHost, isHostType } from '#wire/host-address.ts'
import { checkOneHop, firstHopAt, secondHopAt } from '#wire/onehop.ts'
import { checkPath, type Hop, type Info, numHops, numInf, parseHop, parseInfo, parsePath, pathLength, segLen } from '#wire/path.ts'
import { checkScmp } from '#wire/scmp.ts'
import { checkSpao, parseSpao } from '#wire/spao.ts'
import { checkUdp, parseUdp, udpChecksum, udpSaidLength } from '#wire/udp.ts'
import type { Members } from './members.ts'
import { scmpMembers } from './scmp.ts'

export interface Decoded {
  readonly layers: Members
  /** the layer that is malformed; `undefined` = none */
  readonly stage: string | undefined
}

const infoMembers = (info: Info): Members => ({ peer: info.peer, cons_dir: info.consDir, seg_id: info.segId, timestamp: info.timestamp })

const hopMembers = (hop: Hop): Members => ({
  ingress_alert: hop.ingressAlert,
  egress_alert: hop.egressAlert,
  exp_time: hop.expTime,
  ingress: hop.consIngress,
  egress: hop.consEgress,
  mac: toHex(hop.mac),
})

function scionPathMembers(b: Bytes, at: number): Members {
  const path = parsePath(b, at)
  return {
    curr_inf: path.currInf,
    curr_hf: path.currHf,
    seg_len: [segLen(b, at, 0), segLen(b, at, 1), segLen(b, at, 2)],
    num_inf: numInf(b, at),
    num_hops: numHops(b, at),
    len: pathLength(b, at),
    info: path.infos.map(infoMembers),
    hops: path.hops.map(hopMembers),
  }
}

const checkPathOf = (b: Bytes): Malformed | undefined => {
  const [at, end] = [pathAt(b), headerLength(b)]
  switch (pathType(b)) {
    case pathTypes.empty:
      return at === end ? undefined : malformed('empty path with bytes', at)
    case pathTypes.scion:
      return checkPath(b, at, end)
    case pathTypes.oneHop:
      return checkOneHop(b, at, end)
    case pathTypes.epic:
      return checkEpic(b, at, end) ?? checkPath(b, epicScionAt(at), end)
    default:
      return malformed('unknown path type', 8)
  }
}

function pathMembers(b: Bytes): Members {
  const at = pathAt(b)
  switch (pathType(b)) {
    case pathTypes.scion:
      return scionPathMembers(b, at)
    case pathTypes.oneHop: {
      const [first, second] = [parseHop(b, firstHopAt(at)), parseHop(b, secondHopAt(at))]
      return { info: infoMembers(parseInfo(b, at)), first_hop: hopMembers(first), second_hop: hopMembers(second) }
    }
    case pathTypes.epic:
      return {
        pkt_timestamp: epicTimestamp(b, at),
        pkt_counter: epicCounter(b, at),
        phvf: toHex(b.subarray(phvfAt(at), phvfAt(at) + hvfLength)),
        lhvf: toHex(b.subarray(lhvfAt(at), lhvfAt(at) + hvfLength)),
        scion: scionPathMembers(b, epicScionAt(at)),
      }
    default:
      return {}
  }
}

function headerMembers(b: Bytes): Members {
  const h = parseHeader(b)
  return {
    version: version(b),
    traffic_class: h.trafficClass,
    flow_id: h.flowId,
    next_hdr: h.nextHeader,
    hdr_len: headerLength(b) / 4,
    payload_len: payloadLength(b),
    path_type: h.pathType,
    dst_addr_type: h.dstHost.type,
    src_addr_type: h.srcHost.type,
    dst_isd_as: h.dstIsdAs,
    src_isd_as: h.srcIsdAs,
    dst_raw: toHex(h.dstHost.bytes),
    src_raw: toHex(h.srcHost.bytes),
    dst_host: isHostType(h.dstHost.type) ? formatHost(h.dstHost) : 'error',
    src_host: isHostType(h.srcHost.type) ? formatHost(h.srcHost) : 'error',
    path: pathMembers(b),
    actual_payload_len: b.length - headerLength(b),
  }
}

function authenticatorMembers(data: Bytes): Members {
  if (checkSpao(0, data.length) !== undefined) return { auth_error: true }
  const a = parseSpao(data, 0, data.length)
  return { auth: { spi: a.spi, algorithm: a.algorithm, timestamp_sn: a.timestampSn, authenticator: toHex(a.authenticator) } }
}

const extensionMembers = (b: Bytes, at: number): Members => ({
  next_hdr: b[at],
  ext_len: b[at + 1],
  options: parseOptions(b, at).map(({ type, data }) => ({
    type,
    data_len: data.length,
    actual_len: type === optionTypes.pad1 ? 1 : data.length + 2,
    data: toHex(data),
    ...(type === optionTypes.authenticator ? authenticatorMembers(data) : {}),
  })),
})

function udpMembers(b: Bytes, at: number): Members {
  const udp = parseUdp(b, at)
  return {
    src_port: udp.srcPort,
    dst_port: udp.dstPort,
    length: udpSaidLength(b, at),
    checksum: udpChecksum(b, at),
    payload: toHex(udp.data),
  }
}

function bfdMembers(b: Bytes, at: number): Members {
  const p = parseBfd(b, at)
  return {
    version: p.version,
    diagnostic: p.diagnostic,
    state: p.state,
    poll: (p.flags & bfdFlagBits.poll) !== 0,
    final: (p.flags & bfdFlagBits.final) !== 0,
    multiplier: p.detectMult,
    my_discriminator: p.myDiscriminator,
    your_discriminator: p.yourDiscriminator,
    desired_min_tx: p.desiredMinTxUs,
    required_min_rx: p.requiredMinRxUs,
    required_min_echo_rx: p.requiredMinEchoRxUs,
  }
}

const stageOf = (protocol: number): string =>
  ({ [protocols.udp]: 'udp', [protocols.scmp]: 'scmp', [protocols.bfd]: 'bfd', [protocols.hopByHop]: 'hbh', [protocols.endToEnd]: 'e2e' })[
    protocol
  ] ?? 'payload'

/** All layers up to the first that is malformed, and its name. */
export function decodePacket(b: Bytes): Decoded {
  if ((checkHeader(b) ?? checkPathOf(b)) !== undefined) return { layers: {}, stage: 'scion' }
  const layers: Record<string, unknown> = { scion: headerMembers(b) }
  let [protocol, at, allowed] = [nextHeader(b), headerLength(b), [protocols.hopByHop, protocols.endToEnd] as number[]]
  while (isExtension(protocol)) {
    // The reference has the end-to-end decoder refuse any extension header that follows it.
    if (!allowed.includes(protocol)) return { layers, stage: 'e2e' in layers ? 'e2e' : 'hbh' }
    if (checkExtension(b, at) !== undefined) return { layers, stage: stageOf(protocol) }
    layers[stageOf(protocol)] = extensionMembers(b, at)
    allowed = allowed.slice(allowed.indexOf(protocol) + 1)
    ;[protocol, at] = [b[at]!, at + extensionLength(b, at)]
  }
  return decodeUpper(b, protocol, at, layers)
}

function decodeUpper(b: Bytes, protocol: number, at: number, layers: Members): Decoded {
  switch (protocol) {
    case protocols.udp:
      return checkUdp(b, at) === undefined ? { layers: { ...layers, udp: udpMembers(b, at) }, stage: undefined } : { layers, stage: 'udp' }
    case protocols.scmp:
      return checkScmp(b, at) === undefined
        ? { layers: { ...layers, scmp: scmpMembers(b, at) }, stage: undefined }
        : { layers, stage: 'scmp' }
    case protocols.bfd:
      return checkBfd(b, at) === undefined ? { layers: { ...layers, bfd: bfdMembers(b, at) }, stage: undefined } : { layers, stage: 'bfd' }
    default:
      return { layers: { ...layers, payload: { protocol, data: toHex(b.subarray(at)) } }, stage: undefined }
  }
}
