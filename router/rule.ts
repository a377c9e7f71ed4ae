/**
 * A rule of the data plane: returns nothing (go on) or the verdict. It never logs, counts, reads a clock or sends. Order is behaviour: the first
 * failing rule decides which SCMP error leaves.
 */

import type { Packet } from './packet.ts'
import type { RouterState } from './state.ts'
import type { Verdict } from './verdict.ts'

export interface Rule {
  readonly name: string
  /** #anchor in draft-dekater-scion-dataplane, or document#anchor where the draft is silent */
  readonly clause: string
  /**
   * For a rule that judges a hop MAC: writes the block to encrypt and says so. The driver encrypts, for one packet or for a whole batch in
   * one call, before it applies the rule.
   */
  prepare?(p: Packet, r: RouterState): boolean
  apply(p: Packet, r: RouterState): Verdict | undefined
}
