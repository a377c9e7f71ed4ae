/** The forwarding key of an AS, from its master secret.   pkg/scrypto/mac.go */
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { fromBase64 } from './pem.ts'

/** PBKDF2-HMAC-SHA256, salt "Derive OF Key", 1000 iterations: 16 bytes. `master`: the decoded bytes of keys/master0.key. */
export const forwardingKey = (master: Bytes): Bytes => pbkdf2(sha256, master, 'Derive OF Key', { c: 1000, dkLen: 16 })

/** The same from the text of keys/master0.key, base64. Throws `UserError`. */
export function forwardingKeyOf(text: string): Bytes {
  const master = fromBase64(text)
  if (master === undefined) throw new UserError(`"${text}" is no master secret`, 'expected base64, as in keys/master0.key')
  return forwardingKey(master)
}
