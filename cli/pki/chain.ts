/** Whether a chain may be trusted, with the TRCs a user names. */
import { type Chain, verifyChain } from '#crypto/chain.ts'
import { formatTrcId, type Trc } from '#crypto/trc.ts'
import { activeTrcs } from '#crypto/trc-update.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { formatTime } from '#host/duration.ts'
import { isdOf } from '#wire/isdas.ts'

/** Of TRCs that are trusted, those that chains may be verified with. */
export function activeOf(trcs: readonly Trc[], atS: number): readonly Trc[] {
  const [latest, ...others] = trcs.toSorted((a, b) => Number(b.id.base - a.id.base || b.id.serial - a.id.serial))
  if (latest === undefined) return []
  const before = others.find(t => t.id.isd === latest.id.isd && t.id.base === latest.id.base && t.id.serial === latest.id.serial - 1n)
  return activeTrcs(latest, before, atS)
}

/** Why the chain is not to be trusted; `undefined`: it is. */
export function chainFault(chain: Chain, active: readonly Trc[], atS: number): string | undefined {
  const isd = isdOf(chain.as.subject.isdAs!)
  const foreign = active.find(trc => trc.id.isd !== isd)
  if (foreign !== undefined) return `${chain.as.subject.isdAs} is not of the ISD of ${formatTrcId(foreign.id)}`
  return active.length === 0 ? `the latest TRC is not valid at ${formatTime(atS)}` : verifyChain(chain, active, atS, platformEcdsa)
}
