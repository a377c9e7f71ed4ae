/** What a device under test is configured with, written as the reference's files: br.toml, topology.json, keys/. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAsTopology } from '#topology/json.ts'
import type { AsTopology } from '#topology/model.ts'
import type { CommandPlaces } from './command.ts'

export interface DutConfiguration {
  readonly as: AsTopology
  /** the border router under test, one of `as.routers` */
  readonly id: string
  /** base64 of master0.key, which the forwarding key is derived from */
  readonly master: string
  /** SCMP errors carry an authenticator */
  readonly scmpAuthentication: boolean
  /** false: no BFD sessions at all */
  readonly bfd: boolean
}

// One processor: what comes in on one socket is handled in its order, which the sentinel counts on.
const toml = (folder: string, c: DutConfiguration): string => `[general]
id = ${JSON.stringify(c.id)}
config_dir = ${JSON.stringify(folder)}

[features]
experimental_scmp_authentication = ${c.scmpAuthentication}

[router]
num_processors = 1
num_slow_processors = 1

[router.bfd]
disable = ${!c.bfd}
`

export function writeConfiguration(folder: string, configuration: DutConfiguration): CommandPlaces {
  const places = { dir: folder, toml: join(folder, 'br.toml'), topology: join(folder, 'topology.json'), id: configuration.id }
  mkdirSync(join(folder, 'keys'), { recursive: true })
  for (const name of ['master0.key', 'master1.key']) writeFileSync(join(folder, 'keys', name), configuration.master)
  writeFileSync(places.topology, JSON.stringify(writeAsTopology(configuration.as), undefined, 2))
  writeFileSync(places.toml, toml(folder, configuration))
  return places
}
