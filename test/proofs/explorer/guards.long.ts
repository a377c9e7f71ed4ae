/** Each guard off in turn, as docs/prove.md has it: what breaks, whom others refuse instead, and who is let through and harms nothing. */
import { expect, test } from 'vitest'
import type { GuardProof } from '#proofs/explorer/guards.ts'
import { askEach } from './lab.ts'

/** How it ends without the guard: the property that breaks, or what became of whom it would have refused. */
const ending = ({ found, letThrough, unconfirmed }: GuardProof): string => {
  if (found !== undefined) return found.asked.property
  if (unconfirmed > 0) return 'undecided'
  return letThrough.decisions === 0 ? 'nobody' : letThrough.wentOn === 0 ? 'others' : 'harmless'
}

/** In a tree, with one attacker at a leaf. */
const usual: Readonly<Record<string, string>> = {
  pathPointersFit: 'harmless',
  peeringHopFound: 'harmless',
  hopNotExpired: 'path-auth',
  arrivedOnNamedInterface: 'path-auth',
  lengthMatches: 'nobody',
  transitFromSibling: 'harmless',
  isdAsPlausible: 'source-in',
  sourceHostPlausible: 'nobody',
  segIdFoldedAtIngress: 'nobody',
  macIsValid: 'path-auth',
  ingressAlertAnswered: 'nobody',
  deliveredIfLocal: 'nobody',
  crossOver: 'nobody',
  crossedHopNotExpired: 'path-auth',
  crossedMacIsValid: 'path-auth',
  egressKnown: 'others',
  linkPairAllowed: 'valley-free',
  segmentChangeAllowed: 'valley-free',
  egressAlertAnswered: 'nobody',
  egressIsUp: 'nobody',
  segIdFoldedAtEgress: 'nobody',
  forwardToEgress: 'others',
}

test.each([
  ['two', '111', { crossedHopNotExpired: 'nobody', linkPairAllowed: 'harmless', segmentChangeAllowed: 'harmless' }],
  ['tiny', '111', {}],
  ['shortcut', '113', { pathPointersFit: 'path-auth' }],
  ['diamond', '111', { egressKnown: 'harmless' }],
])('%s, attacked by %s', (name, attacker, differs) => {
  const { base, guards } = askEach(name, [attacker], 4)
  expect(base.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds', 'holds'])
  expect(Object.fromEntries(guards.map(guard => [guard.rule, ending(guard)]))).toEqual({ ...usual, ...differs })
})
