/** Programs that do one thing and end: `ip`, `tc`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { EnvironmentError } from '../environment.ts'

/** how to get what is not there */
const packages: Readonly<Record<string, string>> = {
  ip: 'apt-get install iproute2',
  tc: 'apt-get install iproute2',
  nsenter: 'apt-get install util-linux',
  setpriv: 'apt-get install util-linux',
  python3: 'apt-get install python3',
}
const rootless = '"hopproof emulate loopback" needs neither root nor namespaces'

export const missingProgram = (name: string): EnvironmentError =>
  new EnvironmentError(`the program ${name} is not here`, packages[name] ?? `put ${name} on PATH`)

/** Throws `EnvironmentError` for who is not root. */
export function requireRoot(what: string): void {
  if (process.getuid?.() !== 0) throw new EnvironmentError(`${what} is for root only`, `run it with sudo; ${rootless}`)
}

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command to its end. Throws `EnvironmentError` when there is no such program. */
export async function run([program, ...args]: readonly string[], input = ''): Promise<Finished> {
  const child = spawn(program!, args, { stdio: 'pipe' })
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', piece => (text[name] += piece))
  // It may end before it has read all.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, ...text }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw missingProgram(program!)
    throw error
  }
}

/** As `run`, for what must work. Throws `EnvironmentError` with what the program said. */
export async function must(command: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await run(command, input)
  if (code === 0) return stdout
  throw new EnvironmentError(
    `"${command.join(' ')}" failed: ${stderr.trim() || `it ended with ${code}`}`,
    `a kernel without namespaces, veth or bridges? ${rootless}`,
  )
}

/** Several `ip` commands at once, in the order given; stops at the first that fails. */
export const ipBatch = (lines: readonly string[], inside: readonly string[] = []): Promise<string> =>
  must([...inside, 'ip', '-batch', '-'], lines.map(line => `${line}\n`).join(''))
