/** Hosts and payloads of the model by their names, as bytes that the router reads so and no other way. */
import type { ModelPacket } from '#proofs/model/step.ts'
import { type Bytes, bytesEqual } from '#wire/bytes.ts'
import { buildPacket, protocols, type RawHost } from '#wire/header.ts'
import { parseHost, svcHost } from '#wire/host-address.ts'
import { buildScmp } from '#wire/scmp.ts'
import { buildUdp } from '#wire/udp.ts'

export const srcAddress = '10.1.1.1'
export const dstAddress = '10.2.2.2'
export const udpPorts = { srcPort: 40001, dstPort: 40002 } as const

/** A service that no AS has. */
const nobodysService = 0x7777
/** Four bytes of a type that names no host. */
const badHost: RawHost = { type: 8, bytes: new Uint8Array(4) }

export const srcHosts: Readonly<Record<ModelPacket['srcHost'], RawHost>> = { unicast: parseHost(srcAddress), bad: badHost }
export const dstHosts: Readonly<Record<ModelPacket['dstHost'], RawHost>> = {
  host: parseHost(dstAddress),
  service: parseHost('CS'),
  noService: svcHost(nobodysService),
  nowhere: parseHost('0.0.0.0'),
  bad: badHost,
}

interface Payload {
  readonly protocol: number
  readonly bytes: Bytes
}

const udp = buildUdp({ ...udpPorts, data: new Uint8Array(8) })

/** What the SCMP error is about: a packet with a UDP port, so that there is one to deliver the error to. */
const quote = buildPacket(
  {
    trafficClass: 0,
    flowId: 1,
    nextHeader: protocols.udp,
    pathType: 0,
    dstIsdAs: '1-ff00:0:1',
    srcIsdAs: '1-ff00:0:1',
    dstHost: parseHost(srcAddress),
    srcHost: parseHost(dstAddress),
  },
  new Uint8Array(0),
  buildUdp({ srcPort: udpPorts.dstPort, dstPort: udpPorts.srcPort, data: new Uint8Array(0) }),
)

const query = { code: 0, identifier: 7, sequence: 1, data: new Uint8Array(0) }

export const payloads: Readonly<Record<ModelPacket['payload'], Payload>> = {
  udp: { protocol: protocols.udp, bytes: udp },
  scmpError: { protocol: protocols.scmp, bytes: buildScmp({ kind: 'destinationUnreachable', code: 0, quote }) },
  traceroute: { protocol: protocols.scmp, bytes: buildScmp({ kind: 'tracerouteRequest', ...query, isdAs: '0-0', ifId: 0n }) },
  // Too short for the ports of UDP.
  noPort: { protocol: protocols.udp, bytes: udp.subarray(0, 4) },
}

/** The port a host gets each payload at. */
export const deliveryPorts: Readonly<Record<ModelPacket['payload'], number>> = {
  udp: 40002,
  scmpError: 40002,
  traceroute: 30041,
  noPort: 0,
}

const sameHost = (a: RawHost, b: RawHost): boolean => a.type === b.type && bytesEqual(a.bytes, b.bytes)

/** The name of a value in one of the tables above. */
export const nameOf = <K extends string, V>(table: Readonly<Record<K, V>>, is: (value: V) => boolean): K | undefined =>
  (Object.keys(table) as K[]).find(key => is(table[key]))

export const hostName = <K extends string>(table: Readonly<Record<K, RawHost>>, host: RawHost): K | undefined =>
  nameOf(table, known => sameHost(known, host))
