/** Work that others cause, limited for each of them: whoever asks for more than its share waits, and nobody else. */
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'

export interface Budget {
  /** False: `who` has caused too much of late, and nothing is taken. */
  spend(who: IsdAs, amount: number, now: number): boolean
}

/** ASes remembered; who was quiet longest is forgotten, and has then its whole share again */
const maxAses = 4096

/** Each AS has `burst` at first, and gets `perS` a second until it has that again. */
export function createBudget(perS: number, burst: number): Budget {
  const accounts = new Map<IsdAs, { readonly left: number; readonly at: number }>()
  return {
    spend(who, amount, now) {
      const account = accounts.get(who) ?? { left: burst, at: now }
      const left = Math.min(burst, account.left + ((now - account.at) / nsPerS) * perS) - amount
      if (left < 0) return false
      accounts.delete(who)
      if (accounts.size >= maxAses) accounts.delete(accounts.keys().next().value!)
      accounts.set(who, { left, at: now })
      return true
    },
  }
}
