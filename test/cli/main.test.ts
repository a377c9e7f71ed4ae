import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const bin = fileURLToPath(new URL('../../cli/hopproof.mjs', import.meta.url))

interface Ended {
  readonly exitCode: number | null
  readonly out: string
  readonly err: string
}

/** `closeEarly`: hang up on its stdout at once, as `| head -0` does. */
function hopproof(args: readonly string[], closeEarly = false): Promise<Ended> {
  const { HOPPROOF_DEBUG: _, ...env } = process.env
  const child = spawn(process.execPath, [bin, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', chunk => (out += chunk))
  child.stderr.on('data', chunk => (err += chunk))
  if (closeEarly) child.stdout.destroy()
  return new Promise(resolve => child.on('close', exitCode => resolve({ exitCode, out, err })))
}

test.concurrent('--version: on stdout, exit 0', async () => {
  expect(await hopproof(['--version'])).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' })
})

test.concurrent('an unknown command: a suggestion on stderr, exit 2', async () => {
  const ended = await hopproof(['conformm'])
  expect(ended).toMatchObject({ exitCode: 2, out: '' })
  expect(ended.err).toContain('(Did you mean conform?)')
})

test.concurrent('a file that is no vector file: place and hint, no stack, exit 2', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-main-'))
  const file = join(folder, 'x.json')
  writeFileSync(file, '{}')
  const ended = await hopproof(['conform', 'vectors', file])
  rmSync(folder, { recursive: true })
  expect(ended).toMatchObject({ exitCode: 2, out: '' })
  expect(ended.err).toMatch(/^error: .*x\.json: is JSON, but no vector file\n {2}hint: /)
  expect(ended.err).not.toMatch(/^\s+at /m)
})

test.concurrent('a reader that hangs up is no error', async () => {
  expect(await hopproof(['--help'], true)).toEqual({ exitCode: 0, out: '', err: '' })
})
