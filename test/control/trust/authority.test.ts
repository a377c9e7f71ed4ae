import { describe, expect, test } from 'vitest'
import { createAuthority, testcryptoLives } from '#control/trust/authority.ts'
import { classOf } from '#crypto/certificate-class.ts'
import { verifyChain } from '#crypto/chain.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { keysMatch } from '#crypto/key-file.ts'
import { verifySignedTrc } from '#crypto/signed-trc.ts'
import { seedBytes } from '#sim/random.ts'
import { toHex } from '#wire/bytes.ts'
import { isdOf } from '#wire/isdas.ts'
import { asOf, beginS, dayS, during, twoIsds } from './authority.ts'

const authority = twoIsds()
const base = authority.trcs.get(1)!

describe('a PKI from a seed', () => {
  test('a base TRC of each ISD, signed by all its voters', () => {
    expect([...authority.trcs.keys()]).toEqual([1, 2])
    for (const trc of authority.trcs.values()) expect(verifySignedTrc(trc, undefined, softwareEcdsa)).toBeUndefined()
    expect(base.signers).toHaveLength(6)
    expect(base.trc.quorum).toBe(2)
    expect(base.trc.coreAses).toEqual(['1-1', '1-2', '1-3'])
    expect(base.trc.certificates.map(classOf).sort()).toEqual([
      ...Array.from({ length: 3 }, () => 'cp-root'),
      ...Array.from({ length: 3 }, () => 'regular-voting'),
      ...Array.from({ length: 3 }, () => 'sensitive-voting'),
    ])
    expect(base.trc).toMatchObject({ notBeforeS: beginS, notAfterS: beginS + testcryptoLives.trcS })
  })

  test('a chain for every AS, of the CA that the topology names', () => {
    for (const [isdAs, { chain }] of authority.credentials) {
      expect(chain.as.subject.isdAs).toBe(isdAs)
      expect(verifyChain(chain, [authority.trcs.get(isdOf(isdAs))!.trc], beginS + 1, softwareEcdsa)).toBeUndefined()
    }
    expect(authority.credentials.get('1-12')!.chain.ca.subject.isdAs).toBe('1-2')
    expect(authority.credentials.get('1-3')!.chain.ca.subject.isdAs).toBe('1-3')
  })

  test('the same seed gives the same bytes, another seed another key', () => {
    const small = (seed: number) =>
      createAuthority({ ases: [asOf('1-1', true)], seed: n => seedBytes(seed, n), ecdsa: softwareEcdsa, notBeforeS: beginS })
    const [a, b, c] = [small(5), small(5), small(6)]
    expect(toHex(a.trcs.get(1)!.der)).toBe(toHex(b.trcs.get(1)!.der))
    expect(toHex(a.credentials.get('1-1')!.chain.as.der)).toBe(toHex(b.credentials.get('1-1')!.chain.as.der))
    expect(toHex(a.credentials.get('1-1')!.key.scalar)).not.toBe(toHex(c.credentials.get('1-1')!.key.scalar))
  })

  test('it holds the keys of what is in its TRCs', () => {
    for (const c of base.trc.certificates) expect(keysMatch(authority.holderOf(c)!.key, c.publicKey!)).toBe(true)
  })

  test('an ISD where nobody votes or issues: its core ASes do', () => {
    const as = { isdAs: '3-1', core: true, voting: false, authoritative: false, issuing: false } as const
    const made = createAuthority({ ases: [as], seed: n => seedBytes(1, n), ecdsa: softwareEcdsa, notBeforeS: beginS })
    expect(made.trcs.get(3)!.trc).toMatchObject({ coreAses: ['3-1'], authoritativeAses: ['3-1'], quorum: 1 })
    expect([...made.cas.keys()]).toEqual(['3-1'])
  })
})

describe('updates', () => {
  test('regular: a longer life, by a quorum of regular voters', () => {
    const next = authority.update(base, 'regular', { ...during(100 * dayS, 450 * dayS), gracePeriodS: dayS, description: 'longer' })
    expect(verifySignedTrc(next, base.trc, softwareEcdsa)).toBeUndefined()
    expect(next.trc.votes).toHaveLength(2)
    expect(next.trc.id.serial).toBe(2n)
  })

  test('sensitive: a root goes, another voter comes', () => {
    const voter = authority.make('sensitive-voting', '1-1', during(0, 700 * dayS)).certificate
    const kept = base.trc.certificates.filter(
      c => !(classOf(c) === 'cp-root' && c.subject.isdAs === '1-2') && !(classOf(c) === 'sensitive-voting' && c.subject.isdAs === '1-1'),
    )
    const next = authority.update(base, 'sensitive', { ...during(10, 100 * dayS), gracePeriodS: 0, certificates: [...kept, voter] })
    expect(verifySignedTrc(next, base.trc, softwareEcdsa)).toBeUndefined()
    expect(verifyChain(authority.credentials.get('1-12')!.chain, [next.trc], beginS + 20, softwareEcdsa)).toContain('not issued by a root')
  })

  test('what may not follow is a broken invariant', () => {
    expect(() => authority.update(base, 'regular', { ...during(0, dayS), coreAses: ['1-1'] })).toThrow('core ASes changed')
  })
})
