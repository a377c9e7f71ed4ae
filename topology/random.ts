/** Draws from a stream of random numbers. The same seed gives the same draws on any machine. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Random } from '#wire/actor.ts'

const warmUp = 64

/** `seed`: any integer of 32 bits. */
export function randomFromSeed(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  // The state begins as mostly ones: the first numbers of all small seeds look alike.
  for (let i = 0; i < warmUp; i++) generator.next()
  return () => generator.next() >>> 0
}

/** 0 <= x < 1 */
export const unit = (random: Random): number => random() / 2 ** 32

/** 0..n-1; n at most 2^32 */
export const below = (random: Random, n: number): number => Math.floor(unit(random) * n)

/** One of a list that is not empty. */
export const pickFrom = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)]!
