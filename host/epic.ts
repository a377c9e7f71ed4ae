/** EPIC-HP packets: each is sealed for the last two routers of its path.   pkg/snet/path/epic.go */
import type { EpicAuths } from '#control/path/path.ts'
import { createEpicTimestamp, epicHvf, epicMacInput } from '#crypto/epic.ts'
import { nsPerS } from '#wire/actor.ts'
import { type Bytes, concatBytes, setU32 } from '#wire/bytes.ts'
import { epicLength, epicScionAt, lhvfAt, phvfAt } from '#wire/epic.ts'
import { pathAt, pathTypes } from '#wire/header.ts'
import { infoAt, timestamp } from '#wire/path.ts'
import type { DataPath } from './packet.ts'

/** An EPIC path around a SCION path, not sealed yet. */
export const epicPath = (scion: Bytes): DataPath => ({ type: pathTypes.epic, bytes: concatBytes(new Uint8Array(epicLength), scion) })

const maxEpicTimestamp = 0xffff_ffff

export interface EpicSeal {
  readonly auths: EpicAuths
  /** unix seconds */
  readonly nowS: number
  /** tells packets of the same 21 us apart */
  readonly counter: number
}

/** Writes packet id and validation fields. */
export function sealEpic(packet: Bytes, { auths, nowS, counter }: EpicSeal): void {
  const at = pathAt(packet)
  const beginS = timestamp(packet, infoAt(epicScionAt(at), 0))
  // Where clocks differ the segment may begin in the future: then the packet is of its first moment. Routers judge both ends.
  setU32(packet, at, createEpicTimestamp(Math.max(0, nowS - beginS) * nsPerS) ?? maxEpicTimestamp)
  setU32(packet, at + 4, counter)
  const input = epicMacInput(packet, at, beginS)
  packet.set(epicHvf(auths.phvf, input), phvfAt(at))
  packet.set(epicHvf(auths.lhvf, input), lhvfAt(at))
}
