/** The host has the path: what of its own wishes forbids it. */
import type { Path } from '#control/path/path.ts'
import { allowedPaths, type PathChoice } from '#host/choice.ts'
import type { KnownPaths } from '#host/path-store.ts'
import type { Cause } from './cause.ts'

/** Nothing when the host may use it. */
export function choiceStop(path: Path, { paths }: KnownPaths, choice: PathChoice): Cause | undefined {
  const { acl, sequence, policy } = choice
  const allows = (wish: PathChoice): boolean => allowedPaths([path], wish).length > 0
  const no = (kind: Cause['kind'], text: string): Cause => ({ kind, at: path.src, text })
  if (!paths.includes(path))
    return no('revoked', 'The host has been told by a router that an interface on it is down, and does without it for a while.')
  if (choice.epic && !allows({ epic: true })) return no('epic', 'Not all of its ASes announce EPIC authenticators.')
  if (acl !== undefined && !allows({ acl })) return no('acl', 'The access list of the host forbids an interface on it.')
  if (sequence !== undefined && !allows({ sequence })) return no('sequence', 'It does not match the sequence the host wants.')
  if (policy !== undefined && !allows({ policy })) return no('pathPolicy', 'The path policy of the host forbids it.')
  if (!allowedPaths(paths, choice).includes(path))
    return no('pathPolicy', 'An option of greater weight in the path policy leaves other paths.')
  return undefined
}
