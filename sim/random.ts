/** One stream of chance per (seed, name): adding a node leaves the others' streams alone. */
import { sha256 } from '@noble/hashes/sha2.js'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import type { Random } from '#wire/actor.ts'
import { type Bytes, getU32 } from '#wire/bytes.ts'

const encoder = new TextEncoder()

/** 32 bytes that only this seed and this name give. */
export const seedBytes = (seed: number, name: string): Bytes => sha256(encoder.encode(`${seed}/${name}`))

/** `seed`: any integer; `name`: what draws, e.g. "1-ff00:0:110 br1". */
export function randomFor(seed: number, name: string): Random {
  const b = seedBytes(seed, name)
  const generator = xoroshiro128plusFromState([getU32(b, 0) | 0, getU32(b, 4) | 0, getU32(b, 8) | 0, getU32(b, 12) | 0])
  return () => generator.next() >>> 0
}
