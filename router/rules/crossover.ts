/** Rule 13: from one segment to the next inside this router; the new hop field is checked like the first.   router/dataplane.go doXover */
import { advance, standsAtCrossing } from '../packet.ts'
import type { Rule } from '../rule.ts'
import { hopNotExpired } from './arrival.ts'
import { macIsValid, writeBlock } from './mac.ts'

export const crossOver: Rule = {
  name: 'crossOver',
  clause: '#process-router-ingress',
  apply(p) {
    if (!p.peering && standsAtCrossing(p)) p.crossedOver = advance(p)
    return undefined
  },
}

export const crossedHopNotExpired: Rule = {
  name: 'crossedHopNotExpired',
  clause: hopNotExpired.clause,
  apply: (p, r) => (p.crossedOver ? hopNotExpired.apply(p, r) : undefined),
}

export const crossedMacIsValid: Rule = {
  name: 'crossedMacIsValid',
  clause: macIsValid.clause,
  prepare(p, r) {
    if (p.crossedOver) writeBlock(p, r)
    return p.crossedOver
  },
  apply: (p, r) => (p.crossedOver ? macIsValid.apply(p, r) : undefined),
}
