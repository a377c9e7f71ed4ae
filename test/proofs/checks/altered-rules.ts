/** Routers that do something else: rules altered as a person might get them wrong. */
import type { Rule } from '#router/rule.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import { refuse } from '#router/verdict.ts'
import { nsPerS } from '#wire/actor.ts'
import { consDir, consEgress, consIngress, currHf, expiryS, expTime, foldSegId, setCurrent, timestamp } from '#wire/path.ts'

const altered = (name: string, apply: Rule['apply']): RuleSet => ({
  ...ruleSet,
  scion: ruleSet.scion.map(rule => (rule.name === name ? { ...rule, apply } : rule)),
})
const original = (name: string): Rule => ruleSet.scion.find(rule => rule.name === name)!

export const alteredRules: Readonly<Record<string, RuleSet>> = {
  'a hop field expires at its last instant': altered('hopNotExpired', (p, r) => {
    const lastNs = (expiryS(timestamp(p.bytes, p.info), expTime(p.bytes, p.hop)) - r.clock.epochS) * nsPerS
    return lastNs <= p.now ? refuse('hopExpired') : undefined
  }),
  'a hop field lives a unit too long': altered('hopNotExpired', (p, r) => {
    const lastNs = (expiryS(timestamp(p.bytes, p.info), expTime(p.bytes, p.hop) + 1) - r.clock.epochS) * nsPerS
    return lastNs < p.now ? refuse('hopExpired') : undefined
  }),
  'the SegID is folded at ingress in construction direction': altered('segIdFoldedAtIngress', p => {
    if (consDir(p.bytes, p.info) && p.ingress.ifId !== 0 && !p.peering) foldSegId(p.bytes, p.info, p.hop)
    return undefined
  }),
  'the SegID is folded at a peering hop, coming in': altered('segIdFoldedAtIngress', p => {
    if (!consDir(p.bytes, p.info) && p.ingress.ifId !== 0) foldSegId(p.bytes, p.info, p.hop)
    return undefined
  }),
  'the SegID is folded at a peering hop, going out': altered('segIdFoldedAtEgress', p => {
    if (p.egress!.kind === 'external' && consDir(p.bytes, p.info)) foldSegId(p.bytes, p.info, p.hop)
    return undefined
  }),
  'the SegID is folded when a packet is handed over': altered('segIdFoldedAtEgress', p => {
    if (consDir(p.bytes, p.info) && !p.peering) foldSegId(p.bytes, p.info, p.hop)
    return undefined
  }),
  'an alert is answered and its flag stays': altered('ingressAlertAnswered', (p, r) => {
    const before = p.bytes[p.hop]!
    const verdict = original('ingressAlertAnswered').apply(p, r)
    p.bytes[p.hop] = before
    return verdict
  }),
  'CurrINF stays behind at a crossing': altered('crossOver', (p, r) => {
    original('crossOver').apply(p, r)
    if (p.crossedOver) setCurrent(p.bytes, p.path, 0, currHf(p.bytes, p.path))
    return undefined
  }),
  'the interfaces of the hop field are taken for each other': altered('arrivedOnNamedInterface', p => {
    if (p.ingress.ifId === 0) return undefined
    const named = consDir(p.bytes, p.info) ? consEgress(p.bytes, p.hop) : consIngress(p.bytes, p.hop)
    return named === p.ingress.ifId ? undefined : refuse('ingressMismatch')
  }),
}
