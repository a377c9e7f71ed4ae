/**
 * Path policies: which of the paths may be used.   private/path/pathpol/policy.go
 *
 *   local and remote ISD-ASes  ->  ACL  ->  sequence  ->  options: the paths of the heaviest ones that leave any
 */
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Acl, aclAllows } from './acl.ts'
import { type HopPredicate, isIn } from './hop-predicate.ts'
import { interfacesText, type PathInterface } from './path.ts'
import type { Sequence } from './sequence.ts'

export interface PathPolicy {
  readonly acl?: Acl
  readonly sequence?: Sequence
  /** only paths from these ASes */
  readonly localIsdAses?: readonly IsdAs[]
  /** the first rule that matches the destination decides; without one the path is rejected */
  readonly remoteIsdAses?: readonly RemoteRule[]
  readonly options?: readonly PolicyOption[]
}

export interface RemoteRule extends Pick<HopPredicate, 'isd' | 'as'> {
  readonly reject: boolean
}

export interface PolicyOption {
  readonly weight: number
  readonly policy: PathPolicy
}

/** What a policy looks at; a `Path` is one. */
export interface Way {
  readonly src: IsdAs
  readonly dst: IsdAs
  readonly interfaces: readonly PathInterface[]
}

/** The paths the policy allows, in their order. `ignoreSequence`: as if no policy in it had one. */
export function filterPaths<T extends Way>(policy: PathPolicy, paths: readonly T[], ignoreSequence = false): T[] {
  const { acl, sequence, localIsdAses, remoteIsdAses, options = [] } = policy
  const allowed = paths.filter(
    ({ src, dst, interfaces }) =>
      (localIsdAses === undefined || (src !== dst && localIsdAses.includes(src))) &&
      (remoteIsdAses === undefined || (interfaces.length > 0 && isRemote(remoteIsdAses, dst))) &&
      (acl === undefined || aclAllows(acl, interfaces)) &&
      (sequence === undefined || ignoreSequence || sequence.matches(interfaces)),
  )
  return options.length === 0 ? allowed : filterByOptions(options, allowed, ignoreSequence)
}

function isRemote(rules: readonly RemoteRule[], dst: IsdAs): boolean {
  const rule = rules.find(r => isIn(r.isd, r.as, dst))
  return rule !== undefined && !rule.reject
}

/** Options are taken in their order until one lighter than the one before it comes and there are paths already. */
function filterByOptions<T extends Way>(options: readonly PolicyOption[], paths: readonly T[], ignoreSequence: boolean): T[] {
  const ways = new Set<string>()
  let weight = Infinity
  for (const option of options) {
    if (weight > option.weight && ways.size > 0) break
    weight = option.weight
    for (const path of filterPaths(option.policy, paths, ignoreSequence)) ways.add(interfacesText(path.interfaces))
  }
  return paths.filter(path => ways.has(interfacesText(path.interfaces)))
}

/** The same policy, its options and theirs from the heaviest to the lightest: what the author of a list means, whatever its order. */
export const heaviestFirst = (policy: PathPolicy): PathPolicy =>
  policy.options === undefined
    ? policy
    : {
        ...policy,
        options: policy.options.map(o => ({ ...o, policy: heaviestFirst(o.policy) })).sort((a, b) => b.weight - a.weight),
      }

/** A policy that takes what it does not say itself from others, by their names: from the last one first. */
export interface ExtendingPolicy {
  readonly policy: PathPolicy
  readonly extends: readonly string[]
}

export type PolicyMap = ReadonlyMap<string, ExtendingPolicy>

const maxExtended = 100

/** The policy of that name with all it extends. Throws `UserError`: a name there is not, policies that extend each other in a circle. */
export function resolvePolicy(policies: PolicyMap, name: string): PathPolicy {
  // Each is resolved once: a policy may be extended on many ways.
  const resolved = new Map<string, PathPolicy>()
  const open = new Set<string>()
  const resolve = (of: string): PathPolicy => {
    const known = resolved.get(of)
    if (known !== undefined) return known
    const own = policies.get(of)
    if (own === undefined) throw new UserError(`there is no policy "${of}"`, `policies here: ${[...policies.keys()].join(', ')}`)
    // Divergence: the reference recurses without end on policies that extend each other in a circle.
    if (open.has(of)) throw new UserError(`policy "${of}" extends itself: ${[...open, of].join(' > ')}`, 'take one of them out of extends')
    if (open.size === maxExtended) throw new UserError(`more than ${maxExtended} policies extend one another in a row`)
    open.add(of)
    const policy = own.extends.map(resolve).reduceRight(complement, own.policy)
    open.delete(of)
    resolved.set(of, policy)
    return policy
  }
  return resolve(name)
}

/** What `own` does not say is taken from `other`; no options are as good as none said. */
function complement(own: PathPolicy, other: PathPolicy): PathPolicy {
  const { options, ...rest } = own
  return { ...other, ...rest, ...(options !== undefined && options.length > 0 && { options }) }
}
