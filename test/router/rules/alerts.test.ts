import { expect, test } from 'vitest'
import type { Rule } from '#router/rule.ts'
import { egressAlertAnswered, ingressAlertAnswered } from '#router/rules/alerts.ts'
import { type Circumstances, standBefore } from './stand-before.ts'

const request = 'traceroute request 567 129'

/** The interface the router answers for, and the hop's flags afterwards: bit 0 = egress, bit 1 = ingress. */
function answered(rule: Rule, flags: number, c: Circumstances = {}): string {
  const { p, apply } = standBefore(rule, { payload: request, ...c })
  p.bytes[p.hop] = flags
  const verdict = apply()
  const said = verdict?.kind === 'answer' && verdict.with === 'traceroute' ? verdict.ifId : 'goes on'
  return `${said}, flags ${p.bytes[p.hop]}`
}
const against: Circumstances = { in: 141, path: ['against 0x111^1 (411,0) *(131,141) (0,311)'] }

test('ingress: the flag of the side the packet comes in by, which the direction turns round; only that flag is cleared', () => {
  const along = [0, 1, 2, 3].map(flags => answered(ingressAlertAnswered, flags))
  expect(along).toEqual(['goes on, flags 0', 'goes on, flags 1', '131, flags 0', '131, flags 1'])
  const reversed = [0, 1, 2, 3].map(flags => answered(ingressAlertAnswered, flags, against))
  expect(reversed).toEqual(['goes on, flags 0', '141, flags 0', 'goes on, flags 2', '141, flags 2'])
})

test('egress: the other flag, the interface it leaves by', () => {
  const along = [0, 1, 2, 3].map(flags => answered(egressAlertAnswered, flags))
  expect(along).toEqual(['goes on, flags 0', '141, flags 0', 'goes on, flags 2', '141, flags 2'])
  const reversed = [0, 1, 2, 3].map(flags => answered(egressAlertAnswered, flags, against))
  expect(reversed).toEqual(['goes on, flags 0', 'goes on, flags 1', '131, flags 0', '131, flags 1'])
})

test('from inside no ingress alert; to a sibling no egress alert', () => {
  const inside = { in: '192.168.0.51:30041', from: '1-ff00:0:1,192.168.0.51', path: ['along 0x111 *(0,141) (411,0)'] }
  expect(answered(ingressAlertAnswered, 3, inside)).toBe('goes on, flags 3')
  expect(answered(egressAlertAnswered, 3, { path: ['along 0x111 (0,311) *(131,181) (811,0)'] })).toBe('goes on, flags 3')
})

test('only a whole traceroute request with code 0 is answered; all else goes on, the flag untouched', () => {
  const whole = `bytes 202 82000000${'00'.repeat(20)}`
  const others = ['udp 1>2 30', 'traceroute reply 1 2', 'echo request 1 2', whole.slice(0, -2), whole.replace('8200', '8201')]
  expect(answered(ingressAlertAnswered, 2, { payload: whole })).toBe('131, flags 0')
  expect(others.map(payload => answered(ingressAlertAnswered, 2, { payload }))).toEqual(Array(5).fill('goes on, flags 2'))
})

test('other payloads that begin with the same bytes are no traceroute request', () => {
  const likeOne = `82${'00'.repeat(23)}`
  expect(answered(ingressAlertAnswered, 3, { payload: `bytes 17 ${likeOne}` })).toBe('goes on, flags 3')
  expect(answered(ingressAlertAnswered, 3, { payload: `bytes 202 ${likeOne}` })).toBe('131, flags 1')
})
