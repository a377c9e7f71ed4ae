import { expect, test } from 'vitest'
import { matches, pluginFor, type RegistrationPolicy } from '#control/beacon/registration-policy.ts'
import { parseAcl } from '#control/path/acl.ts'
import { parseSequence } from '#control/path/sequence.ts'
import { along } from './candidates.ts'

const segment = along(['0 1-1 5', '6 1-2 7', '8 2-3 0'])
const sequence = (text: string) => ({ sequence: parseSequence(text) })

test('sequences see the segment in construction direction', () => {
  const texts = ['1-1 1-2 2-3', '1-1#0,5 1-2#6,7 2-3#8,0', '2-3 1-2 1-1', '0* 1-2 0', '1-1 1-2']
  expect(texts.map(text => matches(sequence(text), segment))).toEqual([true, true, false, true, false])
})

test('an ACL must allow every interface; both must hold, none matches nothing', () => {
  const acl = (...texts: string[]) => ({ acl: parseAcl(texts) })
  expect([acl('- 2', '+'), acl('- 1-2#6', '+'), acl('- 1-2#9', '+')].map(m => matches(m, segment))).toEqual([false, false, true])
  expect(matches({ ...sequence('0*'), ...acl('- 2', '+') }, segment)).toBe(false)
  expect(matches({ ...sequence('0'), ...acl('+') }, segment)).toBe(false)
  expect(matches({}, segment)).toBe(false)
})

test('the first that matches decides; nobody wants what none matches', () => {
  const policy = (text: string, plugin: RegistrationPolicy['plugin']): RegistrationPolicy => ({
    name: text,
    matcher: sequence(text),
    plugin,
  })
  expect(pluginFor([], segment)).toBe('default')
  expect(pluginFor([policy('1-1', 'ignore'), policy('0*', 'local'), policy('0* 0', 'remote')], segment)).toBe('local')
  expect(pluginFor([policy('1-1', 'local')], segment)).toBe('ignore')
})
