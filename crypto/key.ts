/** The forwarding key of an AS, from its master secret.   pkg/scrypto/mac.go */
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Bytes } from '#wire/bytes.ts'

/** PBKDF2-HMAC-SHA256, salt "Derive OF Key", 1000 iterations: 16 bytes. `master`: the decoded bytes of keys/master0.key. */
export const forwardingKey = (master: Bytes): Bytes => pbkdf2(sha256, master, 'Derive OF Key', { c: 1000, dkLen: 16 })
