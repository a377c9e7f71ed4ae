/**
 * Hidden paths in files, in the reference's YAML.   doc/hidden-paths.rst; pkg/experimental/hiddenpath/registrationpolicy.go
 *
 *   groups:                                        registration_policy_per_interface:
 *     "ff00:0:110-69b5":                             2: [public, "ff00:0:110-69b5"]
 *       owner: 1-ff00:0:110                          3: [public]
 *       writers: [1-ff00:0:111]
 *       readers: [1-ff00:0:114]
 *       registries: [1-ff00:0:113]
 *
 * In the reference each AS has a file of its own. In one for a whole network interfaces are called "1-ff00:0:111#2".
 *
 * Divergence: unknown keys are errors, the reference reads over them: members that are misspelt would be none.
 */
import { asText, complain, entriesOf, itemsOf, parsed, parseText, type Value } from '#topology/document.ts'
import { onlyFieldsOf } from '#topology/fields.ts'
import { type As, findAs, interfacesOf, type Topology } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import { asOf, type IsdAs, isWildcard, parseIsdAs } from '#wire/isdas.ts'
import { type Group, type GroupId, type Groups, type HiddenPaths, type InterfacePolicy, ownerOf, parseGroupId } from './group.ts'

/** Of a network: what each AS knows. */
export interface HiddenPathsFile {
  readonly groups: Groups
  readonly policies: ReadonlyMap<IsdAs, ReadonlyMap<number, InterfacePolicy>>
}

/** Groups in a file, members of a role, policies. */
const maxGroups = 1024
const maxMembers = 4096
const maxPolicies = 65_536

/** `own`: whose file it is; without it, it is the whole network's. Throws `UserError`. */
export const parseHiddenPaths = (text: string, file?: string, own?: IsdAs): HiddenPathsFile => readHiddenPaths(parseText(text, file), own)

/** Throws `UserError`. */
export function readHiddenPaths(value: Value, own?: IsdAs): HiddenPathsFile {
  const fields = onlyFieldsOf(value, ['groups', 'registration_policy_per_interface'])
  const groups = fields.groups === undefined ? new Map<GroupId, Group>() : readGroups(fields.groups)
  const policies = fields.registration_policy_per_interface
  return { groups, policies: policies === undefined ? new Map() : readPolicies(policies, groups, own) }
}

/** The part of a file that an AS heeds. */
export const hiddenPathsOf = ({ groups, policies }: HiddenPathsFile, isdAs: IsdAs): HiddenPaths => ({
  groups,
  policies: policies.get(isdAs) ?? new Map(),
})

/** The content of a file for one AS, which knows all groups: read with `own`, it says the same of that AS. */
export function writeHiddenPaths({ groups, policies }: HiddenPathsFile, own: IsdAs): object {
  const interfaces = [...(policies.get(own) ?? [])]
  return {
    groups: Object.fromEntries(
      [...groups].map(([id, { owner, writers, readers, registries }]) => [
        id,
        { owner, writers: [...writers], readers: [...readers], registries: [...registries] },
      ]),
    ),
    registration_policy_per_interface: Object.fromEntries(
      interfaces.map(([ifId, policy]) => [ifId, [...(policy.public ? ['public'] : []), ...policy.groups.map(g => g.id)]]),
    ),
  }
}

/** What a file for a network names must be in it: throws `UserError`. */
export function requireIn(topology: Topology, { groups, policies }: HiddenPathsFile): void {
  const requireAs = (isdAs: IsdAs): As => {
    const as = findAs(topology, isdAs)
    if (as === undefined) throw new UserError(`the network has no AS "${isdAs}"`)
    return as
  }
  for (const { owner, writers, readers, registries } of groups.values())
    for (const isdAs of [owner, ...writers, ...readers, ...registries]) requireAs(isdAs)
  for (const [isdAs, interfaces] of policies) {
    const known = new Set([...interfacesOf(requireAs(isdAs))].map(({ interface: i }) => i.ifId))
    for (const ifId of interfaces.keys())
      if (!known.has(ifId)) throw new UserError(`${isdAs} has no interface ${ifId}`, `it has ${[...known].join(', ')}`)
  }
}

