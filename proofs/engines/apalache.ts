/** Apalache, the symbolic model checker of TLA+: found, run with bounds, understood. No package registry carries it. */
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { inFolder } from './files.ts'
import { type ItfTrace, readItf } from './itf.ts'
import type { Environment } from './java.ts'
import { type Ended, findOnPath, isFile, runBounded } from './process.ts'
import type { TlcVerdict } from './tlc-output.ts'

export const howToGetApalache = 'put apalache-mc (0.62 or later, with Java 21) on PATH, or its folder in APALACHE_HOME'

export interface Apalache {
  readonly program: string
  readonly version: string
}

/** bin/apalache-mc of APALACHE_HOME (empty: there is none), else on PATH. */
export function findApalacheProgram(env: Environment = process.env): string | undefined {
  if (env.APALACHE_HOME === undefined) return findOnPath('apalache-mc', env.PATH)
  const program = join(env.APALACHE_HOME, 'bin/apalache-mc')
  return env.APALACHE_HOME !== '' && isFile(program, true) ? program : undefined
}

/** `undefined` when it is not here, or does not run (no Java, or one too old). */
export async function findApalache(env: Environment = process.env): Promise<Apalache | undefined> {
  const program = findApalacheProgram(env)
  if (program === undefined) return undefined
  const { code, stdout } = await runBounded(program, ['version'], { timeoutS: 60, folder: tmpdir() })
  const version = stdout.trim().split('\n').at(-1) ?? ''
  return code === 0 && /^\d/.test(version) ? { program, version } : undefined
}

export interface ApalacheJob {
  /** the .tla file; the modules it extends lie beside it */
  readonly module: string
  /** default `check`; `typecheck` looks at types only */
  readonly command?: 'check' | 'typecheck'
  /** steps: 0 = initial states only */
  readonly length?: number
  readonly init?: string
  readonly next?: string
  readonly inv?: string
  readonly cinit?: string
  /** default 2048 */
  readonly heapMb?: number
  /** default 600: a machine may be busy */
  readonly timeoutS?: number
}

export interface ApalacheReport {
  readonly verdict: TlcVerdict
  /** the behaviours that violate */
  readonly traces: readonly ItfTrace[]
  readonly seconds: number
}

/** Runs Apalache to its end. Never throws for what Apalache finds. */
export const runApalache = (job: ApalacheJob, { program }: Pick<Apalache, 'program'>): Promise<ApalacheReport> =>
  inFolder('apalache', async folder => {
    const bounds = {
      timeoutS: job.timeoutS ?? 600,
      folder: dirname(resolve(job.module)),
      env: { JVM_ARGS: `-Xmx${job.heapMb ?? 2_048}m -Djava.io.tmpdir=${folder}` },
    }
    const ended = await runBounded(program, apalacheArguments(job, folder), bounds)
    return { verdict: verdictOf(ended, job.inv ?? ''), traces: tracesIn(folder), seconds: ended.seconds }
  })

function apalacheArguments(job: ApalacheJob, folder: string): string[] {
  const { command = 'check', length, init, next, inv, cinit } = job
  const flags = Object.entries({ length, init, next, inv, cinit }).filter(([, value]) => value !== undefined)
  const checking = command === 'check' ? ['--no-deadlock', ...flags.map(([name, value]) => `--${name}=${value}`)] : []
  return [command, `--out-dir=${folder}`, `--run-dir=${join(folder, 'run')}`, ...checking, resolve(job.module)]
}

/** Exit codes of Apalache: 0 no error, 12 a violation, 120 types, 75 and 255 what it could not do. */
function verdictOf(ended: Ended, inv: string): TlcVerdict {
  if (ended.trouble !== undefined) return { kind: ended.trouble.startsWith('not done') ? 'timeout' : 'error', text: ended.trouble }
  if (ended.code === 0) return { kind: 'holds' }
  if (ended.code === 12) return { kind: 'violated', of: 'invariant', name: inv }
  const said = `${ended.stdout}\n${ended.stderr}`.split('\n').filter(line => /error|E@|\d+:\d+/i.test(line))
  return { kind: 'error', text: `Apalache ended with ${ended.code}: ${said.slice(-20).join('\n').slice(-2_000) || 'it said nothing'}` }
}

/** violation1.itf.json, violation2.itf.json, ...; violation.itf.json is the last of them again. */
function tracesIn(folder: string): ItfTrace[] {
  const run = join(folder, 'run')
  let names: string[]
  try {
    names = readdirSync(run)
  } catch {
    return []
  }
  return names
    .flatMap(name => {
      const number = /^violation(\d+)\.itf\.json$/.exec(name)?.[1]
      return number === undefined ? [] : [{ number: Number(number), name }]
    })
    .sort((a, b) => a.number - b.number)
    .map(({ name }) => readItf(readFileSync(join(run, name), 'utf8'), name))
}
