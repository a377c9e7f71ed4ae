import { expect, test } from 'vitest'
import { bfdRules, epicRulesAfter, epicRulesBefore, oneHopRules, ruleSet, scionRules, withGuardOff, withoutRule } from '#router/rules.ts'
import { UserError } from '#wire/error.ts'
import { decideAlone, decideTogether, sameDecision } from './holds.ts'
import { createStoryRouter } from './network.ts'
import { allStories, buildInput } from './story.ts'

test('the order of the reference, by the numbers of its steps', () => {
  expect(scionRules.map(rule => rule.name)).toEqual([
    'pathPointersFit', // 1 parsePath
    'peeringHopFound', // 2 determinePeer
    'hopNotExpired', // 3
    'arrivedOnNamedInterface', // 4
    'lengthMatches', // 5
    'transitFromSibling', // 6
    'isdAsPlausible', // 7
    'sourceHostPlausible', // 8
    'segIdFoldedAtIngress', // 9
    'macIsValid', // 10
    'ingressAlertAnswered', // 11
    'deliveredIfLocal', // 12
    'crossOver', // 13
    'crossedHopNotExpired',
    'crossedMacIsValid',
    'egressKnown', // 14
    'linkPairAllowed',
    'segmentChangeAllowed',
    'egressAlertAnswered', // 15
    'egressIsUp', // 16
    'segIdFoldedAtEgress', // 17
    'forwardToEgress',
  ])
})

test('each rule names the clause it is from', () => {
  const all = [...scionRules, ...oneHopRules, ...epicRulesBefore, ...epicRulesAfter, ...bfdRules]
  const of = (clause: string): string => all.flatMap(rule => (rule.clause === clause ? [rule.name] : [])).join(' ')
  expect([...new Set(all.map(rule => rule.clause))].map(clause => [clause, of(clause)])).toEqual([
    ['#PathMetaHdr', 'pathPointersFit'],
    ['#peerlink', 'peeringHopFound'],
    [
      '#process-router-ingress',
      'hopNotExpired arrivedOnNamedInterface transitFromSibling isdAsPlausible deliveredIfLocal crossOver crossedHopNotExpired',
    ],
    ['#common-header', 'lengthMatches'],
    ['#address-header', 'sourceHostPlausible'],
    ['#hf-mac-calc', 'segIdFoldedAtIngress macIsValid crossedMacIsValid segIdFoldedAtEgress'],
    ['#hopfld', 'ingressAlertAnswered egressAlertAnswered'],
    ['#process-router', 'egressKnown linkPairAllowed segmentChangeAllowed forwardToEgress'],
    ['#link-down-notification', 'egressIsUp'],
    ['#onehop', 'oneHopLengthFits oneHopAlong oneHopSourceFits oneHopDestinationFits oneHopMacIsValid oneHopForwarded oneHopCompleted'],
    ['docs.scion.org/protocols/scion-header#path-type-epic-hp', 'epicRoleFound epicPacketIsFresh epicFieldIsValid'],
    ['#scion-bfd', 'bfdSessionRuns bfdLengthFits bfdSupported bfdFieldsPlausible bfdHeard'],
  ])
})

test('each rule has a name of its own and the clause it implements', () => {
  const all = [...scionRules, ...oneHopRules, ...epicRulesBefore, ...epicRulesAfter]
  expect(new Set(all.map(rule => rule.name)).size).toBe(all.length)
  expect(all.filter(rule => !/^[\w./-]*#[\w-]+$/.test(rule.clause)).map(rule => rule.name)).toEqual([])
})

test('the set holds all arrays', () => {
  expect(ruleSet).toEqual({ scion: scionRules, oneHop: oneHopRules, epicBefore: epicRulesBefore, epicAfter: epicRulesAfter, bfd: bfdRules })
})

test('only rules that judge a MAC ask for a block', () => {
  const asking = Object.values(ruleSet)
    .flat()
    .filter(rule => rule.prepare !== undefined)
    .map(rule => rule.name)
  expect(asking).toEqual(['macIsValid', 'crossedMacIsValid', 'oneHopMacIsValid'])
})

const arrivalOf = (name: string) => ({ bytes: buildInput(allStories().find(s => s.name === name)!), port: 131, from: '' })

test('a weakened router decides by its own rules, one by one and in batches; the others as ever', () => {
  const weak = createStoryRouter({ rules: withoutRule('macIsValid') })
  const forged = arrivalOf('SCMPBadMAC')
  const [together] = decideTogether(weak, [forged])
  const alone = decideAlone(weak, forged, weak.state.rules)
  expect(together!.verdict.kind).toBe('forward')
  expect(sameDecision(alone, together!)).toBe(true)
  expect(decideTogether(createStoryRouter(), [forged])[0]).toMatchObject({ rule: 'macIsValid', verdict: { kind: 'answer' } })
})

test('a guard that is off refuses nothing, and what the rule does besides is done', () => {
  const { scion } = withGuardOff('egressKnown')
  expect(scion.map(rule => rule.name)).toEqual(ruleSet.scion.map(rule => rule.name))
  const good = arrivalOf('ParentToChild')
  expect(decideAlone(createStoryRouter(), good, withGuardOff('egressKnown')).verdict).toMatchObject({
    kind: 'forward',
    link: { ifId: 141 },
  })
})

test('a guard that is off still delivers and answers what is no refusal', () => {
  const decided = (story: string, rules = ruleSet) => decideAlone(createStoryRouter(), arrivalOf(story), rules)
  const withVerdict = (verdict: object) => allStories().find(s => matches(decided(s.name).verdict, verdict))!.name
  const weakened = (verdict: object, rule: string) => decided(withVerdict(verdict), withGuardOff(rule))
  expect(weakened({ kind: 'answer', reason: 'macMismatch' }, 'macIsValid').rule).not.toBe('macIsValid')
  expect(weakened({ kind: 'drop', reason: 'pathMalformed' }, 'pathPointersFit').rule).not.toBe('pathPointersFit')
  expect(weakened({ kind: 'deliver' }, 'deliveredIfLocal').rule).toBe('deliveredIfLocal')
  expect(weakened({ kind: 'answer', with: 'traceroute' }, 'ingressAlertAnswered').verdict).toMatchObject({ with: 'traceroute' })
})

const matches = (value: object, part: object): boolean =>
  Object.entries(part).every(([key, of]) => (value as Readonly<Record<string, unknown>>)[key] === of)

test('several rules may be missing; every other stays', () => {
  const rules = withoutRule('oneHopMacIsValid', withoutRule('macIsValid'))
  expect(rules.scion).toEqual(scionRules.filter(rule => rule.name !== 'macIsValid'))
  expect(rules.oneHop).toEqual(oneHopRules.filter(rule => rule.name !== 'oneHopMacIsValid'))
  expect([rules.epicBefore, rules.epicAfter, rules.bfd]).toEqual([epicRulesBefore, epicRulesAfter, bfdRules])
})

test('a rule that does not exist: the names of those that do', () => {
  expect(() => withoutRule('macisvalid')).toThrow(UserError)
  expect(() => withGuardOff('macisvalid')).toThrow('there is no rule "macisvalid"')
  expect(() => withoutRule('')).toThrow(
    expect.objectContaining({ hint: expect.stringMatching(/^the rules: pathPointersFit, .*, bfdHeard$/) }),
  )
})
