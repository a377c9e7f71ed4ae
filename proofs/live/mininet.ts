/** Mininet, for those who may use it. */
import type { Environment } from '../engines/java.ts'
import { findOnPath } from '../engines/process.ts'

/** Its program; `undefined` where it is not on PATH, or who runs us is not root. */
export const findMininet = (env: Environment = process.env, user = process.getuid?.()): string | undefined =>
  user === 0 ? findOnPath('mn', env.PATH) : undefined

export const howToGetMininet = 'apt-get install mininet, and run it as root'