function readGroups(value: Value): Map<GroupId, Group> {
  const groups = new Map<GroupId, Group>()
  for (const { key, value: group } of limited(value, entriesOf(value), maxGroups, 'groups')) {
    const id = parsed(key, parseGroupId)
    if (groups.has(id)) throw complain(key, `the group ${id} is there twice`)
    groups.set(id, readGroup(id, key, group))
  }
  return groups
}

function readGroup(id: GroupId, key: Value, value: Value): Group {
  const { owner, writers, readers, registries } = onlyFieldsOf(value, ['owner', 'writers', 'readers', 'registries'])
  if (owner === undefined) throw complain(key, 'has no owner', `owner: 1-${id.slice(0, id.indexOf('-'))}`)
  const group = {
    id,
    owner: readIsdAs(owner),
    writers: readMembers(writers),
    readers: readMembers(readers),
    registries: readMembers(registries),
  }
  if (asOf(group.owner) !== ownerOf(id)) throw complain(owner, `${group.owner} is not the AS in the id of the group ${id}`)
  if (group.writers.size === 0) throw complain(writers ?? key, 'a group without writers has no segments', 'writers: [1-ff00:0:111]')
  if (group.registries.size === 0) throw complain(registries ?? key, 'a group needs a registry', 'registries: [1-ff00:0:110]')
  return group
}

const readMembers = (value: Value | undefined): Set<IsdAs> =>
  value === undefined ? new Set() : new Set(limited(value, itemsOf(value), maxMembers, 'ASes').map(readIsdAs))

/** Divergence: the reference takes wildcards, and they are nobody. */
function readIsdAs(value: Value): IsdAs {
  const isdAs = parsed(value, parseIsdAs)
  if (isWildcard(isdAs)) throw complain(value, `${isdAs} is no single AS`)
  return isdAs
}

function readPolicies(value: Value, groups: Groups, own: IsdAs | undefined): Map<IsdAs, Map<number, InterfacePolicy>> {
  const policies = new Map<IsdAs, Map<number, InterfacePolicy>>()
  for (const { key, name, value: list } of limited(value, entriesOf(value), maxPolicies, 'interfaces')) {
    const { isdAs, ifId } = readInterface(key, name, own)
    const ofAs = policies.get(isdAs) ?? new Map<number, InterfacePolicy>()
    if (ofAs.has(ifId)) throw complain(key, `the interface ${ifId} of ${isdAs} is there twice`)
    policies.set(isdAs, ofAs.set(ifId, readPolicy(list, groups)))
  }
  return policies
}

const maxIfId = 0xffff

function readInterface(key: Value, name: string, own: IsdAs | undefined): { readonly isdAs: IsdAs; readonly ifId: number } {
  const [number, isdAs] = name.split('#').reverse() as [string, string?]
  const ifId = /^\d{1,5}$/.test(number) ? Number(number) : 0
  if (ifId < 1 || ifId > maxIfId) throw complain(key, `"${name.slice(0, 60)}" is no interface`, 'from 1 to 65535')
  if (isdAs !== undefined) return { isdAs: parsed({ ...key, node: key.node }, () => parseIsdAs(isdAs)), ifId }
  if (own === undefined) throw complain(key, 'does not say of which AS the interface is', `"1-ff00:0:111#${ifId}"`)
  return { isdAs: own, ifId }
}

function readPolicy(value: Value, groups: Groups): InterfacePolicy {
  const [names, ids] = [itemsOf(value), new Set<GroupId>()]
  const isPublic = (item: Value): boolean => asText(item) === 'public'
  for (const item of names.filter(item => !isPublic(item))) {
    const id = parsed(item, parseGroupId)
    if (!groups.has(id)) throw complain(item, `there is no group ${id}`, `groups: ${[...groups.keys()].slice(0, 8).join(', ') || 'none'}`)
    ids.add(id)
  }
  return { public: names.some(isPublic), groups: [...ids].map(id => groups.get(id)!) }
}

function limited<T>(value: Value, list: readonly T[], most: number, what: string): readonly T[] {
  if (list.length > most) throw complain(value, `more than ${most} ${what}`)
  return list
}
