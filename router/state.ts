/** What a border router knows: its AS, its links, its key. The rules read it and change nothing. */
import type { HopMac } from '#crypto/mac.ts'
import type { AsTopology, Service } from '#topology/model.ts'
import type { Clock, Random, UnderlayAddress } from '#wire/actor.ts'
import type { RawHost } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { ScmpKeys } from './authenticator.ts'
import type { LinkTable } from './links.ts'
import type { RuleSet } from './rules.ts'
import type { Verdict } from './verdict.ts'

export interface RouterState {
  readonly id: string
  readonly isdAs: IsdAs
  /** the two 32-bit halves of `isdAs`, to compare in packets */
  readonly isdAsHigh: number
  readonly isdAsLow: number
  readonly as: AsTopology
  readonly links: LinkTable
  readonly rules: RuleSet
  readonly mac: HopMac
  readonly clock: Clock
  readonly random: Random
  /** our address in SCMP messages: the internal interface */
  readonly host: RawHost
  /** sign SCMP errors with SPAO (reference: features.experimental_scmp_authentication) */
  readonly scmpAuthentication: boolean
  readonly scmpKeys: ScmpKeys
  /** service number -> backends */
  readonly services: ReadonlyMap<number, readonly Service[]>
  /** delivery verdicts by destination, so that delivering allocates nothing; bounded */
  readonly deliveries: Map<UnderlayAddress | number, Verdict>
}
