/** What is valid: the MACs and EPIC fields that logged decisions could ask about, computed with the real keys, and a tag for every MAC seen. */
import { epicHvf, epicMacInput } from '#crypto/epic.ts'
import { chainSegId, createHopMac, type HopMac, hopMac } from '#crypto/mac.ts'
import { segmentOf } from '#proofs/model/fields.ts'
import type { HvfRecord, MacRecord, ModelPacket, SegId, Tag } from '#proofs/model/step.ts'
import { type Bytes, bytesEqual, getU16, toHex } from '#wire/bytes.ts'
import { hvfLength, lhvfAt, phvfAt } from '#wire/epic.ts'
import { pathAt } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Hop, type Info, macLength } from '#wire/path.ts'
import type { PathHeader } from './header.ts'
import { modelTime } from './time.ts'

export interface Knowledge {
  macTag(mac: Bytes): Tag
  /** A field is right for its packet only: the same four bytes elsewhere are another tag. */
  hvfTag(h: PathHeader, field: Bytes): Tag
  /** Notes what a router of the AS may ask about a packet that came in by `ifId`. */
  learn(isdAs: IsdAs, ifId: number, h: PathHeader, packet: ModelPacket): void
  macs(): readonly MacRecord[]
  hvfs(): readonly HvfRecord[]
  /** of tag 1, 2, ...: what each folds into a SegID */
  prefixes(): readonly SegId[]
}

/** The numbers of the set bits. */
export const bitsOf = (v: number): SegId => Array.from({ length: 16 }, (_, bit) => bit).filter(bit => (v >> bit) & 1)

/** `epochS`: unix seconds at which the model's time begins; `keyOf`: forwarding keys. */
export function createKnowledge(epochS: number, keyOf: (isdAs: IsdAs) => Bytes): Knowledge {
  const { macTag, hvfTag, prefixes } = createTags()
  const computeMac = createMacs(keyOf)
  const macs = new Map<string, MacRecord>()
  const hvfs = new Map<string, HvfRecord>()

  const recordMac = (as: IsdAs, asked: Asked, isWritten = false): Bytes => {
    const full = computeMac(as, asked)
    const name = nameOf(as, asked)
    const { info, hop, segId } = asked
    const mac = full.subarray(0, macLength)
    // The model asks whether a MAC that it was given is valid. Which other would be is asked where a router writes one.
    if (!macs.has(name) && (isWritten || bytesEqual(mac, hop.mac))) {
      const ts = modelTime(info.timestamp, epochS)
      macs.set(name, { as, ts, exp: hop.expTime, in: hop.consIngress, eg: hop.consEgress, segId: bitsOf(segId), tag: macTag(mac) })
    }
    return full
  }
  const recordHvf = (full: Bytes, h: PathHeader, { infos, sentAt, src, payload }: ModelPacket): void => {
    const at = pathAt(h.bytes)
    const hvf = epicHvf(full, epicMacInput(h.bytes, at, h.infos[0]!.timestamp))
    const fits = [phvfAt(at), lhvfAt(at)].some(field => bytesEqual(hvf, h.bytes.subarray(field, field + hvfLength)))
    if (!fits) return
    const value = { mac: macTag(full.subarray(0, macLength)), ts: infos[0]!.ts, sentAt, src, payload, hvf: hvfTag(h, hvf) }
    hvfs.set(JSON.stringify(value), value)
  }
  return {
    macTag,
    hvfTag,
    learn(isdAs, ifId, h, packet) {
      for (const asked of askable(h)) {
        const full = recordMac(isdAs, asked)
        if (h.kind === 'epic') recordHvf(full, h, packet)
      }
      if (h.kind === 'oneHop') recordMac(isdAs, completion(h, ifId), true)
    },
    macs: () => [...macs.values()],
    hvfs: () => [...hvfs.values()],
    prefixes: () => prefixes,
  }
}

/** What a MAC is made of. */
interface Asked {
  readonly info: Info
  readonly hop: Hop
  readonly segId: number
}

/** The current hop's, with the SegID as it came and with that MAC taken out, and the next hop's. */
const askable = (h: PathHeader): Asked[] =>
  [h.currHf, h.currHf + 1].flatMap(hf => {
    const hop = h.hops[hf]
    const info = h.infos[segmentOf(h.segLens, hf)]
    if (hop === undefined || info === undefined) return []
    return [info.segId, chainSegId(info.segId, hop.mac)].map(segId => ({ info, hop, segId }))
  })

/** The hop field by which a router completes a one-hop path. */
const completion = ({ infos: [info], hops: [hop] }: PathHeader, ifId: number): Asked => ({
  info: info!,
  hop: { ...hop!, consIngress: ifId, consEgress: 0 },
  segId: info!.segId,
})

const nameOf = (isdAs: IsdAs, { info, hop, segId }: Asked): string =>
  `${isdAs} ${segId} ${info.timestamp} ${hop.expTime} ${hop.consIngress} ${hop.consEgress}`

/** All 16 bytes of a MAC, each computed once. */
function createMacs(keyOf: (isdAs: IsdAs) => Bytes): (isdAs: IsdAs, asked: Asked) => Bytes {
  const keys = new Map<IsdAs, HopMac>()
  const computed = new Map<string, Bytes>()
  return (isdAs, asked) => {
    const name = nameOf(isdAs, asked)
    const known = computed.get(name)
    if (known !== undefined) return known
    const key = keys.get(isdAs) ?? createHopMac(keyOf(isdAs))
    keys.set(isdAs, key)
    const { info, hop, segId } = asked
    const mac = hopMac(key, segId, info.timestamp, hop.expTime, hop.consIngress, hop.consEgress).slice()
    computed.set(name, mac)
    return mac
  }
}

function createTags() {
  const tags = new Map<string, Tag>()
  const prefixes: SegId[] = []
  const tagOf = (name: string, prefix: number): Tag => {
    const known = tags.get(name)
    if (known !== undefined) return known
    prefixes.push(bitsOf(prefix))
    tags.set(name, prefixes.length)
    return prefixes.length
  }
  return {
    prefixes,
    macTag: (mac: Bytes): Tag => tagOf(toHex(mac), getU16(mac, 0)),
    hvfTag: (h: PathHeader, field: Bytes): Tag =>
      tagOf(`${toHex(field)} ${toHex(epicMacInput(h.bytes, pathAt(h.bytes), h.infos[0]!.timestamp))}`, 0),
  }
}
