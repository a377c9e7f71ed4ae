/** Which ASes are core, by the TRCs an AS was given: certs/*.trc of its folder. */
import { join } from 'node:path'
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import { trcsIn } from '../config/trust.ts'

/** `undefined`: no TRC of its ISD is here. Throws `UserError` where a file is no TRC. */
export function knownCores(folder: string): (isdAs: IsdAs) => boolean | undefined {
  // Of an ISD the last one stays.
  const latest = new Map(trcsIn(join(folder, 'certs')).map(({ trc }) => [trc.id.isd, trc]))
  return isdAs => latest.get(isdOf(isdAs))?.coreAses.includes(isdAs)
}
