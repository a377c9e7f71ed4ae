/** The reference's smallest network, from the reference's own configuration: 111 and 112 are customers of 110, which has two routers. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { scionProgram, shared } from '#test/availability.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { namespaces } from '#test/emulate/net/lab.ts'
import { createNamespace, type Namespace } from './namespace.ts'
import { type Choice, type Network, ours, startNetwork, theirs } from './network.ts'

const programs = ['router', 'control', 'daemon', 'dispatcher', 'scion']
export const networkNeeds = [namespaces, ...programs.map(scionProgram)]
export const tiny4Needs = [shared('captures/tiny4/tiny4-gen.tar.gz'), ...networkNeeds]

/** Every border between two routers of the path is one between the two implementations. */
const odd = ['br1-ff00_0_112-1', 'br1-ff00_0_110-1']
const isRouter = (id: string): boolean => id.startsWith('br')
export const arrangements = {
  'the reference alone': theirs,
  'our routers': (id: string) => (isRouter(id) ? ours(id) : theirs(id)),
  'ours and theirs in turn': (id: string) => (odd.includes(id) ? ours(id) : theirs(id)),
  'theirs and ours in turn': (id: string) => (isRouter(id) && !odd.includes(id) ? ours(id) : theirs(id)),
  'all of ours': ours,
  'our daemon': (id: string) => (id.startsWith('sd') ? ours(id) : theirs(id)),
  'routers of the reference': (id: string) => (isRouter(id) ? theirs(id) : ours(id)),
} satisfies Record<string, Choice>

/** With a daemon in 1-ff00:0:112. */
export function startTiny4(archive: string, choose: Choice): { readonly namespace: Namespace; readonly network: Network } {
  const folder = unpack(archive)
  const namespace = createNamespace(folder)
  return { namespace, network: startNetwork(namespace, join(folder, 'gen'), choose, '1-ff00:0:112') }
}

/** Beacons every second, so that nobody waits. */
function unpack(archive: string): string {
  const folder = temporaryFolder()
  execFileSync('tar', ['xzf', archive, '-C', folder])
  mkdirSync(join(folder, 'gen-cache'))
  for (const file of readdirSync(join(folder, 'gen'), { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, 'gen', file)
    if (/cs[^/]*\.toml$/.test(file))
      appendFileSync(path, ['origination', 'propagation', 'registration'].map(i => `${i}_interval = "1s"\n`).join(''))
  }
  return folder
}
