import { describe, expect, test } from 'vitest'
import { changeCertificates, type PlannedUpdate, planUpdate } from '#cli/pki/trc-plan.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { signTrc, type TrcChanges } from '#crypto/sign-trc.ts'
import { verifySignedTrc } from '#crypto/signed-trc.ts'
import { dayS, type Holder, hold, makeIsd, startS } from '#test/crypto/isd.ts'

const isd = makeIsd(1)
const base = isd.base.trc
const [s0, s1] = isd.sensitive as [Holder, Holder]
const [r0, r1, r2] = isd.regular as [Holder, Holder, Holder]

const plan = (changes: TrcChanges, ...holders: readonly Holder[]): PlannedUpdate =>
  planUpdate(
    base,
    changes,
    holders.map(h => h.key),
  )
const summary = ({ kind, whySensitive, signers, content }: PlannedUpdate) => ({
  kind,
  whySensitive,
  votes: content.votes,
  signers: signers.map(s => `${s.purpose}: ${s.certificate.subject.commonName}`),
})
const put = (...certificates: readonly Holder[]) =>
  changeCertificates(
    base.certificates,
    [],
    certificates.map(h => h.certificate),
  )
const again = (h: Holder, generation = 2): Holder => {
  const { commonName, isdAs } = h.certificate.subject
  return hold(commonName.split(' ')[1] as 'cp-root', isdAs!, { generation })
}

describe('the rules say which kind of update it is', () => {
  test('a description: regular, by the keys given', () =>
    expect(summary(plan({ description: 'x' }, r0, r2))).toEqual({
      kind: 'regular',
      whySensitive: undefined,
      votes: [3, 5],
      signers: ['vote: 1-ff00:0:110 regular-voting', 'vote: 1-ff00:0:130 regular-voting'],
    }))

  test('the same with keys of sensitive voters alone: sensitive, though nothing calls for it', () =>
    expect(summary(plan({ description: 'x' }, s0, s1))).toMatchObject({ kind: 'sensitive', whySensitive: undefined, votes: [0, 1] }))

  test('keys of both: the lighter one', () => expect(plan({ description: 'x' }, s0, s1, r0, r1).kind).toBe('regular'))

  test.each<[string, TrcChanges]>([
    ['core ASes changed', { coreAses: ['1-ff00:0:110'] }],
    ['authoritative ASes changed', { authoritativeAses: ['1-ff00:0:110'] }],
    ['quorum changed', { quorum: 1 }],
    ['2 cp-root certificates became 1', { certificates: changeCertificates(base.certificates, [7], []) }],
  ])('%s: sensitive', (why, changes) => {
    expect(summary(plan(changes, s0, s1, r0, r1))).toMatchObject({ kind: 'sensitive', whySensitive: why, votes: [0, 1] })
    expect(() => plan(changes, r0, r1)).toThrow(`a sensitive update (${why}) takes the votes of 2 sensitive voters, keys are given of 0`)
  })

  test('renewed roots and regular voters: who is replaced signs, and so do new voters', () => {
    const [root, voter] = [again(isd.roots[0]!), again(r0)]
    const planned = plan({ certificates: put(root, voter) }, r0, r1, voter, isd.roots[0]!)
    expect(summary(planned)).toMatchObject({
      kind: 'regular',
      signers: [
        'vote: 1-ff00:0:110 regular-voting',
        'vote: 1-ff00:0:120 regular-voting',
        'new voter: 1-ff00:0:110 regular-voting',
        'root acknowledgement: 1-ff00:0:110 cp-root',
      ],
    })
    const signed = signTrc(
      planned.content,
      planned.signers.map(s => ({ ...s, timeS: startS })),
      softwareEcdsa,
    )
    expect(verifySignedTrc(signed, base, softwareEcdsa)).toBeUndefined()
  })
})

describe('what is missing is named', () => {
  test('votes', () =>
    expect(() => plan({ description: 'x' }, r0)).toThrow('a regular update takes the votes of 2 regular voters, keys are given of 1'))
  test('a new voter, a replaced root, a replaced voter', () => {
    const [root, voter] = [again(isd.roots[0]!), again(r0)]
    expect(() => plan({ certificates: put(voter) }, r0, r1)).toThrow(/"1-ff00:0:110 regular-voting".*must sign too \(new voter\)/)
    expect(() => plan({ certificates: put(root) }, r0, r1)).toThrow('must sign too (root acknowledgement)')
    expect(() => plan({ certificates: put(voter) }, r1, r2, voter)).toThrow('is replaced and does not vote')
  })
  test('a TRC that would be invalid', () => {
    expect(() => plan({ notAfterS: startS + 800 * dayS }, r0, r1)).toThrow('the TRC would be invalid: certificate 0: does not cover')
    expect(() => plan({ certificates: put(isd.ca) }, s0, s1)).toThrow('cp-ca certificates do not belong in a TRC')
  })
})

test('certificates: replaced by class and subject, added, removed by number', () => {
  const renewed = again(r0)
  const stranger = hold('cp-root', '1-ff00:0:140')
  const changed = changeCertificates(base.certificates, [0], [renewed.certificate, stranger.certificate])
  expect(changed).toEqual([...base.certificates.slice(1, 3), renewed.certificate, ...base.certificates.slice(4), stranger.certificate])
  expect(() => changeCertificates(base.certificates, [8], [])).toThrow('no certificate 8')
})
