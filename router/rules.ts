/** The data plane, in the order of router/dataplane.go process(). Order is behaviour: the first failing rule picks the SCMP error. */
import { UserError } from '#wire/error.ts'
import type { Packet } from './packet.ts'
import type { Rule } from './rule.ts'
import { egressAlertAnswered, ingressAlertAnswered } from './rules/alerts.ts'
import {
  arrivedOnNamedInterface,
  hopNotExpired,
  isdAsPlausible,
  lengthMatches,
  sourceHostPlausible,
  transitFromSibling,
} from './rules/arrival.ts'
import { bfdFieldsPlausible, bfdHeard, bfdLengthFits, bfdSessionRuns, bfdSupported } from './rules/bfd.ts'
import { crossedHopNotExpired, crossedMacIsValid, crossOver } from './rules/crossover.ts'
import { deliveredIfLocal } from './rules/delivery.ts'
import { egressIsUp, egressKnown, forwardToEgress, linkPairAllowed, segIdFoldedAtEgress, segmentChangeAllowed } from './rules/egress.ts'
import { epicFieldIsValid, epicPacketIsFresh, epicRoleFound } from './rules/epic.ts'
import { macIsValid, segIdFoldedAtIngress } from './rules/mac.ts'
import {
  oneHopAlong,
  oneHopCompleted,
  oneHopDestinationFits,
  oneHopForwarded,
  oneHopLengthFits,
  oneHopMacIsValid,
  oneHopSourceFits,
} from './rules/onehop.ts'
import { pathPointersFit, peeringHopFound } from './rules/path.ts'
import { isRefusal } from './verdict.ts'

export const scionRules: readonly Rule[] = [
  pathPointersFit,
  peeringHopFound,
  hopNotExpired,
  arrivedOnNamedInterface,
  lengthMatches,
  transitFromSibling,
  isdAsPlausible,
  sourceHostPlausible,
  segIdFoldedAtIngress,
  macIsValid,
  ingressAlertAnswered,
  deliveredIfLocal,
  crossOver,
  crossedHopNotExpired,
  crossedMacIsValid,
  egressKnown,
  linkPairAllowed,
  segmentChangeAllowed,
  egressAlertAnswered,
  egressIsUp,
  segIdFoldedAtEgress,
  forwardToEgress,
]

export const oneHopRules: readonly Rule[] = [
  oneHopLengthFits,
  oneHopAlong,
  oneHopSourceFits,
  oneHopDestinationFits,
  oneHopMacIsValid,
  oneHopForwarded,
  oneHopCompleted,
]

/** Before the rules of the SCION path inside an EPIC path ... */
export const epicRulesBefore: readonly Rule[] = [epicRoleFound]
/** ... and after they let the packet through. */
export const epicRulesAfter: readonly Rule[] = [epicPacketIsFresh, epicFieldIsValid]

/** BFD packets, whatever their path, addresses and MACs: the link they came in by is all that counts. */
export const bfdRules: readonly Rule[] = [bfdSessionRuns, bfdLengthFits, bfdSupported, bfdFieldsPlausible, bfdHeard]

/** All rules, each once: what `explain` lists and weakened routers lack. */
export interface RuleSet {
  readonly scion: readonly Rule[]
  readonly oneHop: readonly Rule[]
  readonly epicBefore: readonly Rule[]
  readonly epicAfter: readonly Rule[]
  readonly bfd: readonly Rule[]
}

export const ruleSet: RuleSet = {
  scion: scionRules,
  oneHop: oneHopRules,
  epicBefore: epicRulesBefore,
  epicAfter: epicRulesAfter,
  bfd: bfdRules,
}

const changed = (rules: RuleSet, name: string, change: (rule: Rule) => readonly Rule[]): RuleSet => {
  const arrays = Object.entries(rules as unknown as Record<string, readonly Rule[]>)
  const names = arrays.flatMap(([, array]) => array.map(rule => rule.name))
  if (!names.includes(name)) throw new UserError(`there is no rule "${name}"`, `the rules: ${names.join(', ')}`)
  const rest = arrays.map(([key, array]) => [key, array.flatMap(rule => (rule.name === name ? change(rule) : [rule]))])
  // The same arrays, by the same names.
  return Object.fromEntries(rest) as RuleSet
}

/** The rules but one, for weakened routers. Throws `UserError` for a name that no rule has. */
export const withoutRule = (name: string, rules: RuleSet = ruleSet): RuleSet => changed(rules, name, () => [])

/**
 * The rules, one of which does to the packet what it always does, and refuses nothing; `letThrough` hears of each packet that it would have
 * refused. Throws `UserError` for a name that no rule has.
 */
export const withGuardOff = (name: string, letThrough: (p: Packet) => void = () => {}, rules: RuleSet = ruleSet): RuleSet =>
  changed(rules, name, rule => [lenient(rule, letThrough)])

const lenient = (rule: Rule, letThrough: (p: Packet) => void): Rule => ({
  ...rule,
  apply(p, r) {
    const verdict = rule.apply(p, r)
    if (verdict === undefined || !isRefusal(verdict)) return verdict
    letThrough(p)
    return undefined
  },
})
