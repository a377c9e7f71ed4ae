/** Traces of Apalache in the Informal Trace Format (JSON), read into the same values as those of TLC. No Node in it. */
import { UserError } from '#wire/error.ts'
import type { TlaRecord, TlaState, TlaValue } from './tla.ts'

export interface ItfTrace {
  readonly variables: readonly string[]
  readonly states: readonly TlaState[]
}

const depthLimit = 200

/** Throws `UserError` that names the place in the trace and what was expected there. */
export function readItf(text: string, file?: string): ItfTrace {
  const refuse = (where: string, expected: string): never => {
    throw new UserError(`${where}: expected ${expected}`, 'a .itf.json file of Apalache', file === undefined ? undefined : { file })
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return refuse('the file', `JSON: ${(error as Error).message}`)
  }
  const { vars, states } = isObject(json) ? json : refuse('the file', 'an object')
  if (!Array.isArray(vars) || !vars.every(name => typeof name === 'string')) return refuse('vars', 'the names of the variables')
  if (!Array.isArray(states) || states.length === 0) return refuse('states', 'at least one state')
  return { variables: vars, states: states.map((state, i) => stateOf(state, vars, `states[${i}]`, refuse)) }
}

type Refuse = (where: string, expected: string) => never

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function stateOf(json: unknown, variables: readonly string[], where: string, refuse: Refuse): TlaState {
  if (!isObject(json)) return refuse(where, 'an object with the variables')
  const missing = variables.find(name => !Object.hasOwn(json, name))
  if (missing !== undefined) return refuse(where, `a value of ${missing}`)
  return Object.fromEntries(variables.map(name => [name, readItfValue(json[name], `${where}.${name}`, 0, refuse)]))
}

function readItfValue(json: unknown, where: string, depth: number, refuse: Refuse): TlaValue {
  if (depth > depthLimit) return refuse(where, `at most ${depthLimit} values in one another`)
  const inner = (value: unknown, at: string | number): TlaValue => readItfValue(value, `${where}[${at}]`, depth + 1, refuse)
  if (typeof json === 'boolean' || typeof json === 'string') return json
  if (typeof json === 'number') return Number.isSafeInteger(json) ? json : refuse(where, 'an integer of at most 53 bits')
  if (Array.isArray(json)) return json.map(inner)
  if (!isObject(json)) return refuse(where, 'a value')
  if ('#bigint' in json) return bigintOf(json['#bigint'], where, refuse)
  if ('#tup' in json) return listOf(json['#tup'], where, refuse).map(inner)
  if ('#set' in json) return new Set(listOf(json['#set'], where, refuse).map(inner))
  if ('#map' in json) return mapOf(json['#map'], where, inner, refuse)
  if ('#unserializable' in json) return refuse(where, `a value, but Apalache could not write ${JSON.stringify(json['#unserializable'])}`)
  return recordOf(json, inner)
}

const recordOf = (json: Record<string, unknown>, inner: (value: unknown, at: string) => TlaValue): TlaRecord =>
  Object.fromEntries(
    Object.entries(json)
      .filter(([name]) => name !== '#meta')
      .map(([name, value]) => [name, inner(value, name)]),
  )

const listOf = (json: unknown, where: string, refuse: Refuse): unknown[] => (Array.isArray(json) ? json : refuse(where, 'a list'))

function bigintOf(json: unknown, where: string, refuse: Refuse): number {
  const value = typeof json === 'string' && /^-?\d+$/.test(json) ? Number(json) : Number.NaN
  return Number.isSafeInteger(value) ? value : refuse(where, 'an integer of at most 53 bits')
}

function mapOf(json: unknown, where: string, inner: (value: unknown, at: number) => TlaValue, refuse: Refuse): Map<TlaValue, TlaValue> {
  return new Map(
    listOf(json, where, refuse).map((pair, i) =>
      Array.isArray(pair) && pair.length === 2
        ? [inner(pair[0], i), inner(pair[1], i)]
        : refuse(`${where}[${i}]`, 'a pair of key and value'),
    ),
  )
}
