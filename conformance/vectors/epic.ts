/** Replays recorded EPIC-HP values: MAC inputs, validation fields, timestamps, path fields (control/epic.json). */
import { createEpicTimestamp, epicHvf, epicMacInput, epicSentAfterNs, epicTimestampIsFresh } from '#crypto/epic.ts'
import { type Bytes, concatBytes, fromHex, setU16, setU32, toHex } from '#wire/bytes.ts'
import { checkEpic, epicCore, epicCoreCounter, epicCounter, epicLength, epicScionAt, epicTimestamp, lhvfAt, phvfAt } from '#wire/epic.ts'
import { buildPacket, pathAt, pathTypes } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { checkPath } from '#wire/path.ts'
import { type Difference, differ, outcome, type VectorFormat } from '../outcome.ts'

interface Case {
  readonly authenticator: string
  readonly pkt_timestamp: number
  readonly pkt_counter: number
  readonly info_timestamp: number
  readonly src_isd_as: IsdAs
  readonly src_addr_type: number
  readonly src_addr: string
  readonly payload_len: number
  readonly mac_input: string
  readonly hvf: string
}

interface Timestamp {
  readonly now_minus_info_ns: number
  readonly epic_timestamp?: number
  readonly ok?: boolean
  readonly error?: string
}

interface PathCase {
  readonly path: string
  readonly pkt_timestamp: number
  readonly pkt_counter: number
  readonly phvf: string
  readonly lhvf: string
  readonly scion_path: string
  readonly counter_core: number
  readonly counter_core_counter: number
}

interface EpicFile {
  readonly cases: readonly Case[]
  readonly create_timestamp: readonly Timestamp[]
  readonly verify_timestamp: readonly Timestamp[]
  readonly paths: readonly PathCase[]
}

/** Just enough of a packet: the fields a validation field covers. */
function packetOf(c: Case): Bytes {
  const path = concatBytes(new Uint8Array(epicLength), new Uint8Array(4))
  setU32(path, 0, c.pkt_timestamp)
  setU32(path, 4, c.pkt_counter)
  const header = {
    trafficClass: 0,
    flowId: 0,
    nextHeader: 0,
    pathType: pathTypes.epic,
    dstIsdAs: c.src_isd_as,
    srcIsdAs: c.src_isd_as,
    dstHost: { type: 0, bytes: new Uint8Array(4) },
    srcHost: { type: c.src_addr_type, bytes: fromHex(c.src_addr)! },
  }
  const packet = buildPacket(header, path, new Uint8Array(0))
  setU16(packet, 6, c.payload_len)
  return packet
}

function replayCase(c: Case): Difference[] {
  const packet = packetOf(c)
  const input = epicMacInput(packet, pathAt(packet), c.info_timestamp)
  return [...differ('mac_input', c.mac_input, toHex(input)), ...differ('hvf', c.hvf, toHex(epicHvf(fromHex(c.authenticator)!, input)))]
}

function replayPath(c: PathCase): Difference[] {
  const b = fromHex(c.path)!
  const field = (at: number): string => toHex(b.subarray(at, at + 4))
  return [
    ...differ('malformed', undefined, (checkEpic(b, 0) ?? checkPath(b, epicScionAt(0)))?.malformed),
    ...differ('pkt_timestamp', c.pkt_timestamp, epicTimestamp(b, 0)),
    ...differ('pkt_counter', c.pkt_counter, epicCounter(b, 0)),
    ...differ('phvf', c.phvf, field(phvfAt(0))),
    ...differ('lhvf', c.lhvf, field(lhvfAt(0))),
    ...differ('scion_path', c.scion_path, toHex(b.subarray(epicScionAt(0)))),
    ...differ('counter_core', c.counter_core, epicCore(b, 0)),
    ...differ('counter_core_counter', c.counter_core_counter, epicCoreCounter(b, 0)),
  ]
}

export const epicVectors: VectorFormat = {
  name: 'epic',
  recognises: file => Array.isArray((file as EpicFile | null)?.create_timestamp) && Array.isArray((file as EpicFile).verify_timestamp),
  *replay(file) {
    const f = file as EpicFile
    for (const [i, c] of f.cases.entries()) yield outcome(`cases[${i}]`, replayCase(c))
    for (const [i, t] of f.create_timestamp.entries())
      yield outcome(`create_timestamp[${i}]`, differ('epic_timestamp', t.epic_timestamp, createEpicTimestamp(t.now_minus_info_ns)))
    for (const [i, t] of f.verify_timestamp.entries()) {
      const sent = epicSentAfterNs(t.epic_timestamp!) - t.now_minus_info_ns
      yield outcome(`verify_timestamp[${i}]`, differ('ok', t.ok, epicTimestampIsFresh(sent)))
    }
    for (const [i, p] of f.paths.entries()) yield outcome(`paths[${i}]`, replayPath(p))
  },
}
