/** Packets whose fate depends on the second at which they arrive. */
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { epicScionAt } from '#wire/epic.ts'
import { findUpperLayer } from '#wire/extensions.ts'
import { checkHeader, headerLength, pathAt, pathType, pathTypes } from '#wire/header.ts'
import { checkPath, expiryS, expTime, hopAt, infOfHf, infoAt, numHops, timestamp } from '#wire/path.ts'

/** seconds around a hop field's last */
const marginS = 5

/** EPIC and authenticated packets carry a time of sending, and a hop field may be about to expire. */
export function isUrgent(b: Bytes, nowMs: number): boolean {
  if (checkHeader(b) !== undefined) return false
  const upper = findUpperLayer(b)
  if (!isMalformed(upper) && upper.endToEnd !== undefined) return true
  switch (pathType(b)) {
    case pathTypes.scion:
      return isAboutToExpire(b, pathAt(b), nowMs)
    case pathTypes.epic:
      return checkPath(b, epicScionAt(pathAt(b)), headerLength(b)) === undefined
    default:
      return false
  }
}

function isAboutToExpire(b: Bytes, at: number, nowMs: number): boolean {
  if (checkPath(b, at, headerLength(b)) !== undefined) return false
  for (let hf = 0; hf < numHops(b, at); hf++) {
    const lastS = expiryS(timestamp(b, infoAt(at, infOfHf(b, at, hf))), expTime(b, hopAt(b, at, hf)))
    if (Math.abs(lastS - nowMs / 1000) < marginS) return true
  }
  return false
}
