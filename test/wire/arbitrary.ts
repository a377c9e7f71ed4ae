/** Random values of every header, for the properties of wire/ and whatever needs a plausible packet. */
import fc from 'fast-check'
import type { Bfd } from '#wire/bfd.ts'
import { type Bytes, concatBytes } from '#wire/bytes.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { buildExtension, type Option } from '#wire/extensions.ts'
import { buildPacket, type Header, hostTypes, pathTypes, protocols, type RawHost } from '#wire/header.ts'
import { type IsdAs, makeIsdAs } from '#wire/isdas.ts'
import { buildPath, type Hop, type Info, type ScionPath, writeHop, writeInfo } from '#wire/path.ts'
import { buildScmp, type Scmp } from '#wire/scmp.ts'
import { buildSpao, type PacketAuthenticator } from '#wire/spao.ts'
import { buildUdp } from '#wire/udp.ts'

const below = (bits: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 2 ** bits - 1 })
export const bytesOf = (length: number): fc.Arbitrary<Bytes> => fc.uint8Array({ minLength: length, maxLength: length })
export const anyBytes = (maxLength = 300): fc.Arbitrary<Bytes> => fc.uint8Array({ maxLength })
export const u8 = below(8)
export const u16 = below(16)
export const u32 = below(32)
export const u48 = fc.integer({ min: 0, max: 0xffff_ffff_ffff })
export const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

export const isdAs: fc.Arbitrary<IsdAs> = fc.tuple(u16, fc.oneof(u32, u48)).map(([isd, as]) => makeIsdAs(isd, as))

/** Hosts with a meaning. */
export const host: fc.Arbitrary<RawHost> = fc.oneof(
  bytesOf(4).map(bytes => ({ type: hostTypes.ipv4, bytes })),
  bytesOf(16).map(bytes => ({ type: hostTypes.ipv6, bytes })),
  bytesOf(2).map(svc => ({ type: hostTypes.svc, bytes: concatBytes(svc, new Uint8Array(2)) })),
)
/** Of any type nibble. */
export const anyHost: fc.Arbitrary<RawHost> = fc
  .integer({ min: 0, max: 15 })
  .chain(type => bytesOf(((type & 3) + 1) * 4).map(bytes => ({ type, bytes })))

export const info: fc.Arbitrary<Info> = fc.record({ consDir: fc.boolean(), peer: fc.boolean(), segId: u16, timestamp: u32 })
export const hop: fc.Arbitrary<Hop> = fc.record({
  ingressAlert: fc.boolean(),
  egressAlert: fc.boolean(),
  expTime: u8,
  consIngress: u16,
  consEgress: u16,
  mac: bytesOf(6),
})

const hopsOf = (count: number): fc.Arbitrary<readonly Hop[]> => fc.array(hop, { minLength: count, maxLength: count })
const segLens = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 3 })

/** One to three segments, the pointers at one of the hop fields. */
export const scionPath: fc.Arbitrary<ScionPath> = segLens.chain(lens => {
  const count = lens.reduce((sum, n) => sum + n, 0)
  const infos = fc.array(info, { minLength: lens.length, maxLength: lens.length })
  return fc.tuple(infos, hopsOf(count), fc.nat(count - 1)).map(([is, hops, currHf]) => {
    const currInf = currHf < lens[0]! ? 0 : currHf < lens[0]! + (lens[1] ?? 0) ? 1 : 2
    return { currInf, currHf, segLens: lens, infos: is, hops }
  })
})

const oneHopPath = fc.tuple(info, hop, hop).map(([i, first, second]) => {
  const b = new Uint8Array(32)
  writeInfo(b, 0, i)
  writeHop(b, 8, first)
  writeHop(b, 20, second)
  return b
})

/** A path of every type, as it goes on the wire. */
export const anyPath: fc.Arbitrary<{ readonly type: number; readonly bytes: Bytes }> = fc.oneof(
  fc.constant({ type: pathTypes.empty, bytes: new Uint8Array(0) }),
  scionPath.map(p => ({ type: pathTypes.scion, bytes: buildPath(p) })),
  oneHopPath.map(bytes => ({ type: pathTypes.oneHop, bytes })),
  fc.tuple(bytesOf(16), scionPath).map(([head, p]) => ({ type: pathTypes.epic, bytes: concatBytes(head, buildPath(p)) })),
)

export const header: fc.Arbitrary<Header> = fc.record({
  trafficClass: u8,
  flowId: below(20),
  nextHeader: u8,
  pathType: fc.constant(pathTypes.empty),
  dstIsdAs: isdAs,
  srcIsdAs: isdAs,
  dstHost: anyHost,
  srcHost: anyHost,
})

