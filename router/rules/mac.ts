/** Rules 9-10: the hop field was made by this AS.   router/dataplane.go updateNonConsDirIngressSegID, verifyCurrentMAC */
import { macMatches, writeMacBlock } from '#crypto/mac.ts'
import { consDir, consEgress, consIngress, expTime, foldSegId, macAt, segId, timestamp } from '#wire/path.ts'
import type { Packet } from '../packet.ts'
import type { Rule } from '../rule.ts'
import type { RouterState } from '../state.ts'
import { refuse } from '../verdict.ts'

/** Against construction direction the SegID of this AS comes back by taking its own MAC out, where the packet enters the AS. */
export const segIdFoldedAtIngress: Rule = {
  name: 'segIdFoldedAtIngress',
  clause: '#hf-mac-calc',
  apply(p) {
    if (!consDir(p.bytes, p.info) && p.ingress.ifId !== 0 && !p.peering) foldSegId(p.bytes, p.info, p.hop)
    return undefined
  },
}

/** Writes the current hop's MAC block into the packet's four words. */
export function writeBlock(p: Packet, r: RouterState): void {
  const b = p.bytes
  const { info, hop } = p
  writeMacBlock(r.mac, p.blocks, p.block, segId(b, info), timestamp(b, info), expTime(b, hop), consIngress(b, hop), consEgress(b, hop))
}

export const macIsValid: Rule = {
  name: 'macIsValid',
  clause: '#hf-mac-calc',
  prepare(p, r) {
    writeBlock(p, r)
    return true
  },
  apply: p => (macMatches(p.blocks, p.block, p.bytes, macAt(p.hop)) ? undefined : refuse('macMismatch')),
}
