/**
 * Path policies in files, YAML or JSON: one policy, or several by name.   private/path/pathpol (JSON of Policy, ExtPolicy, PolicyMap)
 *
 *   acl: [ "- 1-ff00:0:133", "+" ]        sequence: "0* 1-ff00:0:110 0*"        extends: [ other ]
 *   local_isd_ases: [ 1-ff00:0:111 ]      remote_isd_ases: [ { isd_as: 1-0, reject: true }, {} ]
 *   options: [ { weight: 2, policy: { acl: [...] } }, ... ]
 *
 * Divergence: unknown keys are errors, the reference reads over them: a rule that is misspelt would be no rule.
 */
import { asBoolean, asInteger, asText, complain, entriesOf, itemsOf, parsed, parseText, type Value } from '#topology/document.ts'
import { type Fields, fieldsInAnyCase } from '#topology/fields.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, isdOf, parseIsdAs } from '#wire/isdas.ts'
import { type Acl, checkedAcl, parseAclEntry } from './acl.ts'
import {
  type ExtendingPolicy,
  heaviestFirst,
  type PathPolicy,
  type PolicyMap,
  type PolicyOption,
  type RemoteRule,
  resolvePolicy,
} from './policy.ts'
import { parseSequence } from './sequence.ts'

const policyKeys = ['acl', 'sequence', 'local_isd_ases', 'remote_isd_ases', 'options', 'extends'] as const

/** More options inside options are not read. */
const maxNesting = 16

/**
 * The policy of a file: the only one, or the one of this name with all it extends. Throws `UserError`.
 *
 * Divergence: its options are taken from the heaviest to the lightest. The reference sorts options made by code; those it reads from JSON stay
 * as they are listed, so that a heavy one behind a light one does not win.
 */
export function readPolicyFile(text: string, file?: string, name?: string): PathPolicy {
  const whole = parseText(text, file)
  const keys = entriesOf(whole).map(e => e.name)
  const isOne = keys.length === 0 || keys.some(key => isKnown(key))
  if (isOne && name !== undefined) throw complain(whole, `holds one policy without a name, not "${name}"`)
  if (isOne) return readPathPolicy(whole)
  const policies = readPolicyMap(whole)
  const [only, ...more] = keys
  if (name === undefined && more.length > 0) throw complain(whole, `holds ${keys.length} policies`, `name one: ${keys.join(', ')}`)
  return heaviestFirst(placed(whole, () => resolvePolicy(policies, name ?? only!)))
}

/** One policy without a name, wherever it is written; options as in `readPolicyFile`. Throws `UserError`. */
export const readPathPolicy = (value: Value): PathPolicy => heaviestFirst(readPolicy(value))

const isKnown = (key: string): boolean => (policyKeys as readonly string[]).includes(key.toLowerCase())

/** Throws `UserError`. */
export const readPolicyMap = (value: Value): PolicyMap => new Map(entriesOf(value).map(({ name, value: v }) => [name, readExtending(v)]))

/** Throws `UserError`. */
export function readPolicy(value: Value, nesting = 0): PathPolicy {
  const fields = fieldsOf(value, policyKeys)
  // Divergence: the reference reads `extends` in an option, too, and does not heed it.
  if (fields.extends !== undefined) throw complain(fields.extends, 'only policies with a name extend others')
  return policyOf(fields, nesting)
}

function readExtending(value: Value): ExtendingPolicy {
  const fields = fieldsOf(value, policyKeys)
  return { policy: policyOf(fields, 0), extends: fields.extends === undefined ? [] : itemsOf(fields.extends).map(asText) }
}

function policyOf(fields: Fields<(typeof policyKeys)[number]>, nesting: number): PathPolicy {
  const { acl, sequence, local_isd_ases: local, remote_isd_ases: remote, options } = fields
  if (options !== undefined && nesting >= maxNesting) throw complain(options, `more than ${maxNesting} policies inside each other`)
  return {
    ...(acl && { acl: readAcl(acl) }),
    ...(sequence && { sequence: parsed(sequence, parseSequence) }),
    ...(local && { localIsdAses: itemsOf(local).map(asIsdAs) }),
    ...(remote && { remoteIsdAses: itemsOf(remote).map(readRemote) }),
    ...(options && { options: itemsOf(options).map(o => readOption(o, nesting + 1)) }),
  }
}

const readAcl = (value: Value): Acl => placed(value, () => checkedAcl(itemsOf(value).map(item => parsed(item, parseAclEntry))))

/** A complaint that has no place yet gets the value's. */
function placed<T>(value: Value, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof UserError && error.place === undefined) throw complain(value, error.message, error.hint)
    throw error
  }
}

const asIsdAs = (value: Value): IsdAs => parsed(value, parseIsdAs)

function readRemote(value: Value): RemoteRule {
  const { isd_as: isdAs, reject } = fieldsOf(value, ['isd_as', 'reject'])
  const rule = isdAs === undefined ? '0-0' : asIsdAs(isdAs)
  return { isd: isdOf(rule), as: rule.slice(rule.indexOf('-') + 1), reject: reject !== undefined && asBoolean(reject) }
}

function readOption(value: Value, nesting: number): PolicyOption {
  const { weight, policy } = fieldsOf(value, ['weight', 'policy'])
  // Divergence: on an option without a policy the reference panics.
  if (policy === undefined) throw complain(value, 'the option has no policy', 'policy: {} allows every path')
  return {
    weight: weight === undefined ? 0 : asInteger(weight, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    policy: readPolicy(policy, nesting),
  }
}

/** Keys in any case, as the reference reads JSON; others are complained of. */
const fieldsOf = <K extends string>(value: Value, known: readonly K[]): Fields<K> =>
  fieldsInAnyCase(value, known, key => {
    throw complain(key, 'is not known here', `known: ${known.join(', ')}`)
  })
