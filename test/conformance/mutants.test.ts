/** The suite notices a router that lacks any one of its rules. Those of BFD take real time: suite.long.ts. */
import { expect, test } from 'vitest'
import { judge } from '#conformance/run/judge.ts'
import { bfdAt } from '#conformance/run/run-case.ts'
import type { ExpandedStep, Setting } from '#conformance/suite/expand.ts'
import { type RuleSet, ruleSet, withoutRule } from '#router/rules.ts'
import { expanded, nowNs, outputsOf, routerOf, settings, suite } from './in-process.ts'

interface Told {
  readonly id: string
  readonly steps: readonly ExpandedStep[]
  readonly setting: Setting
}

const isTold = ({ input, output }: ExpandedStep): boolean =>
  input !== undefined && bfdAt(input.bytes) === undefined && (output === undefined || bfdAt(output.bytes) === undefined)
const told: readonly Told[] = suite.cases
  .filter(c => c.second === undefined)
  .map(c => ({ id: c.id, steps: expanded(c), setting: settings.get(c.configuration)! }))
  .filter(({ steps }) => steps.every(isTold))

/** A rule that misses what it counts on may crash: that is noticed, too. */
function fails({ steps, setting }: Told, rules: RuleSet): boolean {
  try {
    return steps.some(step => judge(step.output, outputsOf(routerOf(setting, rules), setting, step), nowNs).length > 0)
  } catch {
    return true
  }
}

const failing = (rules: RuleSet): string[] => told.filter(c => fails(c, rules)).map(c => c.id)

test('with all rules no case fails', () => {
  expect(told.length).toBeGreaterThan(480)
  expect(failing(ruleSet)).toEqual([])
})

/** A case that tells of each rule, by what it is about. */
const tellTale: Readonly<Record<string, string>> = {
  pathPointersFit: 'dp.forward.parent-child.along.01',
  peeringHopFound: 'dp.alert.egress.peering.01',
  hopNotExpired: 'dp.expiry.days.01',
  arrivedOnNamedInterface: 'dp.ingress.other.along.01',
  lengthMatches: 'dp.length.payload.01',
  transitFromSibling: 'dp.transit-source.wrong-sibling.01',
  isdAsPlausible: 'dp.isd-as.source.from-parent.01',
  sourceHostPlausible: 'dp.source-host.invalid.01',
  segIdFoldedAtIngress: 'dp.forward.child-parent.against.01',
  macIsValid: 'dp.mac.mismatch.from-parent.01',
  ingressAlertAnswered: 'dp.alert.ingress.along.01',
  deliveredIfLocal: 'dp.deliver.host.from-parent.01',
  crossOver: 'dp.segment-change.child-child.along-along.01',
  crossedHopNotExpired: 'dp.expiry.after-segment-change.along.01',
  crossedMacIsValid: 'dp.segment-change.mac.01',
  egressKnown: 'dp.egress.of-sibling.along.01',
  linkPairAllowed: 'dp.link-pair.parent-parent.along.01',
  segmentChangeAllowed: 'dp.segment-change.parent-child.01',
  egressAlertAnswered: 'dp.alert.egress.along.01',
  egressIsUp: 'dp.link-down.external.along.01',
  segIdFoldedAtEgress: 'dp.forward.parent-child.along.01',
  forwardToEgress: 'dp.forward.parent-child.along.01',
  oneHopLengthFits: 'dp.one-hop.in.refused.07',
  oneHopAlong: 'dp.one-hop.in.refused.01',
  oneHopSourceFits: 'dp.one-hop.in.refused.02',
  oneHopDestinationFits: 'dp.one-hop.out.refused.04',
  oneHopMacIsValid: 'dp.one-hop.out.refused.01',
  oneHopForwarded: 'dp.one-hop.out.01',
  oneHopCompleted: 'dp.one-hop.in.01',
  epicRoleFound: 'dp.epic.last.field-wrong.01',
  epicPacketIsFresh: 'dp.epic.last.window.02',
  epicFieldIsValid: 'dp.epic.last.field-wrong.01',
}

const arrays = (Object.keys(ruleSet) as (keyof RuleSet)[]).filter(array => array !== 'bfd')
test.each(arrays.flatMap(array => ruleSet[array].map(rule => rule.name)))('a router without %s fails', name => {
  expect(failing(withoutRule(name))).toContain(tellTale[name])
})
