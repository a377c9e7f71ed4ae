/**
 * The symbols of the model as bytes. A tag is the MAC that crypto/mac.ts makes of its record in `Macs` with the key of its AS, or, of one that has
 * no record, six bytes that are nobody's; a SegID is the XOR of what its set names: two bytes of a MAC, or 16 bits of chance for an atom.
 */
import { createHopMac, type HopMac, hopMac } from '#crypto/mac.ts'
import type { MacRecord, SegId, Tag } from '#proofs/model/step.ts'
import { simulatedKey } from '#sim/network.ts'
import { seedBytes } from '#sim/random.ts'
import { type Bytes, getU16, toHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { macLength } from '#wire/path.ts'
import type { ReplayNetwork } from './network.ts'

export interface Symbols {
  readonly seed: number
  /** unix seconds of the model's time 0 */
  readonly epochS: number
  /** 16 bytes; `undefined` of an AS that the network has not */
  key(as: IsdAs): Bytes | undefined
  /** the MAC, 6 bytes */
  mac(tag: Tag): Bytes
  /** all 16 bytes of it, `undefined` for a tag without a record */
  authenticator(tag: Tag): Bytes | undefined
  segId(set: SegId): number
  /** the MAC that an AS makes of these */
  make(as: IsdAs, segId: number, ts: number, exp: number, consIngress: number, consEgress: number): Bytes
  /** A SegID whose MAC begins with two bytes of zero: it is folded in and nothing changes, as the model has it of forged tags. Throws `Coincidence`. */
  search(as: IsdAs, ts: number, exp: number, consIngress: number, consEgress: number): { readonly segId: number; readonly mac: Bytes }
  /** the tag of 6 bytes that `mac` gave out */
  tagOf(mac: Bytes): Tag | undefined
  /** a set with this value that `segId` was asked for */
  setOf(segId: number): SegId | undefined
}

/** Unix seconds of the model's time 0, where no real router is asked. */
const someEpochS = 1_800_000_000
/** Seconds on the wire of a timestamp in half seconds. */
export const wireTimestamp = ({ epochS }: Pick<Symbols, 'epochS'>, ts: number): number => epochS + Math.floor(ts / 2)

/** Sets of the model that chance gave the same 16 bits, or MACs the same 6 bytes: another seed gives others. */
export class Coincidence extends Error {}

/** The keys of the ASes, and the MACs they make. */
function createKeys({ topology }: Pick<ReplayNetwork, 'topology'>, seed: number, epochS: number): Pick<Symbols, 'key' | 'make'> {
  const keys = new Map(topology.ases.map(as => [as.isdAs, simulatedKey(seed, as.isdAs)]))
  const hopMacs = new Map<IsdAs, HopMac>([...keys].map(([as, key]) => [as, createHopMac(key)]))
  const make: Symbols['make'] = (as, segId, ts, exp, consIngress, consEgress) => {
    const mac = hopMacs.get(as)
    if (mac === undefined) throw new UserError(`AS ${as} is not in the network`, 'is it a state of another topology?')
    return hopMac(mac, segId, wireTimestamp({ epochS }, ts), exp, consIngress, consEgress)
  }
  return { key: as => keys.get(as), make }
}

/** Two of three hop fields have such a SegID; for the others another key is tried. */
function createSearch(make: Symbols['make']): Symbols['search'] {
  const found = new Map<string, ReturnType<Symbols['search']>>()
  return (as, ts, exp, consIngress, consEgress) => {
    const place = `${as} ${ts} ${exp} ${consIngress} ${consEgress}`
    const known = found.get(place)
    if (known !== undefined) return known
    for (let segId = 0; segId < 0x1_0000; segId++) {
      const mac = make(as, segId, ts, exp, consIngress, consEgress)
      if (getU16(mac, 0) !== 0) continue
      const result = { segId, mac: mac.slice(0, macLength) }
      found.set(place, result)
      return result
    }
    throw new Coincidence(`no SegID has a MAC that begins with zeroes at ${place}`)
  }
}

/** Sets as numbers. `mac`: of a tag. */
function createSets(seed: number, mac: Symbols['mac']): Pick<Symbols, 'segId' | 'setOf'> {
  const prefixes = new Map<number, number>()
  const sets = new Map<number, SegId>()
  const prefixOf = (symbol: number): number => {
    const known = prefixes.get(symbol)
    if (known !== undefined) return known
    const prefix = getU16(symbol < 0 ? seedBytes(seed, `atom ${symbol}`) : mac(symbol), 0)
    prefixes.set(symbol, prefix)
    return prefix
  }
  const segId = (set: SegId): number => {
    let value = 0
    for (const symbol of set) value ^= prefixOf(symbol)
    if (!sets.has(value)) sets.set(value, set)
    return value
  }
  return { segId, setOf: value => sets.get(value) }
}

/** Throws `Coincidence`, and `UserError` where the records cannot be: one tag for two hop fields, or a tag inside its own SegID. */
export function createSymbols(
  network: Pick<ReplayNetwork, 'macs' | 'topology' | 'forgedTags'>,
  seed: number,
  epochS = someEpochS,
): Symbols {
  const records = recordsByTag(network.macs)
  const { key, make } = createKeys(network, seed, epochS)
  const full = new Map<Tag, Bytes>()
  const macs = new Map<Tag, Bytes>()
  const tags = new Map<string, Tag>()
  const open = new Set<Tag>()

  const authenticator = (tag: Tag): Bytes | undefined => {
    const record = records.get(tag)
    const made = full.get(tag)
    if (record === undefined || made !== undefined) return made
    if (open.has(tag)) throw new UserError(`the MAC ${tag} is part of its own SegID`)
    open.add(tag)
    const bytes = make(record.as, segId(record.segId), record.ts, record.exp, record.in, record.eg)
    open.delete(tag)
    full.set(tag, bytes)
    return bytes
  }
  const mac = (tag: Tag): Bytes => {
    const known = macs.get(tag)
    if (known !== undefined) return known
    const bytes = (authenticator(tag) ?? seedBytes(seed, `MAC ${tag}`)).slice(0, macLength)
    // What is forged changes no SegID, at routers whose key was not known either.
    if (network.forgedTags.includes(tag)) bytes.fill(0, 0, 2)
    const other = tags.get(toHex(bytes))
    if (other !== undefined) throw new Coincidence(`the MACs ${other} and ${tag} are the same bytes`)
    tags.set(toHex(bytes), tag)
    macs.set(tag, bytes)
    return bytes
  }
  const { segId, setOf } = createSets(seed, tag => mac(tag))
  for (const tag of records.keys()) mac(tag)
  return {
    seed,
    epochS,
    key,
    mac,
    authenticator,
    segId,
    make,
    search: createSearch(make),
    tagOf: bytes => tags.get(toHex(bytes)),
    setOf,
  }
}

const fieldsOf = (r: MacRecord): string => [r.as, r.ts, r.exp, r.in, r.eg, [...r.segId].sort((a, b) => a - b)].join()

function recordsByTag(macs: readonly MacRecord[]): Map<Tag, MacRecord> {
  const records = new Map<Tag, MacRecord>()
  for (const record of macs) {
    const other = records.get(record.tag)
    if (other !== undefined && fieldsOf(other) !== fieldsOf(record)) throw new UserError(`the MAC ${record.tag} is of two hop fields`)
    records.set(record.tag, record)
  }
  return records
}

/** Symbols of the first seed, from `seed` on, that no coincidence spoils. */
export function symbolsOf(network: Pick<ReplayNetwork, 'macs' | 'topology' | 'forgedTags'>, seed = 1, epochS = someEpochS): Symbols {
  for (let tried = seed; ; tried++) {
    try {
      return createSymbols(network, tried, epochS)
    } catch (error) {
      if (!(error instanceof Coincidence) || tried >= seed + 100) throw error
    }
  }
}
