import { expect, test } from 'vitest'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { combineTrcs, requiredSigners, signTrc, updateOf } from '#crypto/sign-trc.ts'
import { verifySignedTrc } from '#crypto/signed-trc.ts'
import { dayS, hold, makeIsd, signing } from './isd.ts'

const isd = makeIsd(1)
const base = isd.base.trc
const voters = [...isd.sensitive, ...isd.regular]

test('the same signers make the same bytes, in whatever order they come', () => {
  expect(signTrc(isd.content, [...voters].reverse().map(signing), softwareEcdsa).der).toEqual(isd.base.der)
})

test('signatures given one by one are put together', () => {
  const parts = voters.map(v => signTrc(isd.content, [signing(v)], softwareEcdsa))
  const together = combineTrcs(parts)!
  expect(together.der).toEqual(isd.base.der)
  expect(verifySignedTrc(together, undefined, softwareEcdsa)).toBeUndefined()
  expect(combineTrcs([])).toBeUndefined()
  expect(combineTrcs([parts[0]!, makeIsd(2).base])).toBeUndefined()
})

test('an update follows its predecessor and keeps the rest', () => {
  const next = updateOf(base, [3, 4], { description: 'next' })
  expect(next).toEqual({ ...isd.content, id: { isd: 1, base: 1n, serial: 2n }, votes: [3, 4], description: 'next' })
})

test('who must sign', () => {
  expect(requiredSigners(isd.content, undefined)).toEqual(voters.map(v => v.certificate))
  const renewed = hold('regular-voting', '1-ff00:0:110', { generation: 2 })
  const root = hold('cp-root', '1-ff00:0:110', { generation: 2 })
  const certificates = base.certificates.map((c, i) => (i === 3 ? renewed.certificate : i === 6 ? root.certificate : c))
  const signers = [renewed.certificate, ...[6, 3, 4].map(i => base.certificates[i]!)]
  expect(requiredSigners(updateOf(base, [3, 4], { certificates }), base)).toEqual(signers)
  expect(requiredSigners(updateOf(base, [3], {}), base)).toContain('quorum')
})

test('a TRC that is not valid is not signed', () => {
  expect(() => signTrc({ ...isd.content, quorum: 9 }, [], softwareEcdsa)).toThrow('fewer')
  expect(() => signTrc({ ...isd.content, notAfterS: isd.content.notAfterS + 700 * dayS }, [], softwareEcdsa)).toThrow('cover')
})
