/** Chance in real time. */
import type { Random } from '#wire/actor.ts'

export const platformRandom: Random = () => Math.floor(Math.random() * 2 ** 32)
