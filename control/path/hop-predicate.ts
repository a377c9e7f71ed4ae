/**
 * Hop predicates: which interfaces a rule is about.   private/path/pathpol/hop_pred.go
 *
 *   ISD | ISD-AS | ISD-AS#IF | ISD-AS#IN,OUT       0 = any; one IF = in or out
 */
import { UserError } from '#wire/error.ts'
import { formatAs, type IsdAs, parseAs, parseIsd } from '#wire/isdas.ts'
import type { PathInterface } from './path.ts'

export interface HopPredicate {
  /** 0 = any */
  readonly isd: number
  /** canonical text, '0' = any */
  readonly as: string
  /** one for both directions, or in and out; 0 = any; 64 bits */
  readonly ifIds: readonly [bigint] | readonly [bigint, bigint]
}

const hint = 'expected ISD, ISD-AS, ISD-AS#IF or ISD-AS#IN,OUT, like 1-ff00:0:110#1,2; 0 is any'
const form = /^(?<isd>[^-#,]*)(?:-(?<as>[^-#,]*)(?:#(?<first>[^-#,]*)(?:,(?<second>[^-#,]*))?)?)?$/

/** Throws `UserError`. Unlike in sequences any spelling of an AS number will do. */
export function parseHopPredicate(text: string): HopPredicate {
  const { isd = '', as = '0', first = '0', second } = form.exec(text)?.groups ?? wrong(text, 'is no hop predicate')
  const ifIds = second === undefined ? ([parseIfId(text, first)] as const) : ([parseIfId(text, first), parseIfId(text, second)] as const)
  const predicate = { isd: parseIsd(isd), as: formatAs(parseAs(as)), ifIds }
  if (predicate.as === '0' && ifIds.some(ifId => ifId !== 0n)) wrong(text, 'has an interface of any AS')
  return predicate
}

const wrong = (text: string, why: string): never => {
  throw new UserError(`"${text}" ${why}`, hint)
}

const maxIfId = 2n ** 64n - 1n

function parseIfId(predicate: string, text: string): bigint {
  if (!/^\d{1,100}$/.test(text) || BigInt(text) > maxIfId) wrong(predicate, `has no interface "${text}"`)
  return BigInt(text)
}

/** "1-ff00:0:110#1,2", all parts written. */
export const formatHopPredicate = ({ isd, as, ifIds }: HopPredicate): string => `${isd}-${as}#${ifIds.join(',')}`

/** Every interface of every AS. */
export const matchesAll = ({ isd, as }: HopPredicate): boolean => isd === 0 && as === '0'

/** `enters`: the packet comes in over the interface. */
export function matchesInterface({ isd, as, ifIds }: HopPredicate, { isdAs, ifId }: PathInterface, enters: boolean): boolean {
  const wanted = ifIds[enters ? 0 : 1] ?? ifIds[0]
  return isIn(isd, as, isdAs) && (wanted === 0n || wanted === BigInt(ifId))
}

/** Is it the AS, or one of the ISD? 0 = any. */
export function isIn(isd: number, as: string, isdAs: IsdAs): boolean {
  const dash = isdAs.indexOf('-')
  return (isd === 0 || isd === Number(isdAs.slice(0, dash))) && (as === '0' || as === isdAs.slice(dash + 1))
}
