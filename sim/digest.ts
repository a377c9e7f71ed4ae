/**
 * A running hash of everything that happened: equal digests = the same run. Four 32-bit lanes, integer mixing only, so that it is the same on
 * every machine and Node version. Not a cryptographic hash: it tells accidents, not attacks.
 */
import type { Bytes } from '#wire/bytes.ts'

export interface Digest {
  /** Four 32-bit words at once. */
  words(w0: number, w1: number, w2: number, w3: number): void
  /** A number: any integer up to 2^53 by its two halves. */
  number(v: number): void
  bytes(b: Bytes): void
  text(s: string): void
  /** 32 hex digits of all mixed in so far. */
  value(): string
}

// Odd, so that multiplying forgets nothing; plain small integers, so that it is fast.
const m0 = 0x239b961b
const m1 = 0x4b0e9789
const m2 = 0x38b34ae5
const m3 = 0x51e38b93

export function createDigest(): Digest {
  let [a, b, c, d] = [0x9e3779b9, 0x7f4a7c15, 0xf39cc060, 0x5ced9b8d].map(word => word | 0) as [number, number, number, number]

  // Each lane takes a word and the lane before it: for given words a permutation of the state, so that no difference is ever forgotten.
  function mix(w0: number, w1: number, w2: number, w3: number): void {
    a = Math.imul(a ^ d ^ w0, m0)
    a = (a << 15) | (a >>> 17)
    b = Math.imul(b ^ a ^ w1, m1)
    b = (b << 16) | (b >>> 16)
    c = Math.imul((c + b) ^ w2, m2)
    c = (c << 17) | (c >>> 15)
    d = Math.imul(d ^ c ^ w3, m3)
    d = (d << 18) | (d >>> 14)
  }

  const turned = (v: number): number => (v << 15) | (v >>> 17)
  const word = (x: Bytes, i: number): number => x[i]! | (x[i + 1]! << 8) | (x[i + 2]! << 16) | (x[i + 3]! << 24)
  const high = (v: number): number => Math.floor(v / 0x1_0000_0000) | 0

  return {
    words: mix,
    number: v => mix(v | 0, high(v), 0, 0),
    bytes(x) {
      // Each lane for itself, four at a time: this runs for every byte of every hop, and never reads beyond the end, which would be slow.
      let p = a
      let q = b
      let r = c
      let s = d
      const whole = x.length & ~15
      let i = 0
      for (; i < whole; i += 16) {
        p = turned(Math.imul(p ^ word(x, i), m0))
        q = turned(Math.imul(q ^ word(x, i + 4), m1))
        r = turned(Math.imul(r ^ word(x, i + 8), m2))
        s = turned(Math.imul(s ^ word(x, i + 12), m3))
      }
      for (; i < x.length; i++) p = turned(Math.imul(p ^ x[i]!, m0))
      a = p
      b = q
      c = r
      d = s
      // The length tells zeroes inside from those beyond the end.
      mix(x.length, 0, 0, 0)
    },
    text(s) {
      mix(s.length, 0, 0, 0)
      for (let i = 0; i < s.length; i++) mix(s.charCodeAt(i), 0, 0, 0)
    },
    value() {
      // Differences of the last word reach all lanes.
      const state = [a, b, c, d]
      for (let i = 0; i < 4; i++) mix(0, 0, 0, 0)
      const text = [a, b, c, d].map(lane => (lane >>> 0).toString(16).padStart(8, '0')).join('')
      ;[a, b, c, d] = state as [number, number, number, number]
      return text
    },
  }
}
