/** Fields of the header as the model names them. Tags, sets and times are the caller's: of symbols, or of what a log shows. */
import type { Hop, Info } from '#wire/path.ts'
import type { ModelHop, ModelInfo, SegId, Tag } from './step.ts'

/** The model's unit of time. */
export const nsPerHalfSecond = 500_000_000

/** `mac`: the tag of the hop field's MAC. */
export const modelHop = ({ ingressAlert, egressAlert, expTime, consIngress, consEgress }: Hop, mac: Tag): ModelHop => ({
  ingressAlert,
  egressAlert,
  exp: expTime,
  consIngress,
  consEgress,
  mac,
})

/** `segId`, `ts`: the info field's, as a set and in half seconds. */
export const modelInfo = ({ consDir, peer }: Info, segId: SegId, ts: number): ModelInfo => ({ consDir, peer, segId, ts })

/** 0..2: where hop field `hf` lies. `segLens`: hop fields of each segment. */
export const segmentOf = ([first = 0, second = 0]: readonly number[], hf: number): number => (hf < first ? 0 : hf < first + second ? 1 : 2)
