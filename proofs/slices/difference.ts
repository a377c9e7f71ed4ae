/** Where a decision is not the model's, field by field: `packet.infos[0].segId 3b1f, the model: 0c22`. */
import type { ModelOutcome } from '#proofs/model/step.ts'

export const differencesOf = (logged: ModelOutcome, expected: ModelOutcome): string[] => differences('', logged, expected)

function differences(place: string, got: unknown, expected: unknown): string[] {
  if (isFields(got) && isFields(expected))
    return Object.keys(got).flatMap(key => differences(place === '' ? key : `${place}.${key}`, got[key], expected[key]))
  if (isList(got) && isList(expected) && got.length === expected.length)
    return got.flatMap((item, i) => differences(`${place}[${i}]`, item, expected[i]))
  const [here, there] = [got, expected].map(value => (place.endsWith('.segId') ? hexOf(value) : JSON.stringify(value)))
  return here === there ? [] : [`${place} ${here}, the model: ${there}`]
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (v: unknown): v is Fields => typeof v === 'object' && v !== null && !Array.isArray(v)
/** Of numbers there is no more to say than what they are. */
const isList = (v: unknown): v is readonly Fields[] => Array.isArray(v) && v.every(isFields)

/** A SegID as the header has it. */
const hexOf = (bits: unknown): string =>
  (bits as readonly number[])
    .reduce((sum, bit) => sum + 2 ** bit, 0)
    .toString(16)
    .padStart(4, '0')
