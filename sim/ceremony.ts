/** A TRC update in a running network: the voters of an ISD sign it, an operator brings it to one control service, and from there it spreads. */
import { latestTrc } from '#control/trust/store.ts'
import { classOf } from '#crypto/certificate-class.ts'
import { nsPerS, unixSeconds } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import type { Network } from './network.ts'

export interface CeremonyPlan {
  /** the AS whose control service is given the update, of its own ISD */
  readonly at: IsdAs
  /** whose votes: `sensitive` may change what `regular` may not */
  readonly vote: 'regular' | 'sensitive'
  /** how long it is valid, from now on */
  readonly validNs: number
  /** how long its predecessor stays valid beside it */
  readonly graceNs: number
  /** takes the root certificates of this AS out: what its CA issued is worth nothing any more */
  readonly without?: IsdAs | undefined
}

/** Throws `UserError` where signatures are modelled or the AS has no control service. What the service refuses it counts. */
export function holdCeremony(network: Network, { at, vote, validNs, graceNs, without }: CeremonyPlan): void {
  const node = network.services.find(s => s.as.isdAs === at)
  const predecessor = node && latestTrc(node.service.state.trusted, isdOf(at))
  if (node === undefined || predecessor === undefined || network.authority === undefined)
    throw new UserError(`${at} has no TRC to update`, 'signatures must be reproducible or real')
  const notBeforeS = unixSeconds(network.clock, network.loop.now)
  const isRevoked = (c: (typeof predecessor.trc.certificates)[number]): boolean => classOf(c) === 'cp-root' && c.subject.isdAs === without
  const update = network.authority.update(predecessor, vote, {
    notBeforeS,
    notAfterS: notBeforeS + validNs / nsPerS,
    gracePeriodS: graceNs / nsPerS,
    certificates: predecessor.trc.certificates.filter(c => !isRevoked(c)),
  })
  node.service.installTrc(update, network.loop.now)
}
