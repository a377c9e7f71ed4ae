/** The packet of the benchmarks: IPv4 hosts, two segments of three hops each, 100 bytes of payload. */
import type { Bytes } from '#wire/bytes.ts'
import { buildPacket, type Header, pathTypes, protocols } from '#wire/header.ts'
import { buildPath, type Hop } from '#wire/path.ts'

const hop = (consIngress: number, consEgress: number): Hop => ({
  ingressAlert: false,
  egressAlert: false,
  expTime: 63,
  consIngress,
  consEgress,
  mac: Uint8Array.of(1, 2, 3, 4, 5, 6),
})

const host = (last: number) => ({ type: 0, bytes: Uint8Array.of(10, 0, 0, last) })

export const header: Header = {
  trafficClass: 0,
  flowId: 1,
  nextHeader: protocols.udp,
  pathType: pathTypes.scion,
  dstIsdAs: '2-ff00:0:210',
  srcIsdAs: '1-ff00:0:110',
  dstHost: host(1),
  srcHost: host(2),
}

const timestamp = 1_800_000_000

export const path: Bytes = buildPath({
  currInf: 0,
  currHf: 1,
  segLens: [3, 3],
  infos: [
    { consDir: false, peer: false, segId: 0x1111, timestamp },
    { consDir: true, peer: false, segId: 0x2222, timestamp },
  ],
  hops: [hop(4, 0), hop(3, 2), hop(0, 1), hop(0, 5), hop(6, 7), hop(8, 0)],
})

export const packet: Bytes = buildPacket(header, path, new Uint8Array(100))
