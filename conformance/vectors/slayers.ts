/** Replays recorded decoding of whole packets, layer by layer, and operations on paths (control/slayers.json). */
import { type Bytes, fromHex, isMalformed, type Malformed, malformed, toHex } from '#wire/bytes.ts'
import { firstHopAt, oneHopAsScionPath, secondHopAt } from '#wire/onehop.ts'
import {
  buildPath,
  consIngress,
  currInfMatchesCurrHf,
  incrementPath,
  isCrossOver,
  isFirstHop,
  isFirstHopAfterCrossOver,
  isLastHop,
  isPenultimateHop,
  parseHop,
  parseInfo,
  reversePath,
} from '#wire/path.ts'
import { type Difference, differ, outcome, type VectorFormat } from '../outcome.ts'
import { decodePacket } from './layers.ts'
import { differMembers, type Members } from './members.ts'

interface Case {
  readonly note: string
  readonly packet: string
  readonly ok: boolean
  readonly stage?: string
  readonly truncated?: boolean
}

interface PathOperation extends Members {
  readonly path?: string
  readonly onehop?: string
}

interface SlayersFile {
  readonly cases: readonly Case[]
  readonly path_operations: readonly PathOperation[]
}

function replayCase(c: Case): Difference[] {
  const { layers, stage } = decodePacket(fromHex(c.packet)!)
  // `truncated` is a flag of the reference's packet library.
  const { note: _note, packet: _packet, truncated: _truncated, ok, stage: expectedStage, ...expectedLayers } = c
  return [...differ('ok', ok, stage === undefined), ...differ('stage', expectedStage, stage), ...differMembers(expectedLayers, layers)]
}

function incremented(path: Bytes): Members {
  const b = path.slice()
  return incrementPath(b, 0) ? { inc_path: toHex(b) } : { inc_path: toHex(b), inc_path_error: true }
}

function reversed(path: Bytes): string {
  const b = path.slice()
  reversePath(b, 0)
  return toHex(b)
}

const scionOperations = (path: Bytes): Members => ({
  is_xover: isCrossOver(path, 0),
  is_first_hop_after_xover: isFirstHopAfterCrossOver(path, 0),
  is_first_hop: isFirstHop(path, 0),
  is_penultimate_hop: isPenultimateHop(path, 0),
  is_last_hop: isLastHop(path, 0),
  curr_inf_matches_curr_hf: currInfMatchesCurrHf(path, 0),
  ...incremented(path),
  reverse: reversed(path),
})

/** A one-hop path can be answered once the receiving router has written its hop. */
function oneHopReversed(b: Bytes): Bytes | Malformed {
  if (consIngress(b, secondHopAt(0)) === 0) return malformed('incomplete one-hop path', secondHopAt(0))
  const path = buildPath(oneHopAsScionPath(parseInfo(b, 0), parseHop(b, firstHopAt(0)), parseHop(b, secondHopAt(0))))
  reversePath(path, 0)
  return path
}

function replayPathOperation({ path, onehop, ...expected }: PathOperation): Difference[] {
  if (path !== undefined) return differMembers(expected, scionOperations(fromHex(path)!))
  const reverse = oneHopReversed(fromHex(onehop!)!)
  return differMembers(expected, isMalformed(reverse) ? { reverse_error: reverse.malformed } : { reverse_scion: toHex(reverse) })
}

export const slayersVectors: VectorFormat = {
  name: 'slayers',
  recognises: file => Array.isArray((file as SlayersFile | null)?.path_operations) && Array.isArray((file as SlayersFile).cases),
  *replay(file) {
    const { cases, path_operations } = file as SlayersFile
    for (const [i, c] of cases.entries()) yield outcome(`cases[${i}] ${c.note}`, replayCase(c))
    for (const [i, operation] of path_operations.entries()) yield outcome(`path_operations[${i}]`, replayPathOperation(operation))
  },
}
