import { expect, test } from 'vitest'
import type { Usage } from '#control/beacon/policy.ts'
import type { RegistrationPlugin } from '#control/beacon/registration-policy.ts'
import { parseAcl } from '#control/path/acl.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { registeredOf } from '#sim/doctor/registration.ts'
import { filtered, findings, forget, harm, look, patient, secondNs, spoilSignatures, wide } from './clinic.ts'

const policy = (usage: Usage, ...given: Parameters<typeof filtered>) => ({ control: { policies: { [usage]: filtered(...given) } } })

test('the selection for up, and for down segments prefers others', () => {
  const up = look(patient(wide, policy('up', {}, { bestSetSize: 1 })))
  expect([up.paths, findings(up)]).toEqual([1, ['notSelected at 1-3']])
  const { cause } = up.ways.find(w => w.state === 'missing')!
  expect(cause!.text).toContain('1-3 chose 1 other to become up segments (best set size 1,')
  expect(cause!.beatenBy).toHaveLength(1)
  expect(findings(look(patient(wide, policy('down', {}, { bestSetSize: 1 })), {}, 'bob', 'alice'))).toEqual(['notSelected at 1-3'])
})

test('a policy allows no segments of it', () => {
  expect(findings(look(patient(wide, policy('up', { asBlackList: [2] }))))).toEqual(['policy at 1-3'])
})

test.each([
  ['down', 'ignore', 'have it ignored'],
  ['down', 'local', 'keep it there'],
  ['up', 'remote', 'have it registered at the core AS only'],
] as const)('registration policies: %s %s', (usage, plugin: RegistrationPlugin, text) => {
  const all = { name: 'all', matcher: { acl: parseAcl(['+']) }, plugin }
  const p = patient(wide, policy(usage, {}, { registrationPolicies: [all] }))
  const d = usage === 'up' ? look(p) : look(p, {}, 'bob', 'alice')
  expect(findings(d)).toEqual(['registrationPolicy at 1-3'])
  expect(d.ways[0]!.cause!.text).toContain(text)
})

test('too early', () => {
  expect(findings(look(patient(wide, { control: { registrationIntervalNs: 1e12 } })))).toEqual(['underWay at 1-3'])
})

test('the core AS is down, behind a cut link, or does not answer', () => {
  const at3s = (what: Parameters<typeof harm>[1]) => {
    const p = patient(undefined, {}, 3)
    harm(p, what, 40)
    return look(p)
  }
  // The other core AS has no way to the down segments either.
  expect(at3s({ service: '1-2' }).ways[0]!.cause).toMatchObject({
    kind: 'serviceDown',
    at: '1-2',
    text: expect.stringContaining('1-4 cannot register it at 1-2. No'),
  })
  expect(at3s({ link: '1-4#42' }).ways[0]!.cause).toMatchObject({ kind: 'linkDown', at: '1-2' })
  const lossy = patient(undefined, {}, 3)
  for (const d of lossy.network.directions[3]!) d.shape = { ...d.shape, loss: 1 }
  harm(lossy, {}, 40)
  const d = look(lossy)
  expect(d.ways[0]!.cause).toMatchObject({ kind: 'registrationLost', at: '1-4' })
})

test('refused by the core AS, and by which rule', () => {
  const p = patient(undefined, { trust: { signer: 'real', ecdsa: platformEcdsa } }, 0)
  spoilSignatures(p, '1-4')
  p.network.run(20 * secondNs)
  const text = expect.stringContaining('1-2 refused its registration at')
  expect(look(p).ways[0]!.cause).toMatchObject({ kind: 'refused', at: '1-2', rule: 'signature', text })
})

test('the store of the core AS was lost', () => {
  const p = patient(undefined, {}, 22)
  forget(p, '1-2')
  expect(look(p).ways[0]!.cause).toMatchObject({ kind: 'gone', at: '1-2' })
})

test('no way up to a core AS at all: not in a legal network', () => {
  expect(registeredOf(patient(undefined, {}, 0), { kind: 'up', ways: [], top: '1-3' })).toMatchObject({ kind: 'noBeacon', at: '1-3' })
})
