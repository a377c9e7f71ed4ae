/** A network from configuration folders of the reference's layout, each part run by the program one chooses. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { root } from '#test/availability.ts'
import { readAsTopology } from '#topology/json.ts'
import type { AsTopology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Namespace, Words } from './namespace.ts'
import { scion } from './transcript.ts'

export const hopproof: Words = [process.execPath, join(root, 'cli', 'hopproof.mjs')]

/** Which program is the router of this id? The reference's is `['router']`. */
export type RouterChoice = (id: string) => Words
export const goRouter: Words = ['router']
export const ourRouter: Words = [...hopproof, 'router']

/** All folders `AS*` of a folder: routers, control services, daemons, and one dispatcher for the hosts of all. */
export function startNetwork(namespace: Namespace, folder: string, choose: RouterChoice): void {
  const folders = asFolders(folder)
  const dispatcher = join(folder, 'dispatcher.toml')
  writeFileSync(dispatcher, dispatcherToml(folders.map(as => readAsTopology(readFileSync(join(as, 'topology.json'), 'utf8')))))
  namespace.start('dispatcher', ['dispatcher', '--config', dispatcher])
  for (const as of folders)
    for (const file of readdirSync(as)) {
      const [id, program] = programOf(file, choose)
      if (program !== undefined) namespace.start(id === 'sd' ? `sd-${as.slice(-3)}` : id, [...program, '--config', join(as, file)])
    }
}

const asFolders = (folder: string): string[] =>
  readdirSync(folder)
    .filter(name => name.startsWith('AS'))
    .map(name => join(folder, name))

function programOf(file: string, choose: RouterChoice): [id: string, program?: Words] {
  const id = file.replace(/\.toml$/, '')
  if (id === file) return [id]
  if (id.startsWith('br')) return [id, choose(id)]
  if (id.startsWith('cs')) return [id, ['control']]
  return id === 'sd' ? [id, ['daemon']] : [id]
}

/** Services are reached through it too. */
function dispatcherToml(ases: readonly AsTopology[]): string {
  const services = ases.flatMap(as => [
    ...serviceLines(as.isdAs, 'CS', as.controlServices),
    ...serviceLines(as.isdAs, 'DS', as.discoveryServices),
  ])
  return `[dispatcher]\nid = "dispatcher"\nlocal_udp_forwarding = true\n[dispatcher.service_addresses]\n${services.join('\n')}\n`
}

const serviceLines = (isdAs: IsdAs, name: string, services: AsTopology['controlServices']): string[] =>
  services.slice(0, 1).map(service => `"${isdAs},${name}" = "${service.address}"`)

/** Until the tool has seen a path that answers; the test's own time limit is the only one. */
export async function untilAlive(namespace: Namespace, daemon: string, destination: string): Promise<void> {
  while ((await scion(namespace, daemon, `showpaths ${destination}`)).code !== 0) await setTimeout(200)
}
