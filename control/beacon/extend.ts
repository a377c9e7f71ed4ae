/**
 * An AS adds itself to a beacon: hop field with MAC, one peer entry a peering link, what it says of itself, its signature.
 * draft-dekater-scion-controlplane {#path-exploration}; control/beaconing/extender.go
 */
import { chainSegId, createHopMac, type HopMac, hopMac } from '#crypto/mac.ts'
import { type AsTopology, type Interface, interfacesOf } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { expUnitS, macLength } from '#wire/path.ts'
import { appendEntry, makeRoot } from '../segment/codec.ts'
import { encodeBody } from '../segment/entry.ts'
import { epicDigest } from '../segment/epic.ts'
import type { Extensions } from '../segment/extensions.ts'
import { type AsEntry, type HopEntry, noIsdAs, type Segment, type SegmentInfo, type SegmentRoot } from '../segment/segment.ts'
import { associatedData } from '../segment/verify.ts'
import type { Signer } from '../trust/signer.ts'

export interface Extender {
  readonly isdAs: IsdAs
  /** bytes, inside the AS */
  readonly mtu: number
  readonly interfaces: ReadonlyMap<number, Interface>
  readonly peering: readonly (Interface & { readonly neighborIfId: number })[]
  readonly mac: HopMac
  readonly signer: Signer
  /** ExpTime of hop fields, 0..255, where the signer's certificate lives that long */
  readonly expTime: number
  /** add EPIC authenticators */
  readonly epic: boolean
  /** what the AS says of itself in an entry between these interfaces */
  readonly describe: (ingress: number, egress: number) => Extensions | undefined
}

export interface ExtenderOptions extends Pick<Extender, 'expTime'>, Partial<Pick<Extender, 'epic' | 'describe'>> {}

/** `key`: the AS's 16-byte forwarding key. */
export function createExtender(as: AsTopology, key: Bytes, signer: Signer, options: ExtenderOptions): Extender {
  const interfaces = new Map([...interfacesOf(as)].map(({ interface: i }) => [i.ifId, i]))
  const peering = [...interfaces.values()].flatMap(i =>
    i.linkType === 'peer' && i.neighborIfId !== undefined ? [{ ...i, neighborIfId: i.neighborIfId }] : [],
  )
  const { isdAs, mtu } = as
  return { isdAs, mtu, interfaces, peering, mac: createHopMac(key), signer, epic: false, describe: () => undefined, ...options }
}

/** A new beacon leaving by interface `egress`; `undefined` when the AS cannot sign. */
export const originate = (x: Extender, info: SegmentInfo, egress: number): Segment | undefined =>
  addEntry(x, makeRoot(info), undefined, 0, egress, info.timestamp)

/** The beacon that came in by `ingress`, leaving by `egress`; egress 0 ends it: a finished segment. `undefined` when the AS cannot sign. */
export const extend = (x: Extender, beacon: Segment, ingress: number, egress: number, nowS: number): Segment | undefined =>
  addEntry(x, beacon.root, beacon, ingress, egress, nowS)

function addEntry(
  x: Extender,
  root: SegmentRoot,
  before: Segment | undefined,
  ingress: number,
  egress: number,
  nowS: number,
): Segment | undefined {
  const key = x.signer.keyFor(root.timestamp, nowS)
  if (key === undefined) return undefined
  const expTime = expTimeUntil(key.notAfterS, root.timestamp, x.expTime)
  if (expTime === undefined) return undefined
  const entry = makeEntry(x, { beta: before?.beta ?? root.segId, timestamp: root.timestamp, expTime }, ingress, egress)
  return appendEntry(
    root,
    before,
    entry,
    key.sign(encodeBody(entry), () => associatedData(root, before)),
  )
}

/** At most `expTime`, and no later than `notAfterS`; `undefined` when even the shortest life is too long. */
export function expTimeUntil(notAfterS: number, timestamp: number, expTime: number): number | undefined {
  const fits = Math.min(expTime, Math.floor((notAfterS - timestamp) / expUnitS) - 1)
  return fits < 0 ? undefined : fits
}

/** What the MACs of an entry have in common. */
interface Basis {
  readonly beta: number
  readonly timestamp: number
  readonly expTime: number
}

/** Peer hop fields are chained behind the entry's own hop field: they verify with the SegID that follows it. */
function makeEntry(x: Extender, basis: Basis, ingress: number, egress: number): AsEntry {
  const own = hopOf(x, basis, ingress, egress)
  const peerBasis = { ...basis, beta: chainSegId(basis.beta, own.hop.mac) }
  const peers = x.peering.map(p => ({ link: p, ...hopOf(x, peerBasis, p.ifId, egress) }))
  const described = x.describe(ingress, egress)
  const entry: AsEntry = {
    isdAs: x.isdAs,
    next: egress === 0 ? noIsdAs : interfaceOf(x, egress).neighbor,
    mtu: x.mtu,
    hop: own.hop,
    ingressMtu: ingress === 0 ? 0 : interfaceOf(x, ingress).mtu,
    peers: peers.map(({ link, hop }) => ({ peer: link.neighbor, peerIfId: link.neighborIfId, peerMtu: link.mtu, hop })),
    ...(described === undefined ? {} : { extensions: described }),
  }
  if (!x.epic) return entry
  const epic = { hop: own.mac.slice(macLength), peers: peers.map(p => p.mac.slice(macLength)) }
  return { ...entry, epic, extensions: { ...described, epicDigest: epicDigest(epic) } }
}

function interfaceOf(x: Extender, ifId: number): Interface {
  const found = x.interfaces.get(ifId)
  assert(found !== undefined, `interface ${ifId} is one of ${x.isdAs}`)
  return found
}

/** The hop field with its MAC over (beta, timestamp, ExpTime, ingress, egress). {#hf-mac-calc} */
export const makeHop = (x: Extender, beta: number, timestamp: number, ingress: number, egress: number): HopEntry =>
  hopOf(x, { beta, timestamp, expTime: x.expTime }, ingress, egress).hop

/** `mac`: the full one, of which the hop field carries 6 bytes and EPIC the other 10. */
function hopOf(x: Extender, basis: Basis, ingress: number, egress: number): { readonly hop: HopEntry; readonly mac: Bytes } {
  const { beta, timestamp, expTime } = basis
  const mac = hopMac(x.mac, beta, timestamp, expTime, ingress, egress)
  return { hop: { ingress, egress, expTime, mac: mac.slice(0, macLength) }, mac }
}
