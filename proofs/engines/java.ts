/** Java, which both checkers run on. */
import { join } from 'node:path'
import { findOnPath, isFile } from './process.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** `java` of JAVA_HOME, else the first on PATH. */
export function findJava(env: Environment = process.env): string | undefined {
  const ofHome = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin/java') : undefined
  return ofHome !== undefined && isFile(ofHome, true) ? ofHome : findOnPath('java', env.PATH)
}
