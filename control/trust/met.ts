/**
 * Chains and TRCs met before, by their bytes: in a network of many services the same ones go everywhere. Reading is pure, and what was found out
 * about their signatures stays with the value, so it is found out once. Bounded: the oldest make room.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { parseCertificate } from '#crypto/certificate.ts'
import { type Chain, checkChain } from '#crypto/chain.ts'
import { parseSignedTrc, type SignedTrc } from '#crypto/signed-trc.ts'
import { type Bytes, concatBytes, isMalformed, type Malformed, malformed, toHex } from '#wire/bytes.ts'
import type { RawChain } from './material.ts'

const maxMet = 10_000
const chains = new Map<string, Chain>()
const trcs = new Map<string, SignedTrc>()

/** Does not keep the bytes it is given: they may be a view into a packet. */
function once<T>(met: Map<string, T>, b: Bytes, read: (copy: Bytes) => T | Malformed): T | Malformed {
  const key = toHex(sha256(b))
  const known = met.get(key)
  if (known !== undefined) return known
  const value = read(b.slice())
  if (isMalformed(value)) return value
  if (met.size >= maxMet) met.delete(met.keys().next().value!)
  met.set(key, value)
  return value
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
