import { expect, test } from 'vitest'
import { isPassed, sayScmp, sayVerdict } from '#router/explain/verdict-text.ts'
import { createPacket } from '#router/packet.ts'
import { drop, refuse, type Verdict } from '#router/verdict.ts'
import { seenAt, stateOf } from '../seen.ts'

const { links } = stateOf(seenAt('up, core, down', 'c2 west').place)
const say = (verdict: Verdict, scmp = ''): string =>
  sayVerdict({ verdict, scmp, packet: { ...createPacket(links.internal), egressIfId: 23 } })

test('each verdict in words', () => {
  expect(say(links.external[0]!.forward)).toBe('forwarded by interface 21 to 1-ff00:0:c1c1 (10.1.0.11:50000)')
  expect(say(links.siblings[0]!.handOver)).toBe('handed to sibling router east (10.0.0.2:30001), which owns interface 23')
  expect(say({ kind: 'deliver', to: '10.0.0.5:31000' })).toBe('delivered to 10.0.0.5:31000')
  expect(say(refuse('hopExpired'), '4/52/48')).toBe(
    'refused: the hop field has expired; the sender gets SCMP parameterProblem pathExpired (4/52), pointer 48',
  )
  expect(say({ kind: 'answer', with: 'traceroute', ifId: 7 })).toBe('answered: traceroute reply for interface 7')
  expect(say({ kind: 'answer', with: 'stun' })).toContain('STUN')
  expect(say(refuse('pathMalformed'))).toBe('dropped: CurrHF or CurrINF does not fit the segments; silently')
  expect(say(drop('hopExpired'))).toBe('dropped: the hop field has expired; silently, no answer can be made or is allowed')
  expect(say(drop('bfdNotRunning'))).toBe('dropped: no BFD session on this link; silently')
  expect(say(links.external[0]!.hear)).toBe('ends here: it is for the BFD session of this link')
})

test('what passes', () => {
  expect(isPassed(links.external[0]!.forward)).toBe(true)
  expect(isPassed({ kind: 'answer', with: 'traceroute', ifId: 7 })).toBe(true)
  expect(isPassed(links.external[0]!.hear)).toBe(true)
  expect(isPassed(drop('bfdNotRunning'))).toBe(false)
  expect(isPassed(refuse('hopExpired'))).toBe(false)
  expect(isPassed(drop('notScion'))).toBe(false)
})

test('SCMP with and without a pointer', () => {
  expect(sayScmp('4/51/60')).toBe('parameterProblem invalidHopFieldMac (4/51), pointer 60')
  expect(sayScmp('5/0')).toBe('externalInterfaceDown (5/0)')
})
