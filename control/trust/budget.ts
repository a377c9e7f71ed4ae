/** Work that others cause, limited for each of them: whoever asks for more than its share waits, and nobody else. */
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'

/** Who causes work: the AS that a message says it is from, and the interface it came in by, which is certain; none: we have asked that AS. */
export interface Causer {
  readonly isdAs: IsdAs
  readonly ingress?: number
}

export interface Budget {
  /** False: `who` has caused too much of late, and nothing is taken. */
  spend(who: Causer, amount: number, now: number): boolean
}

/**
 * Whose places and shares are used up: those of the AS as far as it is heard by that interface, so that nobody elsewhere speaks in its name,
 * and those of all that come in by it, which are `interfaceShares` times as many, so that nobody has more by taking many names.
 */
export const accountsOf = ({ isdAs, ingress }: Causer): readonly { readonly name: string; readonly shares: number }[] =>
  ingress === undefined
    ? [{ name: isdAs, shares: 1 }]
    : [
        { name: `${isdAs} by ${ingress}`, shares: 1 },
        { name: `all by ${ingress}`, shares: interfaceShares },
      ]
const interfaceShares = 8

/** accounts remembered; who was quiet longest is forgotten, and has then its whole share again */
const maxAccounts = 4096

/** A share is `burst` at first, and gets `perS` a second until it is that again. */
export function createBudget(perS: number, burst: number): Budget {
  const accounts = new Map<string, { readonly left: number; readonly at: number }>()
  return {
    spend(who, amount, now) {
      const after = accountsOf(who).map(({ name, shares }) => {
        const { left, at } = accounts.get(name) ?? { left: shares * burst, at: now }
        return { name, left: Math.min(shares * burst, left + ((now - at) / nsPerS) * shares * perS) - amount }
      })
      if (after.some(({ left }) => left < 0)) return false
      for (const { name, left } of after) {
        accounts.delete(name)
        accounts.set(name, { left, at: now })
      }
      while (accounts.size > maxAccounts) accounts.delete(accounts.keys().next().value!)
      return true
    },
  }
}
