/** Packets seen before: an authenticator counts once.   doc/protocols/authenticator-option.rst */
import { type Bytes, toHex } from '#wire/bytes.ts'

export interface ReplayGuard {
  /** Is this the first time? Remembers the last `limit` authenticators. */
  isNew(authenticator: Bytes): boolean
}

export function createReplayGuard(limit: number): ReplayGuard {
  const seen = new Set<string>()
  return {
    isNew(authenticator) {
      const text = toHex(authenticator)
      if (seen.has(text)) return false
      if (seen.size >= limit) seen.delete(seen.values().next().value!)
      seen.add(text)
      return true
    },
  }
}
