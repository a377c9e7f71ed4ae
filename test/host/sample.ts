/** Paths and packets made up for tests: right in form, MACs of no one. */
import { collectMetadata } from '#control/path/collect-metadata.ts'
import type { Path, PathInterface } from '#control/path/path.ts'
import { fingerprintOf } from '#control/path/path.ts'
import type { Endpoint } from '#host/packet.ts'
import { parseHost } from '#wire/host-address.ts'
import { buildPath, type Hop, type Info } from '#wire/path.ts'

/** "1-1#5 1-2#6" */
export const parseInterfaces = (text: string): PathInterface[] =>
  text
    .split(' ')
    .filter(t => t !== '')
    .map(t => ({ isdAs: t.split('#')[0] as PathInterface['isdAs'], ifId: Number(t.split('#')[1]) }))

export function samplePath(interfacesText: string, more: Partial<Path> = {}): Path {
  const interfaces = parseInterfaces(interfacesText)
  const [src, dst] = [interfaces[0]!.isdAs, interfaces.at(-1)!.isdAs]
  const bytes = sampleBytes([{ consDir: true, hops: interfaces.length / 2 + 1 }])
  return {
    src,
    dst,
    bytes,
    interfaces,
    mtu: 1400,
    expiryS: 1e6,
    weight: interfaces.length / 2,
    fingerprint: fingerprintOf(interfaces),
    metadata: collectMetadata(interfaces, []),
    ...more,
  }
}

export interface SampleSegment {
  readonly consDir: boolean
  readonly peer?: boolean
  readonly hops: number
}

/** A path that stands at its beginning. */
export function sampleBytes(segments: readonly SampleSegment[]): Uint8Array {
  const infos = segments.map((s, i): Info => ({ consDir: s.consDir, peer: s.peer ?? false, segId: 0x100 + i, timestamp: 1_000 }))
  const hops = segments.flatMap((s, n) => Array.from({ length: s.hops }, (_, i) => sampleHop(10 * n + i)))
  return buildPath({ currInf: 0, currHf: 0, segLens: segments.map(s => s.hops), infos, hops })
}

const sampleHop = (n: number): Hop => ({
  ...{ ingressAlert: false, egressAlert: false, expTime: 63, consIngress: n, consEgress: n + 1 },
  mac: Uint8Array.of(n, 1, 2, 3, 4, 5),
})

export const sampleEndpoint = (isdAs: Endpoint['isdAs'], address: string): Endpoint => ({ isdAs, host: parseHost(address) })
