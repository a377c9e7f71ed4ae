/** All attacks of the gallery. */
import { parser } from '#router/packet.ts'
import type { Rule } from '#router/rule.ts'
import { ruleSet } from '#router/rules.ts'
import { UserError } from '#wire/error.ts'
import { byteAttacks } from './entries/bytes.ts'
import { keyAttacks } from './entries/keys.ts'
import { oneHopAttacks } from './entries/one-hop.ts'
import { placeAttacks } from './entries/places.ts'
import { segmentAttacks } from './entries/segments.ts'
import { timeAttacks } from './entries/times.ts'
import type { GalleryEntry } from './entry.ts'

export const gallery: readonly GalleryEntry[] = [
  ...segmentAttacks,
  ...keyAttacks,
  ...placeAttacks,
  ...oneHopAttacks,
  ...timeAttacks,
  ...byteAttacks,
]

/** By name; throws `UserError` when there is none. */
export function findEntry(name: string): GalleryEntry {
  const found = gallery.find(e => e.name === name)
  if (found === undefined) throw new UserError(`there is no attack "${name}"`, `the gallery: ${gallery.map(e => e.name).join(', ')}`)
  return found
}

/** The clause of the draft that it violates: that of its guard, where a rule is. */
export function clauseOf({ guard, clause }: GalleryEntry): string {
  const rule = Object.values(ruleSet as unknown as Record<string, readonly Rule[]>)
    .flat()
    .find(r => r.name === guard)
  return rule?.clause ?? clause ?? ''
}

/** The configuration of proofs/spec that must fail because of it; `undefined` where the model has none. */
export const configurationOf = ({ guard, configuration }: GalleryEntry): string | undefined =>
  configuration ?? (guard === undefined || guard === parser ? undefined : `MC_Router_BUG_${guard}`)
