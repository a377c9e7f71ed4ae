/** Small vector files of our own, in the formats of the recordings: they need nothing beside the repository. */
import { readFileSync } from 'node:fs'
import type { Outcome, VectorFormat } from '#conformance/outcome.ts'

export const readOwn = <F>(name: string): F => JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8')) as F

export const failuresOf = (format: VectorFormat, file: unknown): Outcome[] => [...format.replay(file)].filter(o => o.result === 'failed')

type Row = Record<string, unknown>

/** Another value of the same kind, as a recording that is wrong in this member would have it. */
function changed(value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  return `${String(value).slice(0, -1)}${String(value).endsWith('0') ? '1' : '0'}`
}

/** Members of the first element of an array of the file whose change is not noticed; objects are left alone. */
export function unnoticedMembers(format: VectorFormat, file: Readonly<Record<string, readonly Row[]>>, array: string): string[] {
  const row = file[array]![0]!
  const members = Object.keys(row).filter(member => typeof row[member] !== 'object')
  return members.filter(member => {
    const rows = file[array]!.map((r, j) => (j === 0 ? { ...r, [member]: changed(r[member]) } : r))
    return failuresOf(format, { ...file, [array]: rows }).length === 0
  })
}
