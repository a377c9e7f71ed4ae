/**
 * AES-128 on whole blocks: the seam where a faster AES plugs in. Hop MACs need one block each and a router has one key, so a batch of packets
 * is one call. Blocks are four little-endian 32-bit words, as FIPS 197 implementations load them: no byte shuffling on the hot path.
 */
import { unsafe } from '@noble/ciphers/aes.js'
import type { Bytes } from '#wire/bytes.ts'

export interface BlockCipher {
  /** Encrypts the first `count` blocks (4 words each) in place. */
  encryptBlocks(blocks: Uint32Array, count: number): void
}

/** `key`: 16 bytes. */
export type CipherFactory = (key: Bytes) => BlockCipher

/** Pure JavaScript (@noble/ciphers): the same everywhere, the browser included. */
export const softwareAes: CipherFactory = key => {
  const roundKeys = unsafe.expandKeyLE(key)
  return {
    encryptBlocks(blocks, count) {
      for (let i = 0; i < 4 * count; i += 4) {
        const { s0, s1, s2, s3 } = unsafe.encrypt(roundKeys, blocks[i]!, blocks[i + 1]!, blocks[i + 2]!, blocks[i + 3]!)
        blocks[i] = s0
        blocks[i + 1] = s1
        blocks[i + 2] = s2
        blocks[i + 3] = s3
      }
    },
  }
}

/** 16 bytes to four little-endian words at word `at`. */
export function loadBlock(words: Uint32Array, at: number, b: Bytes, from: number): void {
  for (let i = 0; i < 4; i++) {
    const j = from + 4 * i
    words[at + i] = b[j]! | (b[j + 1]! << 8) | (b[j + 2]! << 16) | (b[j + 3]! << 24)
  }
}

/** Four little-endian words at word `at` as 16 bytes. */
export function storeBlock(words: Uint32Array, at: number): Bytes {
  const b = new Uint8Array(16)
  for (let i = 0; i < 16; i++) b[i] = words[at + (i >> 2)]! >>> (8 * (i & 3))
  return b
}

/** The last block of AES-CBC with a zero IV over `data`, zero-padded to whole blocks: 16 bytes. EPIC and DRKey derive with it. */
export function cbcMac(key: Bytes, data: Bytes): Bytes {
  const padded = new Uint8Array(Math.ceil(data.length / 16) * 16)
  padded.set(data)
  const cipher = softwareAes(key)
  const state = new Uint32Array(4)
  const block = new Uint32Array(4)
  for (let at = 0; at < padded.length; at += 16) {
    loadBlock(block, 0, padded, at)
    for (let i = 0; i < 4; i++) state[i]! ^= block[i]!
    cipher.encryptBlocks(state, 1)
  }
  return storeBlock(state, 0)
}
