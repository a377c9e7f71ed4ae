/**
 * Many packets at once. The rules stay the same ordered array; it is only cut where a hop MAC is judged, so that one call encrypts the blocks
 * of the whole batch: a fast AES needs about a tenth of the time a block.
 */
import type { UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { pathType, pathTypes } from '#wire/header.ts'
import { decide, readScion, settle } from './decide.ts'
import type { RouterLink } from './links.ts'
import { createPacket, loadPacket, type Packet } from './packet.ts'
import type { Rule } from './rule.ts'
import type { RouterState } from './state.ts'
import { refuse, type Verdict } from './verdict.ts'

export interface Batch {
  /** the packets of the last `decideBatch`, as the rules left them */
  readonly packets: readonly Packet[]
  readonly verdicts: (Verdict | undefined)[]
  readonly blocks: Uint32Array
  /** the rules of the SCION path, cut before each that judges a MAC */
  readonly stages: readonly (readonly Rule[])[]
}

/** `size`: how many packets at most. */
export function createBatch(r: RouterState, size: number): Batch {
  const blocks = new Uint32Array(4 * size)
  const packets = Array.from({ length: size }, () => createPacket(r.links.internal, blocks))
  return { packets, verdicts: new Array<Verdict | undefined>(size).fill(undefined), blocks, stages: cut(r.rules.scion) }
}

export const loadBatch = (batch: Batch, i: number, bytes: Bytes, link: RouterLink, from: UnderlayAddress, now: number): void =>
  loadPacket(batch.packets[i]!, bytes, link, from, now)

function cut(rules: readonly Rule[]): Rule[][] {
  const out: Rule[][] = [[]]
  for (const rule of rules) {
    if (rule.prepare !== undefined) out.push([])
    out[out.length - 1]!.push(rule)
  }
  return out
}

/** Decides the first `count` packets. Afterwards `verdicts[i]` is the verdict of packet i. */
export function decideBatch(batch: Batch, count: number, r: RouterState): void {
  const { packets, verdicts, stages } = batch
  for (let i = 0; i < count; i++) verdicts[i] = begin(packets[i]!, r)
  for (const stage of stages) {
    encryptAll(batch, count, r, stage[0]!)
    for (let i = 0; i < count; i++) verdicts[i] ??= runStage(packets[i]!, r, stage)
  }
  for (let i = 0; i < count; i++) verdicts[i] = settle(packets[i]!, verdicts[i] ?? refuse('endOfPath'))
}

/** Packets of the SCION path type go through the stages; the few others are decided at once, each with its own block. */
function begin(p: Packet, r: RouterState): Verdict | undefined {
  const unreadable = readScion(p)
  if (unreadable !== undefined) return unreadable
  return pathType(p.bytes) === pathTypes.scion ? undefined : alone(p, r)
}

function alone(p: Packet, r: RouterState): Verdict {
  const single = createPacket(p.ingress)
  loadPacket(single, p.bytes, p.ingress, p.from, p.now)
  const verdict = decide(single, r)
  const { blocks, block } = p
  Object.assign(p, single, { blocks, block })
  return verdict
}

function encryptAll(batch: Batch, count: number, r: RouterState, rule: Rule): void {
  const prepare = rule.prepare
  if (prepare === undefined) return
  let blocks = 0
  for (let i = 0; i < count; i++) {
    const p = batch.packets[i]!
    if (batch.verdicts[i] !== undefined) continue
    p.block = 4 * blocks
    if (prepare(p, r)) blocks++
  }
  if (blocks > 0) r.mac.cipher.encryptBlocks(batch.blocks, blocks)
}

function runStage(p: Packet, r: RouterState, stage: readonly Rule[]): Verdict | undefined {
  for (let i = 0; i < stage.length; i++) {
    const rule = stage[i]!
    const verdict = rule.apply(p, r)
    if (verdict === undefined) continue
    p.rule = rule.name
    return verdict
  }
  return undefined
}
