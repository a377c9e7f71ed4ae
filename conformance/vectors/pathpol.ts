/** Replays recorded path policies: hop predicates, access lists, sequences, policies and what they extend (control/pathpol.json). */
import { aclAllows, formatAcl, parseAcl } from '#control/path/acl.ts'
import { formatHopPredicate, parseHopPredicate } from '#control/path/hop-predicate.ts'
import { type PathInterface, sequenceText } from '#control/path/path.ts'
import { filterPaths, heaviestFirst, type PathPolicy, resolvePolicy, type Way } from '#control/path/policy.ts'
import { readPolicy, readPolicyMap } from '#control/path/policy-document.ts'
import { parseSequence } from '#control/path/sequence.ts'
import { asText, itemsOf, parseText, wrapData } from '#topology/document.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'
import { type Difference, differ, type Outcome, outcome, type VectorFormat } from '../outcome.ts'
import type { Members } from './members.ts'

interface RecordedPath {
  readonly src: IsdAs
  readonly dst: IsdAs
  readonly interfaces: readonly string[] | null
  readonly sequence: string
  readonly sequence_error?: string
}

interface Case {
  readonly kind: 'hop_predicate' | 'acl' | 'sequence' | 'policy' | 'extends'
  readonly text?: string
  readonly policy?: unknown
  readonly policies?: unknown
  readonly name?: string
  /** the path set it is tried on */
  readonly paths?: string
  readonly ok: boolean
  readonly format?: string
  readonly regex?: string
}

interface PathpolFile {
  readonly pathsets: readonly { readonly id: string; readonly paths: readonly RecordedPath[] }[]
  readonly cases: readonly Case[]
}

function interfaceOf(text: string): PathInterface {
  const [isdAs = '', ifId] = text.split('#')
  return { isdAs: parseIsdAs(isdAs), ifId: Number(ifId) }
}

const wayOf = ({ src, dst, interfaces }: RecordedPath): Way => ({ src, dst, interfaces: (interfaces ?? []).map(interfaceOf) })

/** Indexes of the paths that are left. */
const survivors = (paths: readonly Way[], kept: readonly Way[]): number[] => {
  const left = new Set(kept)
  return paths.flatMap((path, i) => (left.has(path) ? [i] : []))
}

/** The policy in the members of the file; what it leaves out stays out. */
function policyMembers({ acl, sequence, localIsdAses, remoteIsdAses, options }: PathPolicy): Members {
  return {
    ...(acl && { acl: formatAcl(acl) }),
    ...(sequence && { sequence: sequence.text }),
    ...(localIsdAses && { local_isd_ases: localIsdAses }),
    ...(remoteIsdAses && {
      remote_isd_ases: remoteIsdAses.map(({ isd, as, reject }) => ({
        ...((isd !== 0 || as !== '0') && { isd_as: `${isd}-${as}` }),
        ...(reject && { reject }),
      })),
    }),
    ...(options && { options: options.map(o => ({ weight: o.weight, policy: policyMembers(o.policy) })) }),
  }
}

/** Throws `UserError` where the case is refused. */
function replayKind(c: Case, paths: readonly Way[]): Members {
  switch (c.kind) {
    case 'hop_predicate': {
      const { isd, as, ifIds } = parseHopPredicate(c.text!)
      return { isd, as, ifids: ifIds.map(String), string: formatHopPredicate({ isd, as, ifIds }) }
    }
    case 'acl': {
      const acl = parseAcl(itemsOf(parseText(c.text!)).map(asText))
      const kept = paths.filter(p => aclAllows(acl, p.interfaces))
      return { reencoded: JSON.stringify(formatAcl(acl)), survive: survivors(paths, kept) }
    }
    case 'sequence': {
      const sequence = parseSequence(c.text!)
      const kept = paths.filter(p => sequence.matches(p.interfaces))
      return { survive: survivors(paths, kept) }
    }
    case 'policy': {
      const policy = readPolicy(wrapData(c.policy))
      return {
        survive: survivors(paths, filterPaths(policy, paths)),
        survive_options_sorted: survivors(paths, filterPaths(heaviestFirst(policy), paths)),
        survive_ignore_sequence: survivors(paths, filterPaths(policy, paths, true)),
      }
    }
    case 'extends': {
      const policy = resolvePolicy(readPolicyMap(wrapData(c.policies)), c.name!)
      return { merged: policyMembers(policy), survive: survivors(paths, filterPaths(policy, paths)) }
    }
  }
}

/** `undefined`: refused. */
function resultOf(c: Case, paths: readonly Way[]): Members | undefined {
  try {
    return replayKind(c, paths)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** Where we differ from the recording, and why that is right. */
function deliberate(c: Case): string | undefined {
  const policy = JSON.stringify(c.policy ?? {})
  if (c.kind !== 'policy') return undefined
  if (policy.includes('"extends"')) return 'we refuse an option that extends others; the recorded implementation does not heed it'
  return /"sequence":\d/.test(policy) ? 'we read a number as the sequence it is, for YAML' : undefined
}

/** All the recorded implementation says of the case; the regular expression it makes of a sequence is its own affair. */
const recordedMembers = ({
  kind: _,
  text: _t,
  format: _f,
  policy: _p,
  policies: _ps,
  name: _n,
  paths: _s,
  ok: _o,
  regex: _r,
  ...members
}: Case) => members

function replayCase(name: string, c: Case, paths: readonly Way[]): Outcome {
  const result = resultOf(c, paths)
  const reason = deliberate(c)
  if (reason !== undefined) return { ...outcome(name, differ('ok', !c.ok, result !== undefined)), reason }
  // What makes it panic must be refused here.
  if (result === undefined || !c.ok) return outcome(name, differ('ok', c.ok, result !== undefined))
  const expected: Members = recordedMembers(c)
  const text = (value: unknown): string => JSON.stringify(value)
  return outcome(
    name,
    Object.keys(expected).flatMap(member => differ(member, text(expected[member]), text(result[member]))),
  )
}

function replayPath(path: RecordedPath): Difference[] {
  const { interfaces } = wayOf(path)
  return path.sequence_error === undefined
    ? differ('sequence', path.sequence, sequenceText(interfaces))
    : differ('sequence_error', true, interfaces.length % 2 === 1)
}

export const pathpolVectors: VectorFormat = {
  name: 'pathpol',
  recognises: file => {
    const f = file as Partial<PathpolFile> | null
    return Array.isArray(f?.pathsets) && Array.isArray(f.cases)
  },
  *replay(file) {
    const { pathsets, cases } = file as PathpolFile
    const sets = new Map(pathsets.map(s => [s.id, s.paths.map(wayOf)]))
    for (const { id, paths } of pathsets) yield outcome(`pathsets/${id}`, paths.flatMap(replayPath))
    for (const [i, c] of cases.entries()) yield replayCase(`cases[${i}] ${c.kind}`, c, sets.get(c.paths ?? '') ?? [])
  },
}
