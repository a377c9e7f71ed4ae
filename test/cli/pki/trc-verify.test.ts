import { describe, expect, test } from 'vitest'
import { verifyTrcs } from '#cli/pki/trc-verify.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { signTrc, updateOf } from '#crypto/sign-trc.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import type { Anchor } from '#emulate/files/trust-files.ts'
import { makeIsd, signing } from '#test/crypto/isd.ts'

const isd = makeIsd(1)
const { base } = isd
const regular = signTrc(updateOf(base.trc, [3, 4], { description: 'two' }), isd.regular.slice(0, 2).map(signing), softwareEcdsa)
const sensitive = signTrc(updateOf(regular.trc, [0, 1], { quorum: 1 }), isd.sensitive.slice(0, 2).map(signing), softwareEcdsa)
const forged = signTrc(updateOf(base.trc, [3, 4], { description: 'forged' }), isd.regular.slice(1).map(signing), softwareEcdsa)

const verify = (files: readonly SignedTrc[], anchor?: Anchor) =>
  verifyTrcs(files, anchor, softwareEcdsa).map(({ signed, kind, fault }) => [Number(signed.trc.id.serial), kind, fault])
const voters = [...isd.sensitive, ...isd.regular].map(h => h.certificate)

test('a chain in any order, from its base, from certificates, from the TRC before it', () => {
  const good = [
    [1, 'base', undefined],
    [2, 'regular', undefined],
    [3, 'sensitive', undefined],
  ]
  expect(verify([sensitive, base, regular])).toEqual(good)
  expect(verify([base, regular, sensitive], { certificates: voters })).toEqual(good)
  expect(verify([base, regular, sensitive], { trc: base.trc })).toEqual(good)
  expect(verify([regular, sensitive], { trc: base.trc })).toEqual(good.slice(1))
})

describe('refused', () => {
  test('a vote missing, and all that comes after', () =>
    expect(verify([base, forged, sensitive])).toEqual([
      [1, 'base', undefined],
      [2, 'regular', expect.stringContaining('has not signed')],
      [3, 'sensitive', 'the TRC before it is refused'],
    ]))

  test('a gap, and the same twice', () => {
    expect(verify([base, sensitive])[1]).toEqual([3, 'update', 'serial number 3 after 1'])
    expect(verify([base, base])[1]?.[2]).toBe('a base TRC with a predecessor')
  })

  test('an anchor that did not sign, or is none for an update', () => {
    expect(verify([base], { certificates: voters.slice(1) })[0]?.[2]).toContain('the anchor does not have')
    expect(verify([base], { trc: makeIsd(2).base.trc })[0]?.[2]).toContain('the anchor does not have')
    expect(verify([regular])[0]?.[2]).toContain('needs an anchor')
    expect(verify([regular], { certificates: voters })[0]?.[2]).toContain('needs a TRC as anchor')
    expect(verify([regular], { trc: makeIsd(2).base.trc })[0]?.[2]).toBe('of ISD 1, its predecessor of ISD 2')
  })
})
