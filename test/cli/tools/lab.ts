/** Running a command in process: what it prints and its exit code. */
import { join } from 'node:path'
import { vi } from 'vitest'
import { createProgram } from '#cli/program.ts'
import { root } from '#test/availability.ts'

export interface Ran {
  readonly out: string
  readonly err: string
  readonly exit: number | string | undefined
}

export async function hopproof(...args: readonly string[]): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []]
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(text => out.push(String(text)) > 0)
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(text => err.push(String(text)) > 0)
  process.exitCode = undefined
  try {
    await (await createProgram()).parseAsync(['node', 'hopproof', ...args])
    return { out: out.join(''), err: err.join(''), exit: process.exitCode }
  } finally {
    process.exitCode = undefined
    stdout.mockRestore()
    stderr.mockRestore()
  }
}

const example = (name: string): string => join(root, 'examples', 'topologies', name)
/** Customers alice (1-ff00:0:111) and bob (1-ff00:0:112) of one core AS (1-ff00:0:110). */
export const tiny = example('tiny.topo')
/** alice reaches the server in the core over two providers. */
export const diamond = example('diamond.topo')
