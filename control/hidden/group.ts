/** Hidden-path groups: who may register and who may read which segments, and at whom.   pkg/experimental/hiddenpath/{group,registrationpolicy}.go */
import { UserError } from '#wire/error.ts'
import { formatAs, type IsdAs, parseAs } from '#wire/isdas.ts'

/** Canonical text: the owner's AS number and 16 bits in hex, "ff00:0:110-69b5". A map key, compared with ===; in messages 64 bits. */
export type GroupId = `${string}-${string}`

export interface Group {
  readonly id: GroupId
  /** keeps the group's file; may read */
  readonly owner: IsdAs
  /** may register, and read */
  readonly writers: ReadonlySet<IsdAs>
  /** may read */
  readonly readers: ReadonlySet<IsdAs>
  /** keep what writers register, and may read; in the order in which they are asked */
  readonly registries: ReadonlySet<IsdAs>
}

export type Groups = ReadonlyMap<GroupId, Group>

/** What becomes of down segments that come in by an interface. */
export interface InterfacePolicy {
  readonly public: boolean
  readonly groups: readonly Group[]
}

/** What an AS knows of hidden paths. */
export interface HiddenPaths {
  readonly groups: Groups
  /** by interface; heeded in an AS that is a writer, whose down segments by other interfaces are registered nowhere */
  readonly policies: ReadonlyMap<number, InterfacePolicy>
}

export const noHiddenPaths: HiddenPaths = { groups: new Map(), policies: new Map() }

/** Any role in the group will do. */
export const mayRead = (group: Group, isdAs: IsdAs): boolean =>
  group.owner === isdAs || group.registries.has(isdAs) || group.writers.has(isdAs) || group.readers.has(isdAs)

export const isWriter = ({ groups }: HiddenPaths, isdAs: IsdAs): boolean => [...groups.values()].some(g => g.writers.has(isdAs))
export const isRegistry = ({ groups }: HiddenPaths, isdAs: IsdAs): boolean => [...groups.values()].some(g => g.registries.has(isdAs))

const maxSuffix = 0xffff

/** Throws `UserError`. As the reference reads it also with underscores for colons. */
export function parseGroupId(text: string): GroupId {
  const [owner, suffix, ...more] = text.replaceAll('_', ':').split('-')
  const value = suffix !== undefined && /^[0-9a-fA-F]{1,16}$/.test(suffix) ? Number.parseInt(suffix, 16) : Number.NaN
  if (owner === undefined || more.length > 0 || !(value <= maxSuffix))
    throw new UserError(
      `"${text.slice(0, 60)}" is not a group id`,
      'expected the AS of its owner and up to four hex digits, like ff00:0:110-69b5',
    )
  return idOf(parseAs(owner), value)
}

const idOf = (as: number, suffix: number): GroupId => `${formatAs(as)}-${suffix.toString(16)}`

/** The AS number in a group's id. */
export const ownerOf = (id: GroupId): number => parseAs(id.slice(0, id.indexOf('-')))

/** 48 bits of AS number, 16 bits of suffix. */
export const groupNumber = (id: GroupId): bigint =>
  (BigInt(ownerOf(id)) << 16n) | BigInt(Number.parseInt(id.slice(id.indexOf('-') + 1), 16))

/** `number`: 64 bits. */
export const groupIdOf = (number: bigint): GroupId => idOf(Number(number >> 16n), Number(number & 0xffffn))
