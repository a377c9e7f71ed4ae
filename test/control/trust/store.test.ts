import { describe, expect, test } from 'vitest'
import {
  activeTrcs,
  adoptTrc,
  chainsOf,
  createTrustStore,
  findTrc,
  insertChain,
  insertTrc,
  isCoreByTrc,
  isTrusted,
  keyIdOf,
  latestTrc,
  type TrustStore,
  trustTrc,
} from '#control/trust/store.ts'
import { classOf } from '#crypto/certificate-class.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import { beginS, dayS, during, twoIsds } from './authority.ts'

const authority = twoIsds()
const base = authority.trcs.get(1)!
const second = authority.update(base, 'regular', { ...during(10 * dayS, 400 * dayS), gracePeriodS: 2 * dayS })
const third = authority.update(second, 'regular', { ...during(20 * dayS, 30 * dayS), gracePeriodS: 0 })
/** the same number as `second`, properly voted for, other content */
const fork = authority.update(base, 'regular', { ...during(10 * dayS, 401 * dayS), gracePeriodS: 0 })
const at = (days: number): number => beginS + days * dayS

function storeOf(...trcs: readonly SignedTrc[]): TrustStore {
  const store = createTrustStore()
  trustTrc(store, trcs[0]!)
  for (const trc of trcs.slice(1)) expect(insertTrc(store, trc, softwareEcdsa)).toBe('inserted')
  return store
}
const insert = (store: TrustStore, trc: SignedTrc): string => insertTrc(store, trc, softwareEcdsa)

describe('TRC updates', () => {
  test('one after the other, each vouched for by the one before', () => {
    const store = storeOf(base)
    expect(insert(store, third)).toBe('trcGap')
    expect(insert(store, second)).toBe('inserted')
    expect(insert(store, third)).toBe('inserted')
    expect(insert(store, second)).toBe('known')
    expect(latestTrc(store, 1)).toBe(third)
    expect(findTrc(store, { isd: 1, base: 1n, serial: 2n })).toBe(second)
    expect(findTrc(store, { isd: 1, base: 0n, serial: 0n })).toBe(third)
    expect(findTrc(store, { isd: 1, base: 1n, serial: 4n })).toBeUndefined()
  })

  test('a fork is named, whichever came first', () => {
    expect(insert(storeOf(base, second), fork)).toBe('trcFork')
    expect(insert(storeOf(base, fork), second)).toBe('trcFork')
  })

  test('a rollback: a number before the first that is here', () => {
    expect(insert(storeOf(second), base)).toBe('trcRollback')
  })

  test('of an ISD without anchor, and of another base', () => {
    expect(insert(storeOf(base), authority.trcs.get(2)!)).toBe('trcForeign')
    const reset = { ...second, trc: { ...second.trc, id: { isd: 1, base: 2n, serial: 2n } } }
    expect(insert(storeOf(base), reset)).toBe('trcReset')
  })

  test('votes of another ISD’s voters, or none, do not carry an update', () => {
    const strangers = twoIsds(2)
    const forged = strangers.update(strangers.trcs.get(1)!, 'regular', { ...during(10 * dayS, dayS), gracePeriodS: 0 })
    expect(insert(storeOf(base), forged)).toBe('trcInvalid')
    expect(insert(storeOf(base), { ...second, signers: second.signers.slice(1) })).toBe('trcInvalid')
  })

  test('TRCs kept are bounded: the oldest go', () => {
    const store = storeOf(base)
    let trc = base
    for (let i = 0; i < 32; i++) {
      trc = authority.update(trc, 'regular', { ...during(i, 400 * dayS), gracePeriodS: 0 })
      expect(insert(store, trc)).toBe('inserted')
    }
    expect(store.trcs.get(1)).toHaveLength(32)
    expect(findTrc(store, base.trc.id)).toBeUndefined()
    expect(insert(store, base)).toBe('trcRollback')
  })
})

describe('TRCs that count', () => {
  test('the newest that has begun, and its predecessor in the grace period', () => {
    const store = storeOf(base, second)
    const serials = (days: number): string =>
      activeTrcs(store, 1, at(days))
        .map(t => t.id.serial)
        .join()
    expect(serials(5)).toBe('1')
    expect(serials(10)).toBe('2,1')
    expect(serials(12)).toBe('2,1')
    expect(serials(12.001)).toBe('2')
    expect(serials(410)).toBe('2')
    expect(serials(411)).toBe('')
  })

  test('no grace beyond the life of the predecessor', () => {
    const short = authority.update(base, 'regular', { ...during(1 * dayS, 3 * dayS), gracePeriodS: 0 })
    const next = authority.update(short, 'regular', { ...during(3.5 * dayS, 9 * dayS), gracePeriodS: 2 * dayS })
    const store = storeOf(base, short, next)
    expect(activeTrcs(store, 1, at(3.9))).toHaveLength(2)
    expect(activeTrcs(store, 1, at(4.1))).toHaveLength(1)
  })

  test('when the newest has expired none counts, though it still says who is core', () => {
    const store = storeOf(base, second, third)
    expect(activeTrcs(store, 1, at(51))).toEqual([])
    expect(isCoreByTrc(store, '1-1')).toBe(true)
    expect(isCoreByTrc(store, '1-11')).toBe(false)
    expect(isCoreByTrc(store, '2-1')).toBe(false)
  })
})

