/** Chance in real time, of the system's: what identifies questions must not be guessed. */
import type { Random } from '#wire/actor.ts'

/** The system is asked once for many. */
const drawn = new Uint32Array(1024)
let left = 0

export const platformRandom: Random = () => {
  if (left === 0) {
    crypto.getRandomValues(drawn)
    left = drawn.length
  }
  return drawn[--left]!
}
