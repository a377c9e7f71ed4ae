/**
 * Chains and TRCs met before, by their bytes: in a network of many services the same ones go everywhere. Reading is pure, and what was found out
 * about their signatures stays with the value, so it is found out once. Bounded in number and in bytes, for whoever is asked may answer with
 * another long one each time: the oldest make room.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { parseCertificate } from '#crypto/certificate.ts'
import { type Chain, checkChain } from '#crypto/chain.ts'
import { parseSignedTrc, type SignedTrc } from '#crypto/signed-trc.ts'
import { type Bytes, concatBytes, isMalformed, type Malformed, malformed, toHex } from '#wire/bytes.ts'
import type { RawChain } from './material.ts'

const maxMet = 10_000
export const maxMetBytes = 1 << 25

interface Met<T> {
  readonly values: Map<string, { readonly value: T; readonly length: number }>
  bytes: number
}
const chains: Met<Chain> = { values: new Map(), bytes: 0 }
const trcs: Met<SignedTrc> = { values: new Map(), bytes: 0 }

/** Does not keep the bytes it is given: they may be a view into a packet. */
function once<T>(met: Met<T>, b: Bytes, read: (copy: Bytes) => T | Malformed): T | Malformed {
  const key = toHex(sha256(b))
  const known = met.values.get(key)
  if (known !== undefined) return known.value
  const value = read(b.slice())
  if (isMalformed(value)) return value
  met.values.set(key, { value, length: b.length })
  met.bytes += b.length
  while (met.values.size > maxMet || met.bytes > maxMetBytes) forgetOldest(met)
  return value
}

function forgetOldest<T>(met: Met<T>): void {
  for (const [key, { length }] of met.values) {
    met.values.delete(key)
    met.bytes -= length
    return
  }
}

/** A sound chain; whether it is to be trusted is not looked at. */
export const readChain = ({ as, ca }: RawChain): Chain | Malformed =>
  once(chains, concatBytes(as, ca), both => {
    const certificates = [both.subarray(0, as.length), both.subarray(as.length)].map(parseCertificate)
    const bad = certificates.find(isMalformed)
    if (bad !== undefined) return bad
    const chain = checkChain(certificates as Exclude<(typeof certificates)[number], Malformed>[])
    return typeof chain === 'string' ? malformed(chain, 0) : chain
  })

/** A sound TRC; whether it is to be trusted is not looked at. */
export const readTrc = (der: Bytes): SignedTrc | Malformed => once(trcs, der, parseSignedTrc)
