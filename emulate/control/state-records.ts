/** What a control service knows as records of its databases, and back. Whatever is no such record throws. */
import { insertBeacon } from '#control/beacon/store.ts'
import { parseGroupId } from '#control/hidden/group.ts'
import { insertHidden } from '#control/hidden/store.ts'
import { insertSegment, type SegmentStore } from '#control/lookup/segment-store.ts'
import { decodeSegment } from '#control/segment/codec.ts'
import { checkBeacon, checkLife, checkSegment, type Segment } from '#control/segment/segment.ts'
import type { Stores } from '#control/state.ts'
import { readTrc } from '#control/trust/met.ts'
import type { Credential } from '#control/trust/signer.ts'
import type { TrustStore } from '#control/trust/store.ts'
import { type Chain, formatChain, parseChain } from '#crypto/chain.ts'
import { formatPrivateKey, keysMatch, parsePrivateKey } from '#crypto/key-file.ts'
import { fromBase64, toBase64 } from '#crypto/pem.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import { type Bytes, isMalformed, type Malformed } from '#wire/bytes.ts'
import type { StateRecord } from './state-file.ts'

/** Of others' chains, those that are valid still. */
export function* trustRecords(store: TrustStore, credentials: readonly Credential[], nowS: number): Generator<StateRecord> {
  for (const trcs of store.trcs.values()) for (const { der } of trcs) yield { trc: toBase64(der) }
  for (const { chain, key } of credentials) yield { chain: formatChain(chain), key: formatPrivateKey(key) }
  for (const keys of store.chains.values())
    for (const chains of keys.values()) for (const chain of chains) if (chain.as.notAfterS >= nowS) yield { chain: formatChain(chain) }
}

export type TrustRecord = { readonly trc: SignedTrc } | { readonly chain: Chain } | { readonly credential: Credential }

export function readTrustRecord({ trc, chain, key }: StateRecord): TrustRecord {
  if (trc !== undefined) return { trc: good(readTrc(bytesIn(trc))) }
  const read = good(parseChain(textIn(chain)))
  if (key === undefined) return { chain: read }
  const privateKey = good(parsePrivateKey(textIn(key)))
  if (read.as.publicKey === undefined || !keysMatch(privateKey, read.as.publicKey)) throw new Error('a key that is not that of its chain')
  return { credential: { chain: read, key: privateKey } }
}

export function* beaconRecords({ beacons }: Stores): Generator<StateRecord> {
  for (const { stored } of beacons.groups.values())
    for (const { beacon, ingress } of stored.values()) yield { beacon: toBase64(beacon.bytes), ingress }
}

/** A record's part in the stores of a service, put there by calling it; what has expired since stays out. */
export type Restore = (stores: Stores, nowS: number) => void

export function readBeaconRecord({ beacon, ingress }: StateRecord): Restore {
  const segment = segmentIn(beacon)
  if (!Number.isInteger(ingress)) throw new Error('a beacon without its interface')
  return ({ beacons }, nowS) => {
    if ((checkBeacon(segment) ?? checkLife(segment, nowS)) === undefined) insertBeacon(beacons, segment, ingress as number)
  }
}

const segmentStores = ['ups', 'cores', 'downs'] as const satisfies readonly (keyof Stores)[]

export function* pathRecords(stores: Stores): Generator<StateRecord> {
  for (const name of segmentStores) for (const segment of allOf(stores[name])) yield { store: name, segment: toBase64(segment.bytes) }
  for (const [group, store] of stores.hiddens) for (const segment of allOf(store)) yield { group, segment: toBase64(segment.bytes) }
}

function* allOf({ byEnd }: SegmentStore): Generator<Segment> {
  for (const segments of byEnd.values()) yield* segments.values()
}

export function readPathRecord(record: StateRecord): Restore {
  const segment = segmentIn(record.segment)
  const insert = inserting(record)
  return (stores, nowS) => {
    if ((checkSegment(segment) ?? checkLife(segment, nowS)) === undefined) insert(stores, segment, nowS)
  }
}

function inserting({ store, group }: StateRecord): (stores: Stores, segment: Segment, nowS: number) => void {
  const name = segmentStores.find(s => s === store)
  if (name !== undefined) return (stores, segment, nowS) => insertSegment(stores[name], segment, nowS)
  const id = parseGroupId(textIn(group))
  return ({ hiddens }, segment, nowS) => insertHidden(hiddens, id, segment, nowS)
}

const segmentIn = (value: unknown): Segment => good(decodeSegment(bytesIn(value)))

function textIn(value: unknown): string {
  if (typeof value === 'string') return value
  throw new Error('a line that is no record')
}

function bytesIn(value: unknown): Bytes {
  const bytes = fromBase64(textIn(value))
  if (bytes === undefined) throw new Error('what should be base64 is not')
  return bytes
}

function good<T>(value: T | Malformed): T {
  if (isMalformed(value)) throw new Error(value.malformed)
  return value
}
