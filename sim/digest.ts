/**
 * A running hash of everything that happened: equal digests = the same run. Four 32-bit lanes, integer mixing only, so that it is the same on
 * every machine and Node version. Not a cryptographic hash: it tells accidents, not attacks.
 */
import type { Bytes } from '#wire/bytes.ts'

export interface Digest {
  /** Mixes in a number: any finite double up to 2^53 by its two halves. */
  number(v: number): void
  bytes(b: Bytes): void
  text(s: string): void
  /** 32 hex digits of all mixed in so far. */
  value(): string
}

const multipliers = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const

export function createDigest(): Digest {
  let [a, b, c, d] = [0x9e3779b9, 0x7f4a7c15, 0xf39cc060, 0x5ced9b8d]

  function mix(word: number): void {
    a = Math.imul(a ^ word, multipliers[0])
    a = (a << 15) | (a >>> 17)
    b = Math.imul(b ^ a, multipliers[1])
    b = (b << 16) | (b >>> 16)
    c = Math.imul(c + b, multipliers[2])
    c = (c << 17) | (c >>> 15)
    d = Math.imul(d ^ c, multipliers[3]) + word
  }

  return {
    number(v) {
      mix(v | 0)
      mix(Math.floor(v / 0x1_0000_0000) | 0)
    },
    bytes(x) {
      mix(x.length)
      let i = 0
      for (; i + 4 <= x.length; i += 4) mix(x[i]! | (x[i + 1]! << 8) | (x[i + 2]! << 16) | (x[i + 3]! << 24))
      for (; i < x.length; i++) mix(x[i]!)
    },
    text(s) {
      mix(s.length)
      for (let i = 0; i < s.length; i++) mix(s.charCodeAt(i))
    },
    value: () => [a, b, c, d].map(lane => (lane >>> 0).toString(16).padStart(8, '0')).join(''),
  }
}
