/** What of a log the model speaks about: packets with hop fields. Of the rest it is only asked whether it is what it is taken for. */
import type { TraceEvent } from '#router/evidence.ts'
import { parser } from '#router/packet.ts'
import { fromHex } from '#wire/bytes.ts'
import { checkHeader, nextHeader, pathType, pathTypes, protocols } from '#wire/header.ts'
import { headerOf } from './header.ts'

/** `bfd`: for the session of a link. `unreadable`: no SCION packet. `otherPath`: of a path type that has no hop fields. */
export type Scope = 'model' | 'bfd' | 'unreadable' | 'otherPath'

export function scopeOf({ before, payload }: TraceEvent): Scope {
  const isBfd = payload?.protocol === protocols.bfd
  if (isOtherPath(before)) return isBfd ? 'bfd' : 'otherPath'
  const header = headerOf(before)
  if (payload === undefined || header === undefined) return 'unreadable'
  return isBfd && header.kind === 'oneHop' ? 'bfd' : 'model'
}

const unreadable: readonly unknown[] = ['notScion', 'headerMalformed']
const unheard: readonly unknown[] = ['bfdNotRunning', 'bfdMalformed', 'bfdUnsupported', 'bfdImplausible']

/** What is wrong about a decision outside the model, if anything is. */
export function wrongOutside(event: TraceEvent, scope: Exclude<Scope, 'model'>): string | undefined {
  const { verdict, reason, rule, before } = event
  const is = (what: string, expected: boolean): string | undefined =>
    expected ? undefined : `${what}, and the router decided ${verdict} by ${rule}`
  switch (scope) {
    case 'bfd':
      return is('a BFD packet', verdict === 'bfd' || (verdict === 'drop' && unheard.includes(reason)))
    case 'otherPath':
      return is('a path without hop fields', verdict === 'drop' && (reason === 'pathTypeUnsupported' || unreadable.includes(reason)))
    case 'unreadable':
      return is('no SCION packet', !isWhole(before) && rule === parser && isRefusedOrStun(event))
  }
}

const isRefusedOrStun = ({ verdict, reason, scmp }: TraceEvent): boolean =>
  verdict === 'drop' ? unreadable.includes(reason) : verdict === 'answer' && reason === undefined && scmp === undefined

function isOtherPath(hex: string): boolean {
  const bytes = fromHex(hex)
  if (bytes === undefined || bytes.length === 0 || checkHeader(bytes) !== undefined) return false
  const type: number = pathType(bytes)
  return type === pathTypes.empty || type > pathTypes.epic
}

/** Read to its end, and nothing behind it that could not be. */
function isWhole(hex: string): boolean {
  const header = headerOf(hex)
  if (header === undefined) return false
  const next = nextHeader(header.bytes)
  return next !== protocols.hopByHop && next !== protocols.endToEnd && Object.values<number>(protocols).includes(next)
}