describe('the first TRC of an ISD nobody configured', () => {
  const foreign = authority.trcs.get(2)!
  const adopt = (store: TrustStore, trc: SignedTrc, days = 1): string => adoptTrc(store, trc, at(days), softwareEcdsa)

  test('is taken once, when all its voters have signed and it is valid', () => {
    const store = storeOf(base)
    expect(adopt(store, { ...foreign, signers: foreign.signers.slice(1) })).toBe('trcInvalid')
    expect(adopt(store, foreign, 500)).toBe('trcExpired')
    expect(adopt(store, foreign)).toBe('inserted')
    expect(adopt(store, foreign)).toBe('trcFork')
    expect(isCoreByTrc(store, '2-1')).toBe(true)
  })

  test('no more ISDs than there is room for', () => {
    const store = createTrustStore()
    for (let isd = 100; isd < 100 + 1024; isd++) store.trcs.set(isd, [foreign])
    expect(adopt(store, foreign)).toBe('full')
  })
})

describe('chains', () => {
  const { chain } = authority.credentials.get('1-11')!
  const ca = authority.cas.get('1-1')!

  test('by AS and key, valid from and until then', () => {
    const store = storeOf(base)
    expect(insertChain(store, chain)).toBe('inserted')
    expect(insertChain(store, chain)).toBe('known')
    const found = (since: number, until: number) => chainsOf(store, '1-11', keyIdOf(chain), since, until)
    expect(found(beginS, at(3))).toEqual([chain])
    expect(found(beginS - 1, at(3))).toEqual([])
    expect(found(beginS, at(3) + 1)).toEqual([])
    expect(found(0, 0)).toEqual([chain])
    expect(chainsOf(store, '1-12', keyIdOf(chain), 0, 0)).toEqual([])
  })

  test('an AS with many keys replaces only its own, first what expires first', () => {
    const store = storeOf(base)
    const other = authority.credentials.get('1-12')!.chain
    insertChain(store, other)
    const chains = Array.from({ length: 10 }, (_, i) => authority.credential('1-11', ca, during(0, (20 - i) * dayS)).chain)
    const results = chains.map(c => insertChain(store, c))
    expect(results.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => 'inserted'))
    expect(results.slice(8)).toEqual(['full', 'full'])
    expect(insertChain(store, authority.credential('1-11', ca, during(0, 30 * dayS)).chain)).toBe('inserted')
    expect(store.chains.get('1-11')!.size).toBe(8)
    expect(chainsOf(store, '1-11', keyIdOf(chains[7]!), 0, 0)).toEqual([])
    expect(chainsOf(store, '1-12', keyIdOf(other), 0, 0)).toEqual([other])
  })

  test('are trusted under the TRC that has their root, while both certificates are valid', () => {
    const trusted = (days: number): boolean => isTrusted(chain, [base.trc], at(days), softwareEcdsa)
    expect(trusted(0)).toBe(true)
    expect(trusted(3)).toBe(true)
    expect(trusted(3.001)).toBe(false)
    expect(trusted(-1)).toBe(false)
    expect(isTrusted(chain, [authority.trcs.get(2)!.trc], at(1), softwareEcdsa)).toBe(false)
    expect(isTrusted(chain, [], at(1), softwareEcdsa)).toBe(false)
  })

  test('lose trust with their root, but not before the grace period ends', () => {
    const without = base.trc.certificates.filter(c => classOf(c) !== 'cp-root' || c.subject.isdAs !== '1-1')
    const revoking = authority.update(base, 'sensitive', { ...during(1 * dayS, 100 * dayS), gracePeriodS: dayS, certificates: without })
    const store = storeOf(base, revoking)
    const trusted = (days: number): boolean => isTrusted(chain, activeTrcs(store, 1, at(days)), at(days), softwareEcdsa)
    expect([0.5, 1.5, 2, 2.1].map(trusted)).toEqual([true, true, true, false])
  })
})