const query = { code: u8, identifier: u16, sequence: u16, data: anyBytes(40) }
const errorKinds = { code: u8, quote: anyBytes(200) }

export const scmp: fc.Arbitrary<Scmp> = fc.oneof(
  fc.record({ kind: fc.constant('destinationUnreachable' as const), ...errorKinds }),
  fc.record({ kind: fc.constant('packetTooBig' as const), mtu: u16, ...errorKinds }),
  fc.record({ kind: fc.constant('parameterProblem' as const), pointer: u16, ...errorKinds }),
  fc.record({ kind: fc.constant('externalInterfaceDown' as const), isdAs, ifId: u64, ...errorKinds }),
  fc.record({ kind: fc.constant('internalConnectivityDown' as const), isdAs, ingress: u64, egress: u64, ...errorKinds }),
  fc.record({ kind: fc.constantFrom('echoRequest' as const, 'echoReply' as const), ...query }),
  fc.record({ kind: fc.constantFrom('tracerouteRequest' as const, 'tracerouteReply' as const), isdAs, ifId: u64, ...query }),
  fc.record({
    kind: fc.constant('unknown' as const),
    type: fc.constantFrom(0, 3, 7, 100, 127, 132, 200, 255),
    code: u8,
    data: anyBytes(40),
  }),
)

export const authenticator: fc.Arbitrary<PacketAuthenticator> = fc.record({
  spi: u32,
  algorithm: u8,
  timestampSn: u48,
  authenticator: bytesOf(16),
})

export const bfd: fc.Arbitrary<Bfd> = fc.record({
  version: below(3),
  diagnostic: below(5),
  state: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  flags: below(6),
  detectMult: u8,
  myDiscriminator: u32,
  yourDiscriminator: u32,
  desiredMinTxUs: u32,
  requiredMinRxUs: u32,
  requiredMinEchoRxUs: u32,
})

/** Not padding, which building adds by itself. */
export const option: fc.Arbitrary<Option> = fc.oneof(
  fc.record({ type: fc.integer({ min: 3, max: 255 }), data: anyBytes(20) }),
  authenticator.map(buildSpao),
)

const options = fc.array(option, { maxLength: 4 })

interface Payload {
  readonly protocol: number
  readonly bytes: Bytes
}

const upperLayer: fc.Arbitrary<Payload> = fc.oneof(
  fc.record({ srcPort: u16, dstPort: u16, data: anyBytes(60) }).map(udp => ({ protocol: protocols.udp, bytes: buildUdp(udp) })),
  scmp.map(message => ({ protocol: protocols.scmp, bytes: buildScmp(message) })),
  anyBytes(40).map(bytes => ({ protocol: protocols.experiment1, bytes })),
)

function assemble(
  h: Header,
  path: { readonly type: number; readonly bytes: Bytes },
  upper: Payload,
  hbh: readonly Option[] | undefined,
  e2e: readonly Option[] | undefined,
): Bytes {
  const end = e2e === undefined ? new Uint8Array(0) : buildExtension(upper.protocol, e2e)
  const afterHbh = e2e === undefined ? upper.protocol : protocols.endToEnd
  const hop = hbh === undefined ? new Uint8Array(0) : buildExtension(afterHbh, hbh)
  const nextHeader = hbh === undefined ? afterHbh : protocols.hopByHop
  const packet = buildPacket({ ...h, pathType: path.type, nextHeader }, path.bytes, concatBytes(hop, end, upper.bytes))
  if (upper.protocol !== protocols.experiment1) setUpperLayerChecksum(packet, upper.protocol, packet.length - upper.bytes.length)
  return packet
}

const maybeOptions = fc.option(options, { nil: undefined })

/** Whole well-formed packets of every kind, checksums filled in. */
export const packet: fc.Arbitrary<Bytes> = fc
  .tuple(header, anyPath, upperLayer, maybeOptions, maybeOptions)
  .map(parts => assemble(...parts))

/** Packets with a few bytes changed or the end cut off, and plain noise. */
export const brokenPacket: fc.Arbitrary<Bytes> = fc.oneof(
  anyBytes(200),
  fc.tuple(packet, fc.array(fc.tuple(fc.nat(200), u8), { maxLength: 5 })).map(([b, changes]) => {
    for (const [at, value] of changes) if (at < b.length) b[at] = value
    return b
  }),
  fc.tuple(packet, fc.nat(300)).map(([b, cut]) => b.subarray(0, Math.max(0, b.length - cut))),
)
