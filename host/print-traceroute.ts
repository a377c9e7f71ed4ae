/** `traceroute` for people, line by line as `scion traceroute` prints it. */

import type { IsdAs } from '#wire/isdas.ts'
import { formatMillis } from './duration.ts'

/** What one interface of the path answered. */
export interface TracerouteUpdate {
  readonly index: number
  /** nothing when no probe was answered */
  readonly from?: { readonly isdAs: IsdAs; readonly ip: string; readonly ifId: number }
  /** one a probe: milliseconds, or lost. A probe answered by an SCMP error has none. */
  readonly times: readonly (number | 'lost')[]
}

/** "1 1-ff00:0:110,127.0.0.9 IfID=1 0.403ms * 0.410ms" */
export function tracerouteLine({ index, from, times }: TracerouteUpdate): string {
  const remote = from === undefined ? '??' : `${from.isdAs},${from.ip} IfID=${from.ifId}`
  return `${index} ${remote} ${times.map(t => (t === 'lost' ? '*' : formatMillis(t))).join(' ')}`
}
