import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultPolicy, type Usage } from '#control/beacon/policy.ts'
import { parseBeaconPolicy } from '#control/beacon/policy-document.ts'
import { UserError } from '#wire/error.ts'

const whole = `Type: DownSegmentRegistration
BestSetSize: 3
CandidateSetSize: 7
MaxExpTime: 0
Filter: {MaxHopsLength: 4, AsBlackList: [ff00:0:110, 5], IsdBlackList: [2], AllowIsdLoop: false}
RegistrationPolicies:
  - Name: near
    Description: one hop
    Matcher: {Sequence: "0 0"}
    Plugin: remote
  - Name: others
    Matcher: {ACL: ["- 2", "+"]}
    Plugin: ignore
    PluginConfig: {Level: info, Message: "no"}
`

test('all there is', () => {
  const { registrationPolicies, ...rest } = parseBeaconPolicy(whole, 'down')
  expect(rest).toEqual({
    bestSetSize: 3,
    candidateSetSize: 7,
    maxExpTime: 0,
    filter: { maxHopsLength: 4, asBlackList: [0xff00_0000_0110, 5], isdBlackList: [2], allowIsdLoop: false },
  })
  expect(registrationPolicies.map(p => [p.name, p.plugin, p.matcher.sequence?.text, p.matcher.acl?.length])).toEqual([
    ['near', 'remote', '0 0', undefined],
    ['others', 'ignore', undefined, 2],
  ])
  expect(registrationPolicies.map(p => p.description)).toEqual(['one hop', undefined])
})

test('what is not said, or is 0, is the default', () => {
  expect(parseBeaconPolicy('{}', 'up')).toEqual(defaultPolicy)
  expect(parseBeaconPolicy('BestSetSize: 0\nCandidateSetSize: 0\nFilter: {MaxHopsLength: 0}', 'core')).toEqual(defaultPolicy)
  expect(parseBeaconPolicy('Filter:\nRegistrationPolicies:\nMaxExpTime:', 'core')).toEqual(defaultPolicy)
})

function complaint(text: string, usage: Usage = 'down'): string {
  try {
    parseBeaconPolicy(text, usage, 'p.yml')
    return 'none'
  } catch (error) {
    if (error instanceof UserError) return error.text.split('\n')[0]!
    throw error
  }
}

test.each([
  ['', 'p.yml: holds no policy'],
  ['[1]', 'p.yml:1:1: expected a mapping, found a list'],
  ['Type: Propagation', 'p.yml:1:7: Type: is "Propagation", but the policy is used as DownSegmentRegistration'],
  ['bestsetsize: 3', 'p.yml:1:1: bestsetsize is not known here'],
  ['BestSetSize: -1', 'p.yml:1:14: BestSetSize: expected an integer from 0 to 10000, found -1'],
  ['MaxExpTime: 256', 'p.yml:1:13: MaxExpTime: expected an integer from 0 to 255, found 256'],
  ['Filter: {Foo: 1}', 'p.yml:1:10: Filter.Foo is not known here'],
  ['Filter: {IsdBlackList: [65536]}', 'p.yml:1:25: Filter.IsdBlackList.0: expected an integer from 0 to 65535, found 65536'],
  ['Filter: {AllowIsdLoop: maybe}', 'p.yml:1:24: Filter.AllowIsdLoop: expected true or false, found "maybe"'],
  ['RegistrationPolicies: [{Name: a, Plugin: local}]', 'p.yml:1:24: RegistrationPolicies.0: has no Matcher'],
  ['RegistrationPolicies: [{Matcher: {Sequence: "0*"}}]', 'p.yml:1:24: RegistrationPolicies.0: has no Plugin'],
  ['RegistrationPolicies: [{Matcher: {}, Plugin: local}]', 'p.yml:1:34: RegistrationPolicies.0.Matcher: needs a Sequence or an ACL'],
  [
    'RegistrationPolicies: [{Matcher: {ACL: ["+ 1"]}, Plugin: local}]',
    'p.yml:1:40: RegistrationPolicies.0.Matcher.ACL: the ACL has no default: an entry that is for every interface',
  ],
  [
    'RegistrationPolicies: [{Matcher: {Sequence: "("}, Plugin: local}]',
    'p.yml:1:45: RegistrationPolicies.0.Matcher.Sequence: sequence "(": unexpected end',
  ],
  [
    'RegistrationPolicies: [{Matcher: {Sequence: "0*"}, Plugin: remot}]',
    'p.yml:1:60: RegistrationPolicies.0.Plugin: there is no plugin "remot"',
  ],
  [
    'RegistrationPolicies: [{Matcher: {Sequence: "0*"}, Plugin: local, PluginConfig: {}}]',
    'p.yml:1:81: RegistrationPolicies.0.PluginConfig: the plugin local has nothing to configure',
  ],
  [
    'RegistrationPolicies: [{Matcher: {Sequence: "0*"}, Plugin: ignore, PluginConfig: {Level: loud}}]',
    'p.yml:1:90: RegistrationPolicies.0.PluginConfig.Level: expected debug, info or error',
  ],
  [
    'RegistrationPolicies: [{Matcher: {Sequence: "0*"}, Plugin: local}, {Matcher: {Sequence: "0"}, Plugin: local}]',
    'p.yml:1:68: RegistrationPolicies.1: there are two registration policies ""',
  ],
])('%j', (text, expected) => {
  expect(complaint(text)).toBe(expected)
})

test('what a policy is for says what it can hold', () => {
  expect(complaint('RegistrationPolicies: []', 'propagation')).toContain('a propagation policy registers nothing')
  expect(complaint('RegistrationPolicies: [{Matcher: {Sequence: "0*"}, Plugin: remote}]', 'up')).toContain(
    'only down segments are registered remotely',
  )
  expect(complaint('RegistrationPolicies: [{Matcher: {Sequence: "0*"}, Plugin: hidden_path}]', 'up')).toContain(
    'only down segments are registered as hidden',
  )
})

test('whatever the text is, a policy or a complaint', () => {
  const piece = fc.constantFrom(...whole.split(/(?<=[ \n:,{}[\]"])/), '"', '- ', '\n  ', 'null', '*a', '&a ')
  fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), pieces => complaint(pieces.join('')) !== ''))
})
