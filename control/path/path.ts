/** A path a host can use: bytes for the header, and what is known of the way.   private/path/combinator (Path), pkg/snet (PathMetadata) */
import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, setU64, toHex } from '#wire/bytes.ts'
import { type IsdAs, setIsdAs } from '#wire/isdas.ts'
import { emptyMetadata, type PathMetadata } from './metadata.ts'

export interface PathInterface {
  readonly isdAs: IsdAs
  readonly ifId: number
}

export interface Path {
  readonly src: IsdAs
  readonly dst: IsdAs
  /** the SCION path as it goes on the wire, CurrINF and CurrHF 0; empty when src is dst */
  readonly bytes: Bytes
  /** every interface the packet passes, in its order; empty when src is dst */
  readonly interfaces: readonly PathInterface[]
  /** bytes of SCION packet that fit through every AS and link */
  readonly mtu: number
  /** unix seconds, half seconds occur; Infinity when src is dst */
  readonly expiryS: number
  /** links passed */
  readonly weight: number
  /** hex SHA-256 over the interfaces; '' when src is dst */
  readonly fingerprint: string
  readonly metadata: PathMetadata
  /** of the last two hop fields, where their ASes announced them: what EPIC-HP packets are sealed with */
  readonly epicAuths?: EpicAuths | undefined
}

/** Full hop MACs, 16 bytes each. */
export interface EpicAuths {
  /** of the last hop field but one */
  readonly phvf: Bytes
  /** of the last hop field */
  readonly lhvf: Bytes
}

/** The way inside an AS: no path at all. */
export const emptyPath = (isdAs: IsdAs, mtu: number): Path => ({
  src: isdAs,
  dst: isdAs,
  bytes: new Uint8Array(0),
  interfaces: [],
  mtu,
  expiryS: Infinity,
  weight: 0,
  fingerprint: '',
  metadata: emptyMetadata,
})

/** SHA-256 over (ISD-AS 64, interface id 64) of each interface: names the way, not the hop fields. */
export function fingerprintOf(interfaces: readonly PathInterface[]): string {
  const input = new Uint8Array(16 * interfaces.length)
  interfaces.forEach(({ isdAs, ifId }, i) => {
    setIsdAs(input, 16 * i, isdAs)
    setU64(input, 16 * i + 8, BigInt(ifId))
  })
  return toHex(sha256(input))
}

/** "1-ff00:0:110#1 1-ff00:0:111#41": equal texts, equal ways. */
export const interfacesText = (interfaces: readonly PathInterface[]): string => interfaces.map(i => `${i.isdAs}#${i.ifId}`).join(' ')

/** One value an AS of the way, from its interfaces in travel direction; 0 where there is none. */
export function asesOf<T>(interfaces: readonly PathInterface[], make: (isdAs: IsdAs, ingress: number, egress: number) => T): T[] {
  const ases: T[] = []
  for (let i = -1; i < interfaces.length; i += 2) {
    const here = interfaces[i] ?? interfaces[i + 1]
    if (here !== undefined) ases.push(make(here.isdAs, interfaces[i]?.ifId ?? 0, interfaces[i + 1]?.ifId ?? 0))
  }
  return ases
}

/** "1-ff00:0:111#0,41 1-ff00:0:110#1,2 1-ff00:0:112#1,0": an AS each, interfaces in and out, 0 at the ends; '' for no interfaces. */
export const sequenceText = (interfaces: readonly PathInterface[]): string =>
  asesOf(interfaces, (isdAs, ingress, egress) => `${isdAs}#${ingress},${egress}`).join(' ')
