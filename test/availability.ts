/**
 * What a suite needs beyond this repository: recorded data beside it, another program, another Node. A suite that cannot run is skipped
 * aloud: its title says what is missing, why and how to get it, and `npm run test:all` gathers these titles in a table.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findTlc, howToGetTlc } from '#proofs/engines/tlc.ts'
import { cachedNode, nodeRuns } from './node-versions.ts'
import { debianPackages, findProgram } from './provision.ts'
import { cannotRun } from './report.ts'

export interface Need {
  readonly what: string
  /** the file or program found; `undefined` = not there */
  readonly path: string | undefined
  /** why it is missing, and how to get it */
  readonly why: string
  readonly how: string
  /** a package registry carries it, so that CI may not do without */
  readonly obtainable: boolean
}

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Recordings and example networks that lie beside the repository, not in it: `shared('vectors/router')`. */
export function shared(path: string): Need {
  const full = join(root, '..', 'shared', path)
  const how = 'lay the folder shared/ beside this repository'
  return { what: `shared/${path}`, path: existsSync(full) ? full : undefined, why: 'no such file', how, obtainable: false }
}

/** A program on PATH: `program('tshark')`. */
export function program(name: keyof typeof debianPackages): Need {
  const how = `apt-get install ${debianPackages[name]}`
  return { what: name, path: findProgram(name), why: 'not on PATH', how, obtainable: true }
}

/** A Go program of the reference on PATH, which no package registry carries: `scionProgram('scion-pki')`. */
export function scionProgram(name: string): Need {
  const how = `build ${name} of scionproto/scion and put it on PATH`
  return { what: name, path: findProgram(name), why: 'not on PATH', how, obtainable: false }
}

/** Another major version of Node, as `npm run test:all` fetches it: `node(24)`. */
export function node(major: number): Need {
  const path = cachedNode(major)
  return {
    what: `Node ${major}`,
    path: existsSync(path) ? path : undefined,
    why: 'not fetched',
    how: 'npm run test:all',
    obtainable: nodeRuns,
  }
}

/** The model checker TLC, with the Java it runs on. */
export function tlc(): Need {
  return { what: 'TLC', path: findTlc()?.jar, why: 'no tla2tools.jar, or no java', how: howToGetTlc, obtainable: true }
}

/** `describe`, run with the paths of all needs; when one is missing, one skipped test says so (failed in CI, if CI could have got it). */
export function describeWith(needs: readonly Need[], name: string, suite: (...paths: string[]) => void): void {
  const missing = needs.filter(need => need.path === undefined)
  if (missing.length === 0) {
    describe(name, () => suite(...needs.map(need => need.path!)))
    return
  }
  describe(name, () => missing.forEach(skipAloud))
}

function skipAloud(need: Need): void {
  const title = skipTitle(need)
  console.warn(title)
  if (mustFail(need, process.env)) test(title, () => expect.fail(`CI must have ${need.what}`))
  else test.skip(title, () => {})
}

export const skipTitle = (need: Need): string => `${cannotRun}${need.what} | ${need.why} | ${need.how}`

export const mustFail = (need: Need, env: { readonly CI?: string | undefined }): boolean => env.CI === 'true' && need.obtainable
