/** Routers without one guard: what the explorer finds, as docs/prove.md has it. */
import { expect, test } from 'vitest'
import { ask } from './lab.ts'

test.each([
  ['macIsValid', 'shortcut', '113'],
  ['hopNotExpired', 'shortcut', '113'],
  ['arrivedOnNamedInterface', 'shortcut', '113'],
  ['crossedHopNotExpired', 'shortcut', '113'],
  ['crossedMacIsValid', 'shortcut', '113'],
])('without %s a packet of %s breaks path authorisation', (guardOff, name, attacker) => {
  expect(ask(name, { attackers: [attacker], maxHops: 4 })).toMatchObject({ verdict: 'holds' })
  expect(ask(name, { attackers: [attacker], maxHops: 4, guardOff })).toMatchObject({ verdict: 'found' })
})

test('without linkPairAllowed, and with all keys, a packet goes through a valley', () => {
  const asked = { property: 'valley-free', attackers: ['113'], leaked: ['110', '111', '112', '113'], maxHops: 4 }
  expect(ask('shortcut', asked)).toMatchObject({ verdict: 'holds' })
  expect(ask('shortcut', { ...asked, guardOff: 'linkPairAllowed' })).toMatchObject({ verdict: 'found' })
})
