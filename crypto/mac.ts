/**
 * The hop-field MAC: AES-CMAC over one block.   draft-dekater-scion-dataplane {#hf-mac-calc}; slayers/path/mac.go
 *
 *   0x0000 | SegID 16 | Timestamp 32 | 0x00 | ExpTime 8 | ConsIngress 16 | ConsEgress 16 | 0x0000
 *
 * The input is exactly one block, so CMAC (RFC 4493) is AES_K(input XOR K1) with K1 computed once a key. The MAC is its first 6 bytes.
 * Alert flags are not covered.
 */
import { type Bytes, getU32 } from '#wire/bytes.ts'
import { type BlockCipher, type CipherFactory, softwareAes, storeBlock } from './aes.ts'

export interface HopMac {
  readonly cipher: BlockCipher
  /** CMAC subkey K1, four little-endian words */
  readonly k1: Uint32Array
}

/** `key`: the 16-byte forwarding key of the AS (`forwardingKey`). */
export function createHopMac(key: Bytes, factory: CipherFactory = softwareAes): HopMac {
  const cipher = factory(key)
  const l = new Uint32Array(4)
  cipher.encryptBlocks(l, 1)
  return { cipher, k1: doubled(l) }
}

/** Doubling in GF(2^128) of a block (RFC 4493 section 2.3). */
function doubled(words: Uint32Array): Uint32Array {
  const b = storeBlock(words, 0)
  const carry = b[0]! >> 7
  const out = new Uint32Array(4)
  for (let i = 0; i < 16; i++) {
    const byte = ((b[i]! << 1) | ((b[i + 1] ?? 0) >> 7)) & 0xff
    out[i >> 2]! |= (i === 15 && carry === 1 ? byte ^ 0x87 : byte) << (8 * (i & 3))
  }
  return out
}

const swap16 = (v: number): number => ((v & 0xff) << 8) | (v >>> 8)
const swap32 = (v: number): number => (swap16(v & 0xffff) << 16) | swap16(v >>> 16)

/** Writes the block to encrypt for one hop field, already XORed with K1, at word `at` of `blocks`. Numbers as in the packet. */
export function writeMacBlock(
  mac: HopMac,
  blocks: Uint32Array,
  at: number,
  segId: number,
  timestampS: number,
  expTime: number,
  consIngress: number,
  consEgress: number,
): void {
  const k1 = mac.k1
  blocks[at] = (swap16(segId) << 16) ^ k1[0]!
  blocks[at + 1] = swap32(timestampS) ^ k1[1]!
  blocks[at + 2] = ((expTime << 8) | (swap16(consIngress) << 16)) ^ k1[2]!
  blocks[at + 3] = swap16(consEgress) ^ k1[3]!
}

/** Constant time: does the encrypted block at word `at` begin with the 6 MAC bytes at `macAt` of the packet? */
export const macMatches = (blocks: Uint32Array, at: number, b: Bytes, macAt: number): boolean =>
  ((blocks[at]! ^ swap32(getU32(b, macAt))) | ((blocks[at + 1]! & 0xffff) ^ (b[macAt + 4]! | (b[macAt + 5]! << 8)))) === 0

const block = new Uint32Array(4)

/** The full 16-byte CMAC of a hop field; its first 6 bytes are the MAC, all 16 are the EPIC authenticator. */
export function hopMac(mac: HopMac, segId: number, timestampS: number, expTime: number, consIngress: number, consEgress: number): Bytes {
  writeMacBlock(mac, block, 0, segId, timestampS, expTime, consIngress, consEgress)
  mac.cipher.encryptBlocks(block, 1)
  return storeBlock(block, 0)
}

/** Constant-time equality; the lengths are public. */
export function constantTimeEqual(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!
  return difference === 0
}

/** SegID after a hop: XOR of the SegID and the first 2 bytes of the hop's MAC (its own inverse). */
export const chainSegId = (segId: number, mac: Bytes): number => segId ^ ((mac[0]! << 8) | mac[1]!)
