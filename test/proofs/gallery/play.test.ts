import { expect, test } from 'vitest'
import { findEntry } from '#proofs/gallery/gallery.ts'
import { hasSwitch, isAsSaid, measureAttack, playAttack, rulesFor } from '#proofs/gallery/play.ts'
import { ruleSet } from '#router/rules.ts'
import { UserError } from '#wire/error.ts'

test('exactly the guard has to stop it, exactly its aim has to be reached', () => {
  const entry = findEntry('splice')
  const refused = { end: 'refused', as: '1-ff00:0:113', rule: 'macIsValid', events: [] } as const
  const delivered = { end: 'delivered', as: '1-ff00:0:113', rule: 'deliveredIfLocal', events: [] } as const
  expect([isAsSaid(entry, 'on', refused), isAsSaid(entry, 'off', delivered)]).toEqual([true, true])
  expect(isAsSaid(entry, 'on', { ...refused, rule: 'hopNotExpired' })).toBe(false)
  expect(isAsSaid(entry, 'on', delivered)).toBe(false)
  expect(isAsSaid(entry, 'off', refused)).toBe(false)
  expect(isAsSaid(entry, 'off', { ...delivered, as: '1-ff00:0:112' })).toBe(false)
})

test('an attack that no rule stops, and one that the parser stops, have no switch', () => {
  expect([findEntry('replay'), findEntry('too-many-hops'), findEntry('splice')].map(hasSwitch)).toEqual([false, false, true])
  expect(() => rulesFor(findEntry('too-many-hops'), 'off')).toThrow(UserError)
  expect(rulesFor(findEntry('splice'), 'on')).toBe(ruleSet)
})

test('who watches is told of the network before the packets, and leaves after them', () => {
  const seen: string[] = []
  playAttack(findEntry('splice'), 'on', network => {
    const begin = network.loop.now
    return () => seen.push(network.loop.now > begin ? 'later' : 'at once')
  })
  expect(seen).toEqual(['later'])
})

test('only what has an experiment measures', () => {
  expect(measureAttack(findEntry('splice'))).toEqual([])
  expect(measureAttack(findEntry('scmp-reflection')).map(m => m.value)).toEqual(['240', '0'])
})
