/** Which segments are registered where.   control/beacon/policy.go, control/segreg */
import { type Acl, aclAllows } from '../path/acl.ts'
import type { PathInterface } from '../path/path.ts'
import type { Sequence } from '../path/sequence.ts'
import type { Segment } from '../segment/segment.ts'

/**
 * local: kept here; remote: at the core AS it begins at; ignore: nowhere; hidden_path: as hidden paths are configured for its interface;
 * default: for down segments hidden_path in a writer of hidden paths and remote elsewhere, local for others.
 */
export const registrationPlugins = ['local', 'remote', 'ignore', 'hidden_path', 'default'] as const
export type RegistrationPlugin = (typeof registrationPlugins)[number]

export interface RegistrationPolicy {
  /** unique in its beacon policy */
  readonly name: string
  readonly description?: string
  /** what is given must hold; at least one is given */
  readonly matcher: Matcher
  readonly plugin: RegistrationPlugin
}

export interface Matcher {
  readonly sequence?: Sequence
  readonly acl?: Acl
}

/** Interfaces in construction direction, without the first AS's ingress and the last AS's egress. */
const interfacesOn = ({ entries }: Segment): PathInterface[] =>
  entries
    .flatMap(({ isdAs, hop }) => [
      { isdAs, ifId: hop.ingress },
      { isdAs, ifId: hop.egress },
    ])
    .slice(1, -1)

/** A matcher without rules matches nothing. */
export function matches({ sequence, acl }: Matcher, segment: Segment): boolean {
  if (sequence === undefined && acl === undefined) return false
  const interfaces = interfacesOn(segment)
  return (sequence?.matches(interfaces) ?? true) && (acl === undefined || aclAllows(acl, interfaces))
}

/** What becomes of a segment; where there are policies, one that none matches is ignored. */
export function pluginFor(policies: readonly RegistrationPolicy[], segment: Segment): RegistrationPlugin {
  if (policies.length === 0) return 'default'
  return policies.find(p => matches(p.matcher, segment))?.plugin ?? 'ignore'
}
