import { expect, test } from 'vitest'
import { parseAcl } from '#control/path/acl.ts'
import { parseSequence } from '#control/path/sequence.ts'
import type { PathChoice } from '#host/choice.ts'
import { findings, look, patient } from './clinic.ts'

const of = (choice: PathChoice) => {
  const d = look(patient(), { choice })
  return [d.paths, ...findings(d)]
}

test("each of the host's own wishes", () => {
  const acl = parseAcl(['- 1-1', '+'])
  const sequence = parseSequence('1-3 1-2 1-4')
  expect(of({ acl })).toEqual([1, 'acl at 1-3'])
  expect(of({ sequence })).toEqual([1, 'sequence at 1-3'])
  expect(of({ policy: { acl } })).toEqual([1, 'pathPolicy at 1-3'])
  expect(of({ epic: true })).toEqual([0, 'epic at 1-3'])
})

test('of the options of a policy the lighter ones give way', () => {
  const option = (weight: number, text: string) => ({ weight, policy: { sequence: parseSequence(text) } })
  const policy = { options: [option(2, '1-3 1-2 1-4'), option(1, '0*')] }
  const d = look(patient(), { choice: { policy } })
  expect([d.paths, ...findings(d)]).toEqual([1, 'pathPolicy at 1-3'])
  expect(d.ways[1]!.cause!.text).toContain('greater weight')
})

test('what a router has told', () => {
  const p = patient()
  const { host } = p.network.findHost('alice')!
  host.paths.revoke({ isdAs: '1-3', ifId: 31 }, p.network.loop.now)
  const d = look(p)
  expect([d.paths, findings(d)]).toEqual([1, ['revoked at 1-3']])
})
