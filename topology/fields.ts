/** The known keys of a mapping; what else it holds is warned about, with the key that was probably meant. */

import { UserError } from '#wire/error.ts'
import { entriesOf, isNothing, placeOf, type Value } from './document.ts'
import type { Finding } from './finding.ts'

/** Keys without a value are left out. */
export type Fields<K extends string> = { readonly [P in K]?: Value }

export const fieldsOf = <K extends string>(value: Value, known: readonly K[], warnings: Finding[]): Fields<K> =>
  pickFields(
    value,
    name => known.find(k => k === name),
    (key, name) => warnings.push(unknownKey(key, name, known)),
  )

/** The same, with keys in any case, as Go reads JSON. */
export const fieldsInAnyCase = <K extends string>(value: Value, known: readonly K[], unknown: (key: Value) => void): Fields<K> =>
  pickFields(value, name => known.find(k => k.toLowerCase() === name.toLowerCase()), unknown)

function pickFields<K extends string>(
  value: Value,
  meant: (name: string) => K | undefined,
  unknown: (key: Value, name: string) => void,
): Fields<K> {
  const fields: { [P in K]?: Value } = Object.create(null)
  for (const { key, name, value: field } of entriesOf(value)) {
    const known = meant(name)
    if (known === undefined) unknown(key, name)
    else if (!isNothing(field)) fields[known] = field
  }
  return fields
}

/** The same for files in which an unknown key is an error: a setting that is misspelt would be none. Throws `UserError`. */
export function onlyFieldsOf<K extends string>(value: Value, known: readonly K[]): Fields<K> {
  const unknown: Finding[] = []
  const fields = fieldsOf(value, known, unknown)
  const [first] = unknown
  if (first !== undefined) throw new UserError(first.text.replace(' and ignored', ' here'), first.hint, first.place)
  return fields
}

function unknownKey(key: Value, name: string, known: readonly string[]): Finding {
  const meant = name.length > 40 ? undefined : known.find(k => editDistance(k.toLowerCase(), name.toLowerCase()) <= 2)
  const hint = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean "${meant}"?`
  return { rule: 'unknownKey', severity: 'warning', text: `${key.path.slice(0, 200)} is not known and ignored`, hint, place: placeOf(key) }
}

/** Insertions, deletions and replacements from one word to the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]!
}
