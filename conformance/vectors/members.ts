/** Compares recorded JSON members with ours, by name and through nested objects and arrays. */
import { type Difference, differ } from '../outcome.ts'

export type Members = Readonly<Record<string, unknown>>

const isNested = (value: unknown): value is Members => typeof value === 'object' && value !== null

/**
 * One difference for each recorded member ours does not agree with ("path.hops.1.mac"). Error texts differ by nature: of a member called
 * error or *_error only the presence counts. Values are compared as text, so 64-bit numbers may be bigint here and strings there.
 */
export function differMembers(expected: Members, actual: Members, prefix = ''): Difference[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const ours = actual[name]
    if (/(^|_)error$/.test(name)) return name === 'error' ? [] : differ(prefix + name, true, ours !== undefined)
    return isNested(value) ? differMembers(value, isNested(ours) ? ours : {}, `${prefix}${name}.`) : differ(prefix + name, value, ours)
  })
}
