/** Trust material in files the user names: TRCs, certificates, chains, keys. What a file is not, it says with what it holds instead. */
import type { Certificate } from '#crypto/certificate.ts'
import { type Chain, checkChain, parseCertificates } from '#crypto/chain.ts'
import type { PrivateKey } from '#crypto/ecdsa.ts'
import { keysMatch, parsePrivateKey } from '#crypto/key-file.ts'
import { parsePem } from '#crypto/pem.ts'
import { parseTrcFile, type SignedTrc } from '#crypto/signed-trc.ts'
import { parseTrc, type Trc } from '#crypto/trc.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { readInputBytes } from './input.ts'

/** What people have decided to trust: a TRC, or certificates that must have signed a base TRC. */
export type Anchor = { readonly trc: Trc } | { readonly certificates: readonly Certificate[] }

/** A signed TRC, in PEM or DER. Throws `UserError`, like all of these. */
export function readTrc(file: string): SignedTrc {
  const bytes = readInputBytes(file)
  const signed = parseTrcFile(bytes)
  return isMalformed(signed) ? refuse(file, 'a TRC', signed.malformed, bytes) : signed
}

/** A signed TRC, or its payload alone, which nobody has signed. */
export function readTrcOrPayload(file: string): SignedTrc {
  const bytes = readInputBytes(file)
  const trc = parseTrc(blocksOf(bytes).find(b => b.label === 'TRC PAYLOAD')?.der ?? bytes)
  return isMalformed(trc) ? readTrc(file) : { der: trc.der, trc, signers: [] }
}

export function readAnchor(file: string): Anchor {
  const bytes = readInputBytes(file)
  const signed = parseTrcFile(bytes)
  if (!isMalformed(signed)) return { trc: signed.trc }
  const certificates = parseCertificates(textOf(bytes))
  if (!isMalformed(certificates)) return { certificates }
  const isTrc = blocksOf(bytes).some(b => b.label === 'TRC')
  return refuse(file, 'a TRC, nor certificates', isTrc ? signed.malformed : certificates.malformed, bytes)
}

export function readCertificates(file: string): readonly Certificate[] {
  const bytes = readInputBytes(file)
  const certificates = parseCertificates(textOf(bytes))
  return isMalformed(certificates) ? refuse(file, 'certificates', certificates.malformed, bytes) : certificates
}

export function readCertificate(file: string): Certificate {
  const [certificate, ...others] = readCertificates(file)
  if (others.length > 0) throw new UserError(`holds ${others.length + 1} certificates, expected one`, undefined, { file })
  return certificate!
}

export function readChain(file: string): Chain {
  const chain = checkChain(readCertificates(file))
  if (typeof chain !== 'string') return chain
  throw new UserError(`holds no certificate chain: ${chain}`, 'a chain is the certificate of an AS, then that of its CA', { file })
}

export function readKey(file: string): PrivateKey {
  const bytes = readInputBytes(file)
  const key = parsePrivateKey(textOf(bytes))
  return isMalformed(key) ? refuse(file, 'a private key', key.malformed, bytes) : key
}

/** The key in the file, which must be that of the certificate. */
export function readKeyOf(certificate: Certificate, file: string): PrivateKey {
  const key = readKey(file)
  if (certificate.publicKey !== undefined && keysMatch(key, certificate.publicKey)) return key
  throw new UserError(`is not the key of "${certificate.subject.commonName}"`, 'give the private key made with this certificate', { file })
}

function refuse(file: string, what: string, fault: string, bytes: Bytes): never {
  const labels = [...new Set(blocksOf(bytes).map(b => b.label))]
  const hint = labels.length > 0 ? `it holds: ${labels.join(', ')}` : 'it holds no PEM block "-----BEGIN ...-----"'
  throw new UserError(`is not ${what}: ${fault}`, hint, { file })
}

function blocksOf(bytes: Bytes): readonly { readonly label: string; readonly der: Bytes }[] {
  const blocks = parsePem(textOf(bytes))
  return isMalformed(blocks) ? [] : blocks
}

/** PEM is ASCII; whatever else there is stays what it is. */
const textOf = (bytes: Bytes): string => new TextDecoder('latin1').decode(bytes)
