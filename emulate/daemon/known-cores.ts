/** Which ASes are core, by the TRCs an AS was given: certs/*.trc of its folder. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TrcContent } from '#crypto/trc.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import { readTrc } from '../files/trust-files.ts'

/** `undefined`: no TRC of its ISD is here. Throws `UserError` where a file is no TRC. */
export function knownCores(folder: string): (isdAs: IsdAs) => boolean | undefined {
  const latest = new Map<number, TrcContent>()
  const certs = join(folder, 'certs')
  const files = existsSync(certs) ? readdirSync(certs).filter(name => name.endsWith('.trc')) : []
  for (const file of files) {
    const { trc } = readTrc(join(certs, file))
    const known = latest.get(trc.id.isd)
    if (known === undefined || known.id.base < trc.id.base || known.id.serial < trc.id.serial) latest.set(trc.id.isd, trc)
  }
  return isdAs => latest.get(isdOf(isdAs))?.coreAses.includes(isdAs)
}
