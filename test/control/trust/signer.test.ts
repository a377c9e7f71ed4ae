import { describe, expect, test } from 'vitest'
import { encodeFields } from '#control/segment/protobuf.ts'
import { decodeHeader, decodeKeyId, readPair } from '#control/segment/signed.ts'
import { bestCredential, type Credential, createCredentialSigner, modelledSigner, type Signer } from '#control/trust/signer.ts'
import { createTrustStore, insertTrc, keyIdOf, trustTrc } from '#control/trust/store.ts'
import { classOf } from '#crypto/certificate-class.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import { concatBytes, isMalformed, toHex } from '#wire/bytes.ts'
import { beginS, dayS, during, twoIsds } from './authority.ts'

const authority = twoIsds()
const base = authority.trcs.get(1)!
const ca = authority.cas.get('1-1')!
const body = Uint8Array.of(1, 2, 3)
const at = (days: number): number => beginS + days * dayS

function signerWith(credentials: readonly Credential[], ...updates: readonly SignedTrc[]) {
  const store = createTrustStore()
  trustTrc(store, base)
  for (const trc of updates) insertTrc(store, trc, softwareEcdsa)
  return createCredentialSigner({ kind: 'reproducible', isdAs: '1-11', ecdsa: softwareEcdsa, store, credentials })
}

function headerOf(signer: Signer, sinceS: number, nowS: number) {
  const signed = readPair(
    signer.keyFor(sinceS, nowS)!.sign(body, () => [Uint8Array.of(9), Uint8Array.of(8, 7)]),
    false,
  )
  if (isMalformed(signed)) throw new Error(signed.malformed)
  const parts = readPair(signed[0], false)
  if (isMalformed(parts)) throw new Error(parts.malformed)
  const header = decodeHeader(parts[0])
  if (isMalformed(header)) throw new Error(header.malformed)
  const keyId = decodeKeyId(header.keyId)
  if (isMalformed(keyId)) throw new Error(keyId.malformed)
  return { headerAndBody: signed[0], signature: signed[1], body: parts[1], header, keyId }
}

describe('modelled', () => {
  test('the body stands in a SignedMessage without header and signature', () => {
    const signed = modelledSigner.keyFor(0, 0)!.sign(body, () => [])
    expect(toHex(signed)).toBe(toHex(encodeFields([[1, encodeFields([[2, body]])]])))
  })

  test('what signatures would weigh is told, about right', () => {
    const real = authority.credentials.get('1-11')!
    const weighed = signerWith([real])
      .keyFor(beginS, at(1))!
      .sign(body, () => []).length
    const modelled = modelledSigner.keyFor(0, 0)!.sign(body, () => []).length
    expect(Math.abs(weighed - modelled - modelledSigner.missingBytes)).toBeLessThan(12)
  })
})

describe('with a certificate', () => {
  const old = authority.credential('1-11', ca, during(0, 3 * dayS))
  const fresh = authority.credential('1-11', ca, during(2 * dayS, 3 * dayS))
  const signer = signerWith([old, fresh])

  test('signed are header and body and what goes along, and the key’s name is in the header', () => {
    const { headerAndBody, signature, header, keyId, body: inside } = headerOf(signer, beginS, at(1))
    expect(inside).toEqual(body)
    expect(header).toMatchObject({ algorithm: 1, associatedLength: 3, signedNs: BigInt(at(1)) * 1_000_000_000n })
    expect(keyId).toEqual({ isdAs: '1-11', subjectKeyId: keyIdOf(old.chain), trcBase: 1, trcSerial: 1 })
    const message = concatBytes(headerAndBody, Uint8Array.of(9, 8, 7))
    expect(softwareEcdsa.verify(old.chain.as.publicKey!, 'SHA-256', message, signature)).toBe(true)
  })

  test('the same bytes get the same signature', () => {
    expect(headerOf(signer, beginS, at(1)).signature).toEqual(headerOf(signer, beginS, at(1)).signature)
  })

  test('the chain that lasts longest, among those as old as the segment', () => {
    const chosen = (since: number, now: number) => bestCredential(parts, '1-11', at(since), at(now))?.credential
    const parts = { store: createTrustStore(), credentials: [old, fresh], ecdsa: softwareEcdsa }
    trustTrc(parts.store, base)
    expect(chosen(1.9, 2.5)).toBe(old)
    expect(chosen(2.1, 2.5)).toBe(fresh)
    expect(chosen(1.9, 3.5)).toBeUndefined()
    expect(chosen(2.1, 5.1)).toBeUndefined()
  })

  test('no key: nothing is signed', () => {
    expect(signer.keyFor(beginS - 1, at(1))).toBeUndefined()
    expect(signerWith([]).keyFor(beginS, at(1))).toBeUndefined()
  })

  test('what is signed lives no longer than the chain or the TRC', () => {
    expect(signer.keyFor(at(2), at(2))!.notAfterS).toBe(at(5))
    const short = authority.update(base, 'regular', { ...during(dayS, 2 * dayS), gracePeriodS: 0 })
    expect(signerWith([old, fresh], short).keyFor(at(2), at(2))!.notAfterS).toBe(at(3))
  })

  test('in the grace period of a TRC without its root: until that ends, and under the name of the new TRC', () => {
    const without = base.trc.certificates.filter(c => classOf(c) !== 'cp-root' || c.subject.isdAs !== '1-1')
    const update = authority.update(base, 'sensitive', { ...during(dayS, 100 * dayS), gracePeriodS: dayS / 2, certificates: without })
    const revoked = signerWith([old], update)
    expect(revoked.keyFor(beginS, at(1.2))!.notAfterS).toBe(at(1.5))
    expect(headerOf(revoked, beginS, at(1.2)).keyId.trcSerial).toBe(2)
    expect(revoked.keyFor(beginS, at(1.6))).toBeUndefined()
  })
})
