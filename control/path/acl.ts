/**
 * Access lists: "- 1-ff00:0:133", "+ 1", "-". The first entry that matches an interface decides about it; a path is allowed when all of its
 * interfaces are.   private/path/pathpol/acl.go
 */
import { UserError } from '#wire/error.ts'
import { formatHopPredicate, type HopPredicate, matchesAll, matchesInterface, parseHopPredicate } from './hop-predicate.ts'
import type { PathInterface } from './path.ts'

export interface AclEntry {
  readonly allow: boolean
  /** none: every interface */
  readonly rule?: HopPredicate
}

/** Never empty; only the last entry is about every interface. */
export type Acl = readonly AclEntry[]

const hint = 'expected "+" or "-" and a hop predicate, and at the end one that is for all: ["- 1-ff00:0:133#0", "+"]'

/** Throws `UserError`. */
export const parseAcl = (texts: readonly string[]): Acl => checkedAcl(texts.map(parseAclEntry))

/** Throws `UserError`. */
export function parseAclEntry(text: string): AclEntry {
  const [action, predicate, ...more] = text.split(' ')
  if ((action !== '+' && action !== '-') || more.length > 0) throw new UserError(`"${text}" is no ACL entry`, hint)
  return { allow: action === '+', ...(predicate !== undefined && { rule: parseHopPredicate(predicate) }) }
}

/** Throws `UserError`. */
export function checkedAcl(entries: readonly AclEntry[]): Acl {
  const byDefault = entries.findIndex(({ rule }) => rule === undefined || matchesAll(rule))
  if (byDefault < 0) throw new UserError('the ACL has no default: an entry that is for every interface', hint)
  if (byDefault < entries.length - 1)
    throw new UserError(`ACL entries after the default "${formatAcl(entries)[byDefault]}" are never reached`, hint)
  return entries
}

export const formatAcl = (acl: Acl): string[] =>
  acl.map(({ allow, rule }) => `${allow ? '+' : '-'}${rule === undefined ? '' : ` ${formatHopPredicate(rule)}`}`)

/** Interfaces in travel direction: out of the first AS, into the second, and so on. */
export const aclAllows = (acl: Acl, interfaces: readonly PathInterface[]): boolean =>
  interfaces.every((i, n) => acl.find(({ rule }) => rule === undefined || matchesInterface(rule, i, n % 2 === 1))!.allow)
