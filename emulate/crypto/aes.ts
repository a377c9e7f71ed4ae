/**
 * AES-128 by the platform (node:crypto, OpenSSL): the fast implementation of the seam in crypto/aes.ts. A call costs about a microsecond, a
 * block in it a few nanoseconds: worth it for batches.
 */
import { createCipheriv } from 'node:crypto'
import type { CipherFactory } from '#crypto/aes.ts'
import { assert } from '#wire/error.ts'

// The words of a block are little-endian: on such a machine their memory is the block as it goes into the cipher.
const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

export const platformAes: CipherFactory = key => {
  assert(littleEndian, 'the platform is little-endian')
  // ECB without padding keeps no state between blocks: one cipher serves all calls, and each gives back as many bytes as it takes.
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false)
  return {
    encryptBlocks(blocks, count) {
      const bytes = new Uint8Array(blocks.buffer, blocks.byteOffset, 16 * count)
      bytes.set(cipher.update(bytes))
    },
  }
}
