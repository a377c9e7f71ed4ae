/**
 * Interfaces known to be down: learnt from SCMP 5/0 and 6/0, forgotten after 10 s.   reference: in-memory revocation cache of the daemon
 */
import type { Path, PathInterface } from '#control/path/path.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'

export const revocationNs = 10 * nsPerS
/** More interfaces than this down at once are not remembered: the oldest go first. */
const maxRevocations = 1000

/** "1-ff00:0:110#2" -> until when, nanoseconds */
export type Revocations = Map<string, number>

const key = (isdAs: IsdAs, ifId: number): string => `${isdAs}#${ifId}`

export function revoke(revocations: Revocations, { isdAs, ifId }: PathInterface, now: number): void {
  revocations.delete(key(isdAs, ifId))
  revocations.set(key(isdAs, ifId), now + revocationNs)
  if (revocations.size > maxRevocations) revocations.delete(revocations.keys().next().value!)
}

/** No interface of the path is known to be down. */
export const isUsable = (revocations: Revocations, path: Path, now: number): boolean =>
  !path.interfaces.some(i => (revocations.get(key(i.isdAs, i.ifId)) ?? 0) > now)
