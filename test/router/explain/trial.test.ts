import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changesBetween, mutableState, type Trial, tryRules } from '#router/explain/trial.ts'
import type { RouterLink } from '#router/links.ts'
import { createRouter } from '#router/router.ts'
import { ruleSet } from '#router/rules.ts'
import type { RouterState } from '#router/state.ts'
import { protocols } from '#wire/header.ts'
import { macAt } from '#wire/path.ts'
import { type SeenAt, seenAt, seenPackets, stateOf, titleOf } from '../seen.ts'
import { epochS, keyOfAs, now } from '../walk.ts'

function linkOf(s: SeenAt, { links }: RouterState): RouterLink {
  const i = s.place.ingress
  return i.kind === 'external'
    ? links.byIfId[i.ifId]!
    : (links.siblings.find(x => i.kind === 'sibling' && x.routerId === i.routerId) ?? links.internal)
}

function tryAt(s: SeenAt, hasKey = true): Trial {
  const state = stateOf(s.place)
  return tryRules(state, hasKey, { link: linkOf(s, state), from: s.step.from, bytes: s.step.bytes, now })
}

const outcomeOf = (t: Trial, rule: string) => t.steps.find(s => s.rule === rule)?.outcome

test.each(seenPackets.map(s => [titleOf(s), s] as const))('watching %s changes nothing', (_, s) => {
  const key = keyOfAs(s.isdAs)!
  const router = createRouter({ as: s.place.as, id: s.place.routerId, key, clock: { epochS }, random: () => 0 })
  const { verdict, sent } = router.process(router.linkOf(s.step.port, s.step.from), s.step.from, s.step.bytes.slice(), now)
  const watched = tryAt(s)
  expect(watched.verdict.kind).toBe(verdict.kind)
  expect(watched.sent).toEqual(sent)
  expect(watched.steps.filter(step => step.outcome === 'decided')).toHaveLength(1)
  expect(watched.steps.some(step => step.outcome === 'stopped' || step.outcome === 'unchecked')).toBe(false)
})

test.each(seenPackets.map(s => [titleOf(s), s] as const))(
  '%s without a key: the same verdict, and the rules that need one say so',
  (_, s) => {
    const t = tryAt(s, false)
    expect(t.verdict.kind).toBe(tryAt(s).verdict.kind)
    for (const step of t.steps) if (step.outcome === 'unchecked') expect(step.rule).toMatch(/[mM]acIsValid|epicFieldIsValid/)
    const judgesMac = s.shape.name !== 'one-hop' || s.step.port === 0
    expect(t.steps.some(step => step.outcome === 'unchecked')).toBe(judgesMac)
  },
)

test('the rule that stops a forged packet says what it saw, and the rest was not asked', () => {
  const s = seenAt('up', 'a only')
  s.step.bytes[macAt(48 + 12)]! ^= 1
  const t = tryAt(s)
  expect(t.verdict).toEqual({ kind: 'answer', with: 'error', reason: 'macMismatch' })
  expect(t.scmp).toBe('4/51/60')
  expect(outcomeOf(t, 'hopNotExpired')).toBe('passed')
  expect(outcomeOf(t, 'macIsValid')).toBe('stopped')
  expect(t.steps.find(step => step.rule === 'macIsValid')!.saw).toMatch(
    /over SegID 0x[0-9a-f]{4} and hop \(41,42\) our key gives [0-9a-f]{12}, the packet says [0-9a-f]{12}/,
  )
  expect(outcomeOf(t, 'egressKnown')).toBe('unneeded')
  expect(t.sent).toBeDefined()
})

test('changes stand at the rule that made them', () => {
  const t = tryAt(seenAt('up', 'a only'))
  expect(t.steps.find(s => s.rule === 'segIdFoldedAtIngress')!.changes[0]).toMatch(/^SegID 0x[0-9a-f]{4} -> 0x[0-9a-f]{4}$/)
  expect(t.steps.find(s => s.rule === 'forwardToEgress')!.changes).toEqual(['CurrHF 1 -> 2'])
  expect(t.steps.find(s => s.rule === 'crossOver')!.outcome).toBe('skipped')
})

test('all rules of the path type are listed in their order', () => {
  const names = (s: SeenAt) => tryAt(s).steps.map(step => step.rule)
  expect(names(seenAt('up', 'a only'))).toEqual(['parse', ...ruleSet.scion.map(r => r.name)])
  expect(names(seenAt('one-hop', 'a only'))).toEqual(['parse', ...ruleSet.oneHop.map(r => r.name)])
  expect(names(seenAt('EPIC', 'd only'))).toEqual([
    'parse',
    ...[...ruleSet.epicBefore, ...ruleSet.scion, ...ruleSet.epicAfter].map(r => r.name),
  ])
  const bfd = seenAt('one-hop', 'a only')
  bfd.step.bytes[4] = protocols.bfd
  expect(names(bfd)).toEqual(['parse', ...ruleSet.bfd.map(r => r.name)])
})

test('what cannot be read is stopped before any rule, with the place', () => {
  const s = seenAt('up', 'a only')
  const cut = { ...s, step: { ...s.step, bytes: s.step.bytes.slice(0, 50) } }
  expect(tryAt(cut).steps).toMatchObject([{ rule: 'parse', outcome: 'stopped', saw: "byte 5: HdrLen 84 is beyond the packet's 50 bytes" }])
  s.step.bytes[4] = 99
  expect(tryAt(s).steps).toMatchObject([{ outcome: 'stopped', saw: 'NextHdr 99 is no protocol of SCION' }])
})

test('any bytes: watched and decided, never thrown', () => {
  const places = seenPackets.map(s => ({ s, state: stateOf(s.place) }))
  fc.assert(
    fc.property(
      fc.nat(places.length - 1),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 }),
      fc.nat(250),
      fc.boolean(),
      (i, edits, cut, hasKey) => {
        const { s, state } = places[i]!
        const bytes = s.step.bytes.slice(0, cut)
        for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value
        expect(tryRules(state, hasKey, { link: linkOf(s, state), from: s.step.from, bytes, now }).steps.length).toBeGreaterThan(0)
      },
    ),
  )
})

test('the mutable state of what has no path is empty', () => {
  expect(mutableState(new Uint8Array(4), 0).size).toBe(0)
  expect(changesBetween(new Map([['CurrHF', '1']]), new Map([['CurrHF', '1']]))).toEqual([])
})
